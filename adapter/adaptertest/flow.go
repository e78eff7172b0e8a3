package adaptertest

import (
	"bufio"
	"context"
	"errors"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"net/http/httptrace"
	"net/textproto"
	"strings"
	"time"

	"github.com/seed-86b940f4/demur/apierror"
)

// flows are the ways from a failed request to its answer.
func flows() []testCase {
	one := func(cfg Config, handle func(c Context) error) Service {
		return Service{Config: cfg, Routes: []Route{{http.MethodGet, "/v1/x", handle}}}
	}
	// asked sends GET /v1/x, waits for the handler and returns the answer.
	asked := func(p probe, s Service) (answer, error) {
		server := p.serve(p.handler(s))
		got, err := ask(server, http.MethodGet, "/v1/x", nil)
		server.Close()
		return got, err
	}
	return []testCase{
		{name: "demur three times", run: func(p probe) {
			var log journal
			s := one(Config{Logger: log.logger()}, func(Context) error { return apierror.Conflict.New("Taken.") })
			s.Nested = 2
			got, err := asked(p, s)
			if err != nil {
				p.Fatal(err)
			}
			if e := p.document(got); e.Detail != "Taken." || log.records() != 1 || got.ContentLength != int64(len(got.body)) {
				p.Errorf("%d %s\n%s", got.StatusCode, got.body, &log)
			}
		}},
		{name: "the handler has answered by itself", run: func(p probe) {
			var log journal
			got, err := asked(p, one(Config{Logger: log.logger()}, func(c Context) error {
				http.Error(c.Writer(), "mine", http.StatusTeapot)
				return errSecret
			}))
			if err != nil || got.StatusCode != 418 || got.body != "mine\n" {
				p.Errorf("%d %q, %v", got.StatusCode, got.body, err)
			}
			if log.records() != 1 || !strings.Contains(log.String(), "SECRET") {
				p.Errorf("want one record with the cause:\n%s", &log)
			}
		}},
		{name: "panic after the answer", run: func(p probe) {
			var log journal
			got, err := asked(p, one(Config{Logger: log.logger()}, func(c Context) error {
				http.Error(c.Writer(), "mine", http.StatusTeapot)
				panic("SECRET")
			}))
			if err != nil || got.StatusCode != 418 || log.records() != 1 {
				p.Errorf("%d, %v\n%s", got.StatusCode, err, &log)
			}
		}},
		{name: "a panic of http.ErrAbortHandler goes on", run: func(p probe) {
			var log journal
			if got, err := asked(p, one(Config{Logger: log.logger()}, func(Context) error { panic(http.ErrAbortHandler) })); err == nil {
				p.Errorf("the client got %d %s", got.StatusCode, got.body)
			}
			if log.records() != 0 {
				p.Errorf("it is logged:\n%s", &log)
			}
		}},
		{name: "interim response", run: func(p probe) {
			server := p.serve(p.handler(one(Config{}, func(c Context) error {
				c.Writer().Header().Set("Link", "</style.css>; rel=preload")
				c.Writer().WriteHeader(http.StatusEarlyHints)
				return apierror.Conflict
			})))
			hints := 0
			ctx := httptrace.WithClientTrace(context.Background(), &httptrace.ClientTrace{Got1xxResponse: func(code int, _ textproto.MIMEHeader) error {
				hints++
				return nil
			}})
			req := must(http.NewRequestWithContext(ctx, http.MethodGet, server.URL+"/v1/x", nil))
			res, err := server.Client().Do(req)
			if err != nil {
				p.Fatal(err)
			}
			defer res.Body.Close()
			if res.StatusCode != 409 || hints != 1 {
				p.Errorf("status %d after %d interim responses", res.StatusCode, hints)
			}
		}},
		{name: "error after a flush", run: func(p probe) {
			if got, err := asked(p, one(Config{}, func(c Context) error {
				_ = http.NewResponseController(c.Writer()).Flush()
				return errSecret
			})); err == nil {
				p.Errorf("the client took %d %q for a whole answer", got.StatusCode, got.body)
			}
		}},
		{name: "KeepTruncated", run: func(p probe) {
			var log journal
			got, err := asked(p, one(Config{KeepTruncated: true, Logger: log.logger()}, func(c Context) error {
				begin(c)
				return errSecret
			}))
			if err != nil || got.StatusCode != 200 || got.body != `{"half":` || log.records() != 1 {
				p.Errorf("%d %q, %v\n%s", got.StatusCode, got.body, err, &log)
			}
		}},
		{name: "cut off over HTTP/2", run: func(p probe) {
			server := newHTTP2(p, p.handler(one(Config{}, func(c Context) error {
				begin(c)
				return errSecret
			})))
			if got, err := ask(server, http.MethodGet, "/v1/x", nil); err == nil || got.Response != nil && got.ProtoMajor != 2 {
				p.Errorf("the client took %q for a whole answer, or it was not HTTP/2", got.body)
			}
			p.get(server, "/v1/nothing") // the connection lives on
		}},
		{name: "hijacked", run: func(p probe) {
			var log journal
			seen := make(chan apierror.Status, 1) // no server waits for a connection that was taken over
			got, err := asked(p, one(Config{Logger: log.logger(), Observe: func(e *apierror.Error) { seen <- e.Status }}, func(c Context) error {
				conn, _, err := http.NewResponseController(c.Writer()).Hijack()
				if err != nil {
					return err
				}
				defer conn.Close()
				_, _ = io.WriteString(conn, "HTTP/1.1 204 No Content\r\nConnection: close\r\n\r\n")
				return errSecret
			}))
			within(p, seen)
			if err != nil || got.StatusCode != 204 || log.records() != 1 {
				p.Errorf("%v %v\n%s", got.Response, err, &log)
			}
		}},
		{name: "client gone", run: func(p probe) {
			var log journal
			seen := make(chan apierror.Status, 1)
			server := p.serve(p.handler(one(Config{Logger: log.logger(), Observe: func(e *apierror.Error) { seen <- e.Status }}, func(c Context) error {
				<-c.Request().Context().Done()
				return c.Request().Context().Err()
			})))
			conn := dial(p, server)
			_, _ = io.WriteString(conn, "GET /v1/x HTTP/1.1\r\nHost: x\r\n\r\n")
			time.Sleep(20 * time.Millisecond) // the request is to arrive
			conn.Close()
			if status := within(p, seen); status != 499 || !strings.Contains(log.String(), `"level":"INFO"`) {
				p.Errorf("observed %d\n%s", status, &log)
			}
		}},
		{name: "half-closed client is answered", run: func(p probe) {
			server := p.serve(p.handler(one(Config{}, func(c Context) error {
				select {
				case <-c.Request().Context().Done():
				case <-time.After(100 * time.Millisecond):
				}
				return errors.Join(context.Canceled, errSecret)
			})))
			conn := dial(p, server)
			_, _ = io.WriteString(conn, "GET /v1/x HTTP/1.1\r\nHost: x\r\n\r\n")
			_ = conn.CloseWrite()
			res, err := http.ReadResponse(bufio.NewReader(conn), nil)
			if err != nil {
				p.Fatal(err)
			}
			if e, err := apierror.Decode(res); err != nil || e.Status != 500 {
				p.Errorf("%d: %v", res.StatusCode, err)
			}
		}},
		{name: "body that is not read", run: func(p probe) {
			server := p.serve(p.handler(Service{Routes: []Route{{http.MethodPost, "/v1/x", func(Context) error { return apierror.Conflict }}}}))
			conn := dial(p, server)
			_, _ = io.WriteString(conn, "POST /v1/x HTTP/1.1\r\nHost: x\r\nContent-Length: 1000\r\nExpect: 100-continue\r\n\r\n")
			if res, err := http.ReadResponse(bufio.NewReader(conn), nil); err != nil || res.StatusCode != 409 {
				p.Errorf("the answer waits for a body that nobody reads: %v", err)
			}
		}},
		{name: "body that is cut off", run: func(p probe) {
			seen := make(chan *apierror.Error, 1)
			server := p.serve(p.handler(Service{Config: Config{Observe: func(e *apierror.Error) { seen <- e }}, Routes: []Route{{http.MethodPost, "/v1/x", func(c Context) error {
				_, err := io.ReadAll(c.Request().Body)
				return err
			}}}}))
			conn := dial(p, server)
			_, _ = io.WriteString(conn, "POST /v1/x HTTP/1.1\r\nHost: x\r\nContent-Length: 1000\r\n\r\n{")
			_ = conn.CloseWrite()
			res, err := http.ReadResponse(bufio.NewReader(conn), nil)
			if err != nil || res.StatusCode != 400 {
				p.Errorf("%v, %v", res, err)
			}
			conn.Close()
			within(p, seen)
		}},
		{name: "request ID", run: func(p probe) {
			server := p.serve(p.handler(failing(Config{}, apierror.Conflict)))
			p.has(p.get(server, "/v1/fails", "X-Request-Id", "f3a1"), `"request_id":"f3a1"`)
			p.secret(p.get(server, "/v1/fails", "X-Request-Id", "<script>"), "<script>")
		}},
		{name: "HEAD has the header of GET", run: func(p probe) {
			s := failing(Config{}, apierror.Conflict.New("Taken."))
			s.Routes = append(s.Routes, Route{http.MethodHead, "/v1/fails", s.Routes[0].Handle})
			server := p.serve(p.handler(s))
			get, head := p.get(server, "/v1/fails"), p.send(server, http.MethodHead, "/v1/fails", "")
			for _, name := range []string{"Content-Type", "Content-Length", "Vary"} {
				if a, b := get.Header.Get(name), head.Header.Get(name); a == "" || a != b {
					p.Errorf("%s: GET %q, HEAD %q", name, a, b)
				}
			}
			if head.body != "" {
				p.Errorf("body %q", head.body)
			}
		}},
	}
}

// within returns what a handler has seen, or fails the case.
func within[T any](p probe, seen chan T) (v T) {
	p.Helper()
	select {
	case v = <-seen:
	case <-time.After(p.patience):
		p.Fatal("the handler has seen no failure")
	}
	return v
}

// dial opens a connection on which nothing waits for ever.
func dial(p probe, server *httptest.Server) *net.TCPConn {
	conn, err := net.Dial("tcp", server.Listener.Addr().String())
	if err != nil {
		p.Fatal(err)
	}
	p.Cleanup(func() { _ = conn.Close() })
	_ = conn.SetReadDeadline(time.Now().Add(p.patience))
	return conn.(*net.TCPConn)
}
