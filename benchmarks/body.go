package main

import (
	"io"
	"net/http"
	"strings"
)

// payload is a body that can be sent again without an allocation, so that the
// contender's own work alone is measured. As a server's, it can be read and closed,
// and no more.
type payload struct {
	reader strings.Reader
	text   string
}

func (p *payload) Read(b []byte) (int, error) { return p.reader.Read(b) }

func (p *payload) Close() error { return nil }

func (p *payload) again() (io.ReadCloser, error) {
	p.reader.Reset(p.text)
	return p, nil
}

// setBody makes text the body of r.
func setBody(r *http.Request, contentType, text string) {
	r.GetBody, r.ContentLength = (&payload{text: text}).again, int64(len(text))
	rewind(r)
	r.Header["Content-Type"] = []string{contentType}
}

// rewind makes r ready to be sent again, whatever a contender made of its body.
func rewind(r *http.Request) {
	if r.GetBody != nil {
		r.Body, _ = r.GetBody() // a payload has no error
	}
}

// encode returns what a client would send for v.
func encode(marshal func(any) ([]byte, error), v any) string {
	body, err := marshal(v)
	if err != nil {
		panic(err)
	}
	return string(body)
}
