package adaptertest

import (
	"net/http"
)

// successes are what Respond and Created send.
func successes() []testCase {
	var all []testCase
	for _, tt := range []struct {
		name   string
		v      any
		accept string
		status int
		kind   string // the Content-Type, "" for none
		body   string
	}{
		{"respond in JSON", widget{"1", "w"}, "", 200, "application/json", "{\"id\":\"1\",\"name\":\"w\"}\n"},
		{"respond in XML", widget{"1", "w"}, "application/xml", 200, "application/xml", `<?xml version="1.0" encoding="UTF-8"?>` + "\n<widget><id>1</id><name>w</name></widget>"},
		{"respond in text/xml", widget{"1", "w"}, "text/xml", 200, "text/xml", `<?xml version="1.0" encoding="UTF-8"?>` + "\n<widget><id>1</id><name>w</name></widget>"},
		{"respond with nothing", nil, "", 204, "", ""},
	} {
		all = append(all, testCase{name: tt.name, run: func(p probe) {
			s := Service{Routes: []Route{{http.MethodGet, "/v1/x", func(c Context) error { return c.Respond(tt.status, tt.v) }}}}
			got := p.get(p.serve(p.handler(s)), "/v1/x", "Accept", tt.accept)
			if got.StatusCode != tt.status || got.Header.Get("Content-Type") != tt.kind || got.body != tt.body {
				p.Errorf("%d %s %q", got.StatusCode, got.Header.Get("Content-Type"), got.body)
			}
			if tt.kind != "" {
				p.field(got, "Vary", `\bAccept\b`)
			}
		}})
	}
	return append(all,
		testCase{name: "respond with what cannot be encoded", run: func(p probe) {
			for accept, v := range map[string]any{"application/json": make(chan int), "application/xml": map[string]int{"a": 1}} {
				s := Service{Routes: []Route{{http.MethodGet, "/v1/x", func(c Context) error { return c.Respond(http.StatusOK, v) }}}}
				got := p.get(p.serve(p.handler(s)), "/v1/x", "Accept", accept)
				p.status(got, 500)
				p.document(got)
				p.secret(got, `chan|map\[`)
			}
		}},
		testCase{name: "respond with a status of an error", run: func(p probe) {
			s := Service{Routes: []Route{{http.MethodGet, "/v1/x", func(c Context) error { return c.Respond(404, widget{}) }}}}
			p.status(p.get(p.serve(p.handler(s)), "/v1/x"), 500)
		}},
		testCase{name: "respond after another status", run: func(p probe) {
			var log journal
			s := Service{Config: Config{Logger: log.logger()}, Routes: []Route{{http.MethodGet, "/v1/x", func(c Context) error {
				return c.Respond(http.StatusOK, widget{"1", "w"})
			}}}}
			server := p.serve(p.handler(s))
			got := p.get(server, "/v1/x", "Accept", "image/png") // nobody has asked before
			p.status(got, 406)
			p.has(got, `"available":\["application/json","application/xml"`)
		}},
		testCase{name: "created", run: func(p probe) {
			s := Service{Routes: []Route{{http.MethodPost, "/v1/x", func(c Context) error { return c.Created("/v1/x/1", widget{"1", "w"}) }}}}
			got := p.send(p.serve(p.handler(s)), http.MethodPost, "/v1/x", "")
			p.status(got, 201)
			p.field(got, "Location", "^/v1/x/1$")
		}},
	)
}
