package adaptertest

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net"
	"net/http"
	"net/http/httptest"
	"net/http/httptrace"
	"net/textproto"
	"strings"
	"testing/iotest"

	"github.com/seed-86b940f4/demur/adapter"
	"github.com/seed-86b940f4/demur/apierror"
)

var errTaken = apierror.Conflict.Wrap(errors.New("the cause"), "It is taken.")

// once is what a request that failed with errTaken must come to.
var once = want{status: 409, body: inJSON, has: "It is taken.", not: "the cause"}

// answers are cases of who answers a request that failed, and how often.
func answers() []testCase {
	return []testCase{
		{"12 the cause is logged once", nil, func(h *harness) {
			log := new(journal)
			s := h.start(h.forty(log))
			s.get("/v1/boom")
			s.log = log
			s.logged(1, `"msg":"access"`)
			if n := strings.Count(log.String(), "pq: password"); n != 1 {
				h.Errorf("the cause stands %d times in the log:\n%s", n, log)
			}
		}},
		{"demur twice", nil, func(h *harness) {
			observed := 0
			s := h.start(Service{
				Config: adapter.Config[Context]{Observe: func(Context, *apierror.Error) { observed++ }},
				Groups: []Group{{Prefix: "/g", Errors: true, Routes: []Route{get("/x", failing(errTaken))}}},
			})
			h.expect(s.get("/g/x"), once)
			s.logged(1, "the cause")
			if observed != 1 {
				h.Errorf("observed %d times", observed)
			}
		}},
		{"an answer that was thrown away is sent again", []Feature{Travelling}, func(h *harness) {
			s := h.start(Service{Groups: []Group{{Prefix: "/g", Wrap: []func(http.Handler) http.Handler{lose}, Errors: true, Routes: []Route{get("/x", failing(errTaken))}}}})
			h.expect(s.get("/g/x"), once)
			s.logged(1, "the cause")
		}},
		{"an answer that the handler has sent stays", nil, func(h *harness) {
			s := h.start(single(func(c Context) error {
				c.Writer().WriteHeader(http.StatusTeapot)
				_, _ = io.WriteString(c.Writer(), "own")
				return errors.New("boom")
			}))
			h.expect(s.get("/1"), want{status: 418, has: "^own$"})
			s.logged(1, `"status":418`, "boom")
		}},
		{"a copy that fails before its first byte is no answer", nil, func(h *harness) {
			s := h.start(single(func(c Context) error {
				_, err := io.Copy(c.Writer(), iotest.ErrReader(errors.New("the cause")))
				return apierror.BadGateway.Wrap(err, "")
			}))
			h.expect(s.get("/1"), want{status: 502, body: inJSON, not: "the cause"})
			s.logged(1, "the cause")
		}},
		{"Fail, and then the same error", nil, func(h *harness) {
			s := h.start(single(func(c Context) error { c.Fail(errTaken); return fmt.Errorf("handler: %w", errTaken) }))
			h.expect(s.get("/1"), once)
			s.logged(1)
		}},
		{"Fail, and then another error", nil, func(h *harness) {
			s := h.start(single(func(c Context) error { c.Fail(errTaken); return errors.New("the rollback failed") }))
			h.expect(s.get("/1"), once)
			s.logged(2, "the rollback failed")
		}},
		{"Fail, and then a panic", nil, func(h *harness) {
			s := h.start(single(func(c Context) error { c.Fail(errTaken); panic("boom") }))
			h.expect(s.get("/1"), once)
			s.logged(2, "boom")
		}},
		{"Fail, and then nothing", nil, func(h *harness) {
			s := h.start(single(func(c Context) error { c.Fail(errTaken); return nil }))
			h.expect(s.get("/1"), once)
			s.logged(1)
		}},
		{"an interim response is no answer", nil, func(h *harness) {
			s := h.start(single(func(c Context) error {
				c.Writer().Header().Set("Link", "</style.css>; rel=preload")
				c.Writer().WriteHeader(http.StatusEarlyHints)
				return errTaken
			}))
			hints := 0
			req := s.request("GET", "/1", "")
			h.expect(s.send(req.WithContext(httptrace.WithClientTrace(req.Context(), &httptrace.ClientTrace{
				Got1xxResponse: func(int, textproto.MIMEHeader) error { hints++; return nil },
			}))), once)
			if s.logged(1); hints != 1 {
				h.Errorf("%d interim responses", hints)
			}
		}},
		{"HEAD has the header of GET", nil, func(h *harness) {
			s := h.start(single(failing(errTaken)))
			full, head := s.get("/1"), s.do(http.MethodHead, "/1", "")
			for _, name := range []string{"Content-Type", "Content-Length", "Vary"} {
				if a, b := full.joined(name), head.joined(name); a == "" || a != b {
					h.Errorf("%s: GET %q, HEAD %q", name, a, b)
				}
			}
			h.expect(head, want{status: 409, body: nothing})
		}},
		{"status 499 is answered", nil, func(h *harness) {
			s := h.start(single(failing(fmt.Errorf("x: %w", apierror.Status(499)))))
			h.expect(s.get("/1"), want{status: 499, body: inJSON})
			s.logged(1)
		}},
		{"a cancellation that is not the request's", nil, func(h *harness) {
			s := h.start(single(failing(context.Canceled)))
			h.expect(s.get("/1"), want{status: 500, body: inJSON})
		}},
		{"a server that stops", nil, func(h *harness) {
			ctx, stop := context.WithCancelCause(h.Context())
			s := h.start(single(func(c Context) error {
				stop(errors.New("interrupt"))
				<-c.Request().Context().Done()
				return c.Request().Context().Err()
			}), func(server *httptest.Server) {
				server.Config.BaseContext = func(net.Listener) context.Context { return ctx }
			})
			h.expect(s.get("/1"), want{status: 500, body: inJSON})
		}},
		{"a panic is a bug, whatever its value is", nil, func(h *harness) {
			s := h.start(single(func(Context) error { panic(apierror.NotFound.New("SECRET")) }))
			h.expect(s.get("/1"), want{status: 500, body: inJSON, not: "SECRET"})
			s.logged(1, "SECRET", "adaptertest")
		}},
		{"ErrAbortHandler is passed on", nil, func(h *harness) {
			s := h.start(single(func(Context) error { panic(http.ErrAbortHandler) }))
			if got, err := s.try(s.request("GET", "/1", "")); err == nil {
				h.Errorf("status %d, want a broken connection", got.StatusCode)
			}
			s.logged(0)
		}},
		{"a logger that panics", nil, func(h *harness) {
			s := single(failing(errTaken))
			s.Config.Logger = slog.New(grumpy{slog.DiscardHandler})
			h.expect(h.start(s).get("/1"), once)
		}},
		{"a format that cannot write", nil, func(h *harness) {
			s := single(failing(apierror.NotFound))
			s.Config.Formats = []apierror.Format{unable{}}
			running := h.start(s)
			h.expect(running.get("/1"), want{status: 404, has: `"code":"not_found"`})
			running.logged(1, "no CSV today")
		}},
		{"an error that has no end", nil, func(h *harness) {
			endless := new(loop)
			s := h.start(single(failing(apierror.NotFound.Wrap(endless, ""))))
			h.expect(s.get("/1"), want{status: 404, body: inJSON})
			s.logged(1)
		}},
		{"a body that nobody reads does not hold up the answer", nil, unread},
	}
}

