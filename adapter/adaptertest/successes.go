package adaptertest

import (
	"encoding/xml"
	"net/http"
	"regexp"
)

type thing struct {
	XMLName xml.Name `json:"-" xml:"widget"`
	ID      string   `json:"id" xml:"id"`
	Name    string   `json:"name" xml:"name"`
}

// successes are cases of Respond, Created and RequireAcceptable.
func successes() (cases []testCase) {
	v := thing{ID: "1", Name: "a <b>"}
	const (
		jsonBody = `{"id":"1","name":"a \u003cb\u003e"}` + "\n"
		xmlBody  = `<?xml version="1.0" encoding="UTF-8"?>` + "\n" + `<widget><id>1</id><name>a &lt;b&gt;</name></widget>`
	)
	exactly := func(text string) string { return "^" + regexp.QuoteMeta(text) + "$" }
	for _, tt := range []struct {
		name, method, accept, contentType string
		status                            int
		v                                 any
		want
	}{
		{"JSON", "GET", "", "", 200, v, want{status: 200, header: fields{"Content-Type": "^application/json$", "Vary": "Accept"}, has: exactly(jsonBody)}},
		{"XML", "GET", "application/xml", "", 200, v, want{status: 200, header: fields{"Content-Type": "^application/xml$", "Vary": "Accept"}, has: exactly(xmlBody)}},
		{"text-xml", "GET", "text/xml", "", 200, v, want{status: 200, header: fields{"Content-Type": "^text/xml$"}, has: exactly(xmlBody)}},
		{"by content type", "POST", "*/*", "text/xml", 200, v, want{status: 200, header: fields{"Content-Type": "^application/xml$", "Vary": "^Accept, Content-Type$"}, has: exactly(xmlBody)}},
		{"202", "POST", "", "", 202, v, want{status: 202, has: exactly(jsonBody)}},
		{"HEAD", "HEAD", "application/xml", "", 200, v, want{status: 200, header: fields{"Content-Type": "^application/xml$", "Content-Length": "^9[0-9]$|^1"}, body: nothing}},
		{"no content", "GET", "", "", 204, nil, want{status: 204, header: fields{"Content-Type": "^$"}, body: nothing}},
		{"no content for a value", "GET", "", "", 204, v, want{status: 204, body: nothing}},
		{"not modified", "GET", "", "", 304, v, want{status: 304, body: nothing}},
		{"reset content", "GET", "", "", 205, v, want{status: 205, body: nothing}},
		{"nothing", "GET", "", "", 200, nil, want{status: 200, body: nothing}},
		{"not acceptable", "GET", "image/png", "", 200, v, want{status: 406, body: inJSON, has: "application/xml"}},
		{"no problem document", "GET", "application/problem+json", "", 200, v, want{status: 406, header: fields{"Content-Type": "^application/problem.json$"}, body: inJSON, has: "available"}},
		{"a map in XML", "GET", "application/xml", "", 200, map[string]int{"a": 1}, want{status: 500, body: inXML}},
		{"a list in JSON", "GET", "", "", 200, []thing{v}, want{status: 200, has: `^\[.*\]`}},
		{"a list in XML", "GET", "application/xml", "", 200, []thing{v, v}, want{status: 500, body: inXML}},
		{"a nil pointer in XML", "GET", "application/xml", "", 200, (*thing)(nil), want{status: 500, body: inXML}},
		{"what has no JSON", "GET", "", "", 200, make(chan int), want{status: 500, body: inJSON, not: "chan"}},
		{"an error status", "GET", "", "", 404, v, want{status: 500, body: inJSON}},
		{"no status", "GET", "", "", 0, v, want{status: 500, body: inJSON}},
	} {
		cases = append(cases, testCase{"Respond: " + tt.name, nil, func(h *harness) {
			s := h.start(single(func(c Context) error { return c.Respond(tt.status, tt.v) }))
			h.expect(s.do(tt.method, "/1", "", "Accept", tt.accept, "Content-Type", tt.contentType), tt.want)
		}})
	}
	for name, tt := range map[string]struct {
		v any
		want
	}{
		"a value":   {v, want{status: 201, header: fields{"Location": "^/widgets/1$"}, has: exactly(jsonBody)}},
		"nothing":   {nil, want{status: 201, header: fields{"Location": "^/widgets/1$"}, body: nothing}},
		"a channel": {make(chan int), want{status: 500, header: fields{"Location": "^$"}, body: inJSON}},
	} {
		cases = append(cases, testCase{"Created: " + name, nil, func(h *harness) {
			s := h.start(single(func(c Context) error { return c.Created("/widgets/1", tt.v) }))
			h.expect(s.do(http.MethodPost, "/1", ""), tt.want)
		}})
	}
	return append(cases, testCase{"RequireAcceptable", nil, func(h *harness) {
		effects := 0
		s := h.start(Service{Groups: []Group{{Prefix: "/g", RequireAcceptable: true, Routes: []Route{post("/x", func(c Context) error {
			effects++
			return c.Respond(200, v)
		})}}}})
		const list = `"available":\["application/json","application/xml","text/json","text/xml"\]`
		for _, tt := range []struct {
			method, path, accept string
			want
		}{
			{"POST", "/g/x", "text/html", want{status: 406, body: inJSON, has: list}},
			{"POST", "/g/x", "application/json;q=0, application/xml;q=0, text/*;q=0", want{status: 406, has: list}},
			{"GET", "/g/x", "text/html", want{status: 405, body: inJSON}},
			{"OPTIONS", "/g/x", "text/html", want{status: 204}},
			{"POST", "/g/y", "text/html", want{status: 404, body: inJSON}},
		} {
			h.expect(s.do(tt.method, tt.path, "", "Accept", tt.accept), tt.want)
		}
		if effects != 0 {
			h.Errorf("the handler ran %d times", effects)
		}
		h.expect(s.do("POST", "/g/x", "", "Accept", "application/xml"), want{status: 200, has: exactly(xmlBody)})
	}})
}
