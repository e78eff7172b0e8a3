package adaptertest

import (
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"

	"github.com/seed-86b940f4/demur/apierror"
)

// halves are the ways to begin a success answer that is then not finished.
var halves = map[string]func(w http.ResponseWriter){
	"chunked": func(w http.ResponseWriter) { _, _ = io.WriteString(w, "half"); flush(w) },
	"with a Content-Length": func(w http.ResponseWriter) {
		w.Header().Set("Content-Length", "100")
		_, _ = io.WriteString(w, "half")
		flush(w)
	},
	"before the first flush": func(w http.ResponseWriter) { _, _ = io.WriteString(w, "half") },
	"complete, before the first flush": func(w http.ResponseWriter) {
		w.Header().Set("Content-Length", "4")
		_, _ = io.WriteString(w, "half")
	},
	"large":           func(w http.ResponseWriter) { _, _ = io.WriteString(w, strings.Repeat("x", 100_000)) },
	"the header only": func(w http.ResponseWriter) { w.WriteHeader(http.StatusOK); flush(w) },
	"a mere flush":    flush,
	"a mere Flush":    func(w http.ResponseWriter) { w.(http.Flusher).Flush() },
	"a file": func(w http.ResponseWriter) {
		_, _ = io.Copy(w, struct{ io.Reader }{strings.NewReader(strings.Repeat("x", 70_000))}) // by ReadFrom, if w has it
	},
}

func flush(w http.ResponseWriter) { _ = http.NewResponseController(w).Flush() }

// cutOffs are cases of a success answer that has begun, of a handler that then fails.
func cutOffs() (cases []testCase) {
	for how, begin := range halves {
		for _, http2 := range []bool{false, true} {
			for end, fail := range map[string]func() error{
				"error": func() error { return apierror.BadGateway.Wrap(errors.New("boom"), "") },
				"panic": func() error { panic("boom") },
			} {
				cases = append(cases, testCase{fmt.Sprintf("13 %s, then %s, HTTP2 %t", how, end, http2), nil, func(h *harness) {
					s := h.start(single(func(c Context) error {
						if c.Param("id") == "whole" {
							return noContent(c)
						}
						begin(c.Writer())
						return fail()
					}), func(server *httptest.Server) { server.EnableHTTP2 = http2 })
					if got, err := s.try(s.request("GET", "/1", "")); err == nil {
						h.Errorf("the client took half an answer for a whole one: %d %.20q", got.StatusCode, got.body)
					}
					h.expect(s.get("/whole"), want{status: 204}) // nor does the next request suffer
					s.logged(1, `"aborted":true`, "boom")
				}})
			}
		}
	}
	return append(cases,
		testCase{"a writer that has no deadline", nil, func(h *harness) {
			handler, log := h.handler(single(func(c Context) error { halves["chunked"](c.Writer()); return errors.New("boom") }))
			server := httptest.NewUnstartedServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
				handler.ServeHTTP(undying{w}, r)
			}))
			s := &running{server, h, log}
			s.listen()
			if _, err := s.try(s.request("GET", "/1", "")); err == nil {
				h.Error("the client took half an answer for a whole one")
			}
			s.logged(1, `"aborted":true`)
		}},
		testCase{"KeepTruncated", nil, func(h *harness) {
			service := single(func(c Context) error { _, _ = io.WriteString(c.Writer(), "half"); return errors.New("boom") })
			service.Config.KeepTruncated = true
			s := h.start(service)
			h.expect(s.get("/1"), want{status: 200, has: "^half$"})
			s.logged(1, `"aborted":false`)
		}},
		testCase{"the middleware outside sees it", []Feature{Travelling}, func(h *harness) {
			seen := make(chan error, 1)
			service := single(func(c Context) error { halves["chunked"](c.Writer()); return apierror.BadGateway })
			service.Outside = []Middleware{func(_ Context, next func() error) error {
				err := next()
				seen <- err
				return err
			}}
			s := h.start(service)
			_, _ = s.try(s.request("GET", "/1", ""))
			if err := receive(h, seen); !errors.Is(err, apierror.BadGateway) {
				h.Errorf("%v travels on", err)
			}
		}},
	)
}

// undying is a writer that has no deadline.
type undying struct{ http.ResponseWriter }
