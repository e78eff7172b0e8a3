package main

import (
	"fmt"
	"io"
	"net/http"
	"strings"

	"github.com/labstack/echo/v4"
)

// call is a request of the walk-through. It is sent in one of several formats.
type call struct {
	method, path string
	key          string // "" for none
	json, xml    string // the body in either format; "" for none, or for JSON alone
	language     string // its Accept-Language field; "" for none
	refuse       bool   // ask for what cannot be made
}

// format is what a client speaks.
type format struct {
	accept  string // its Accept field
	foreign string // an Accept field that no success can meet
	xml     bool   // whether it writes XML
}

var (
	speaksJSON = format{accept: "application/json", foreign: "text/csv"}
	speaksXML  = format{accept: "application/xml", foreign: "application/atom+xml", xml: true}
)

// header returns the fields that the call is sent with, and its body.
func (c call) header(f format) (fields [][2]string, body string) {
	if c.key != "" {
		fields = append(fields, [2]string{"X-API-Key", c.key})
	}
	accept := f.accept
	if c.refuse {
		accept = f.foreign
	}
	fields = append(fields, [2]string{echo.HeaderAccept, accept})
	if c.language != "" {
		fields = append(fields, [2]string{"Accept-Language", c.language})
	}
	switch {
	case f.xml && c.xml != "":
		return append(fields, [2]string{echo.HeaderContentType, echo.MIMEApplicationXML}), c.xml
	case c.json != "":
		return append(fields, [2]string{echo.HeaderContentType, echo.MIMEApplicationJSON}), c.json
	}
	return fields, ""
}

// request returns the call as a request to the server at base.
func (c call) request(base string, f format) (*http.Request, error) {
	fields, body := c.header(f)
	var content io.Reader
	if body != "" {
		content = strings.NewReader(body)
	}
	req, err := http.NewRequest(c.method, base+c.path, content)
	if err != nil {
		return nil, err
	}
	for _, field := range fields {
		req.Header.Set(field[0], field[1])
	}
	return req, nil
}

// curl returns the same request as a line for a shell.
func (c call) curl(base string, f format) string {
	fields, body := c.header(f)
	var b strings.Builder
	b.WriteString(`curl -si -w '\n'`)
	if c.method != http.MethodGet {
		b.WriteString(" -X " + c.method)
	}
	b.WriteString(" " + quote(base+c.path))
	for _, field := range fields {
		b.WriteString(" -H " + quote(field[0]+": "+field[1]))
	}
	if body != "" {
		b.WriteString(" -d " + quote(body))
	}
	return b.String()
}

// quote makes one word of s for a POSIX shell.
func quote(s string) string { return "'" + strings.ReplaceAll(s, "'", `'\''`) + "'" }

// walkthrough returns the page that the program prints: for each row a comment
// that begins with the status, and the curl lines that get it. All of it is fit
// to be pasted into a shell.
func walkthrough(base string) string {
	var b strings.Builder
	fmt.Fprintf(&b, "# Payments API on %s. Ctrl-C stops it.\n", base)
	steps := func(list []step) {
		for _, s := range list {
			fmt.Fprintf(&b, "\n# %d %s\n%s\n", s.status, s.why, s.call.curl(base, speaksJSON))
		}
	}
	for _, r := range table() {
		steps(r.before)
		fmt.Fprintf(&b, "\n# %d %s\n%s\n%s\n", r.status, r.why, r.call.curl(base, speaksJSON), r.call.curl(base, speaksXML))
		steps(r.after)
	}
	return b.String()
}
