package bind

import (
	"mime"
	"net/http"
	"strings"

	"github.com/seed-86b940f4/demur/apierror"
	"github.com/seed-86b940f4/demur/negotiate"
)

// syntax is what the body of a request is written in.
type syntax int8

const (
	unreadable syntax = iota
	inJSON
	inXML
	inForm
	inMultipart
)

// contentType returns the syntax of the body, and the boundary of its parts.
func contentType(h http.Header) (s syntax, boundary string, utf8 bool) {
	mediaType, params := negotiate.ContentType(h)
	s = syntaxOf(mediaType)
	// Most requests are done here: mime makes a map.
	if s == unreadable || params == "" || strings.EqualFold(strings.TrimSpace(params), "charset=utf-8") {
		return s, "", true
	}
	_, parsed, err := mime.ParseMediaType(mediaType + ";" + params)
	if err != nil && s == inMultipart { // nobody knows then where its parts end
		return unreadable, "", true
	}
	if err != nil { // what cannot be read may name any charset
		return s, "", !strings.Contains(strings.ToLower(params), "charset=")
	}
	charset, ok := parsed["charset"]
	return s, parsed["boundary"], !ok || strings.EqualFold(charset, "utf-8")
}

func syntaxOf(mediaType string) syntax {
	switch mediaType {
	case "application/x-www-form-urlencoded":
		return inForm
	case "multipart/form-data":
		return inMultipart
	}
	switch negotiate.Syntax(mediaType) {
	case "json":
		return inJSON
	case "xml":
		return inXML
	}
	return unreadable
}

// reads reports whether a body in that syntax can fill the type.
func (p *plan) reads(s syntax) bool {
	switch s {
	case inJSON:
		return true
	case inXML:
		return p.xml != nil
	case inForm, inMultipart:
		return p.hasForm
	}
	return false
}

// unsupported returns a 415 that names what the resource reads: in Accept (RFC 9110
// section 12.5.1), and in the field that is there for the method.
func (p *plan) unsupported(method, detail string) error {
	e := apierror.UnsupportedMediaType.New(detail).WithHeader("Accept", p.accepts)
	switch method {
	case http.MethodPost:
		e = e.WithHeader("Accept-Post", p.accepts)
	case http.MethodPatch: // RFC 5789 section 2.2
		e = e.WithHeader("Accept-Patch", p.accepts)
	}
	return e
}