// unread sends requests whose clients wait for the answer before they send the body.
func unread(h *harness) {
	s := h.start(Service{Groups: []Group{{Routes: []Route{
		post("/bad", failing(apierror.Unauthorized)),
		post("/good", noContent),
	}}}})
	for _, header := range []string{
		"Expect: 100-continue\r\nContent-Length: 10\r\n",
		"Content-Length: 100000000\r\n",
		"Transfer-Encoding: chunked\r\nExpect: 100-continue\r\n",
	} {
		for path, status := range map[string]int{"/bad": 401, "/good": 204} {
			conn := s.dial()
			fmt.Fprintf(conn, "POST %s HTTP/1.1\r\nHost: a\r\n%s\r\n", path, header)
			if res, err := http.ReadResponse(bufio.NewReader(conn), nil); err != nil || res.StatusCode != status {
				h.Errorf("%s %q: %v %v", path, header, res, err)
			}
			conn.Close()
		}
	}
}

// lose is middleware of net/http that throws away what is written.
func lose(next http.Handler) http.Handler {
	return http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) {
		next.ServeHTTP(httptest.NewRecorder(), r)
	})
}

// grumpy is a log handler that panics.
type grumpy struct{ slog.Handler }

func (grumpy) Enabled(context.Context, slog.Level) bool  { return true }
func (grumpy) Handle(context.Context, slog.Record) error { panic("no log today") }

// unable is a format that cannot write.
type unable struct{}

func (unable) MediaTypes() []string { return []string{"text/csv"} }

func (unable) Append(dst []byte, _ *apierror.Error) ([]byte, error) {
	return dst, errors.New("no CSV today")
}

// loop is an error that holds itself.
type loop struct{ _ byte }

func (*loop) Error() string   { return "loop" }
func (l *loop) Unwrap() error { return l }
