package adaptertest

import (
	"errors"
	"fmt"
	"net/http"

	"github.com/seed-86b940f4/demur/apierror"
)

// routing are cases of what the router has no route for.
func routing() (cases []testCase) {
	pass := func(_ Context, next func() error) error { return next() }
	service := func() Service {
		purge := Route{Method: "PURGE", Path: "/{id}", Handle: noContent}
		put := Route{Method: http.MethodPut, Path: "/{id}", Handle: noContent}
		return Service{Groups: []Group{
			{Routes: []Route{
				get("/plain/{id}", noContent),
				get("/own", failing(apierror.NotFound)),
				get("/says", failing(apierror.MethodNotAllowed.New("").WithAllow("POST"))),
				get("/refuses", failing(apierror.MethodNotAllowed)),
			}},
			{Prefix: "/g", Use: []Middleware{pass}, RequireAcceptable: true, Routes: []Route{
				get("", noContent), post("", noContent), get("/{id}", noContent), put, purge, get("/{id}/parts", noContent),
			}},
		}}
	}
	for _, tt := range []struct {
		method, path string
		status       int
		allow        string
	}{
		{"POST", "/plain/1", 405, `^(OPTIONS, GET|GET, (HEAD, )?OPTIONS)$`},
		{"OPTIONS", "/plain/1", 204, `^(OPTIONS, GET|GET, (HEAD, )?OPTIONS)$`},
		{"POST", "/g/1", 405, "^GET, (HEAD, )?OPTIONS, PURGE, PUT$"},
		{"OPTIONS", "/g/1", 204, "^GET, (HEAD, )?OPTIONS, PURGE, PUT$"},
		{"DELETE", "/g", 405, "^GET, (HEAD, )?OPTIONS, POST$"},
		{"DELETE", "/g/1/parts", 405, "^GET, (HEAD, )?OPTIONS$"},
		{"GET", "/g/1/nothing", 404, "^$"},
		{"OPTIONS", "/g/1/nothing", 404, "^$"},
		{"GET", "/own", 404, "^$"},
		{"GET", "/says", 405, "^POST$"},
		{"GET", "/nowhere", 404, "^$"},
		{"OPTIONS", "/nowhere", 404, "^$"},
		{"HEAD", "/nowhere", 404, "^$"},
	} {
		for _, accept := range []string{"application/xml", "image/png"} {
			cases = append(cases, testCase{fmt.Sprint(tt.method, " ", tt.path, ", Accept ", accept), nil, func(h *harness) {
				s := h.start(service())
				w := want{status: tt.status, header: fields{"Allow": tt.allow}, body: inXML}
				switch {
				case tt.status == 204 || tt.method == http.MethodHead:
					w.body = nothing
				case accept == "image/png":
					w.body = inJSON
				}
				h.expect(s.do(tt.method, tt.path, "", "Accept", accept), w)
				n := 1
				if tt.status == 204 {
					n = 0 // it has not failed
				}
				s.logged(n)
			}})
		}
	}
	return append(cases,
		testCase{"a 405 of the handler lists the other methods", nil, func(h *harness) {
			s := h.start(Service{Groups: []Group{{Routes: []Route{
				get("/x", failing(apierror.MethodNotAllowed.New("").WithAllow("POST"))), post("/x", noContent),
			}}}})
			h.expect(s.get("/x"), want{status: 405, header: fields{"Allow": "POST"}, body: inJSON})
		}},
		testCase{"a 405 always has Allow", nil, func(h *harness) {
			if got := h.start(service()).get("/refuses"); got.StatusCode != 405 || len(got.Header["Allow"]) != 1 {
				h.Errorf("%d, Allow %q", got.StatusCode, got.Header["Allow"])
			}
		}},
		testCase{"middleware that hides its routes", []Feature{Travelling}, func(h *harness) {
			s := h.start(Service{Groups: []Group{{
				Prefix: "/g", Routes: []Route{get("/x", noContent)},
				Use: []Middleware{func(_ Context, next func() error) error { return apierror.NotFound.Wrap(next(), "") }},
			}}})
			h.expect(s.do(http.MethodPut, "/g/x", ""), want{status: 404, header: fields{"Allow": "^$"}, body: inJSON})
		}},
		testCase{"middleware that wraps what the router said", []Feature{Travelling}, func(h *harness) {
			s := h.start(Service{Groups: []Group{{
				Prefix: "/g", Routes: []Route{get("/x", noContent)},
				Use: []Middleware{func(_ Context, next func() error) error {
					if err := next(); err != nil {
						return fmt.Errorf("group: %w", err)
					}
					return nil
				}},
			}}})
			h.expect(s.do(http.MethodPut, "/g/x", ""), want{status: 405, header: fields{"Allow": "^GET, (HEAD, )?OPTIONS$"}, body: inJSON})
			h.expect(s.do(http.MethodOptions, "/g/x", ""), want{status: 204, body: nothing})
		}},
		testCase{"a failure after the answer to OPTIONS is logged", []Feature{Travelling}, func(h *harness) {
			for _, fail := range []func() error{
				func() error { return errors.New("the rollback failed") },
				func() error { panic("the rollback failed") },
			} {
				s := h.start(Service{Groups: []Group{{
					Prefix: "/g", Routes: []Route{get("/x", noContent)},
					Use: []Middleware{func(c Context, next func() error) error { c.Fail(next()); return fail() }},
				}}})
				h.expect(s.do(http.MethodOptions, "/g/x", ""), want{status: 204, body: nothing})
				s.logged(1, "the rollback failed")
			}
		}},
		testCase{"a parameter with an escape", nil, func(h *harness) {
			s := h.start(single(func(c Context) error { return apierror.NotFound.New("There is no " + c.Param("id") + ".") }))
			h.expect(s.get("/a%20b"), want{status: 404, body: inJSON, has: "no a(%20| )b"})
		}},
	)
}
