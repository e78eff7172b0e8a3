package walkthrough

import (
	"io"
	"net/http"
	"strings"
)

// Call is a request of the walk-through. It is sent in one of several formats.
type Call struct {
	Method, Path string
	Key          string // "" for none
	JSON, XML    string // the body in either format; "" for none, or for JSON alone
	CSV          string // a body that no resource reads; "" for none
	Language     string // its Accept-Language field; "" for none
	Refuse       bool   // ask for what cannot be made
}

// Format is what a client speaks.
type Format struct {
	Accept  string // its Accept field
	Foreign string // an Accept field that no success can meet
	XML     bool   // whether it writes XML
}

// The formats of the lines that are printed.
var (
	SpeaksJSON = Format{Accept: "application/json", Foreign: "text/csv"}
	SpeaksXML  = Format{Accept: "application/xml", Foreign: "application/atom+xml", XML: true}
)

// header returns the fields that the call is sent with, and its body.
func (c Call) header(f Format) (fields [][2]string, body string) {
	if c.Key != "" {
		fields = append(fields, [2]string{"X-API-Key", c.Key})
	}
	accept := f.Accept
	if c.Refuse {
		accept = f.Foreign
	}
	fields = append(fields, [2]string{"Accept", accept})
	if c.Language != "" {
		fields = append(fields, [2]string{"Accept-Language", c.Language})
	}
	switch {
	case c.CSV != "":
		return append(fields, [2]string{"Content-Type", "text/csv"}), c.CSV
	case f.XML && c.XML != "":
		return append(fields, [2]string{"Content-Type", "application/xml"}), c.XML
	case c.JSON != "":
		return append(fields, [2]string{"Content-Type", "application/json"}), c.JSON
	}
	return fields, ""
}

// Request returns the call as a request to the server at base.
func (c Call) Request(base string, f Format) (*http.Request, error) {
	fields, body := c.header(f)
	var content io.Reader
	if body != "" {
		content = strings.NewReader(body)
	}
	req, err := http.NewRequest(c.Method, base+c.Path, content)
	if err != nil {
		return nil, err
	}
	for _, field := range fields {
		req.Header.Set(field[0], field[1])
	}
	return req, nil
}

// curl returns the same request as a line for a shell.
func (c Call) curl(base string, f Format) string {
	fields, body := c.header(f)
	var b strings.Builder
	b.WriteString(`curl -si -w '\n'`)
	if c.Method != http.MethodGet {
		b.WriteString(" -X " + c.Method)
	}
	b.WriteString(" " + quote(base+c.Path))
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
