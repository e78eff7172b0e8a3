package adaptertest

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	stdlog "log"
	"net"
	"net/http"
	"net/http/httptest"
	"strings"
	"time"

	"github.com/seed-86b940f4/demur/adapter"
	"github.com/seed-86b940f4/demur/apierror"
)

// connections are cases of connections that were taken over, and of clients that are gone.
func connections() (cases []testCase) {
	for end, fail := range map[string]func() error{
		"error": func() error { return errors.New("boom") },
		"panic": func() error { panic("boom") },
		"typed": func() error { return apierror.BadGateway },
	} {
		cases = append(cases, testCase{"hijacked, then " + end, []Feature{Hijacking}, func(h *harness) { hijacked(h, fail) }})
	}
	for how, stop := range map[string]func(c Context, client *net.TCPConn, cancel func()){
		"a client that closed its sending half": func(_ Context, client *net.TCPConn, _ func()) { _ = client.CloseWrite() },
		"a server whose context was cancelled":  func(_ Context, _ *net.TCPConn, cancel func()) { cancel() },
	} {
		for _, alone := range []bool{false, true} {
			c := testCase{name: fmt.Sprintf("%s, ErrorHandlerOnly %t", how, alone), run: func(h *harness) { stopped(h, alone, stop) }}
			if alone {
				c.needs = []Feature{ErrorHandler}
			}
			cases = append(cases, c)
		}
	}
	return append(cases,
		testCase{"an upgrade that is refused", nil, func(h *harness) {
			s := h.start(single(failing(apierror.Forbidden)))
			h.expect(s.get("/1", "Connection", "Upgrade", "Upgrade", "chat"), want{status: 403, body: inJSON})
		}},
		testCase{"a stream that is complete", nil, func(h *harness) {
			s := h.start(single(func(c Context) error { c.Writer().WriteHeader(http.StatusOK); flush(c.Writer()); return nil }))
			h.expect(s.get("/1"), want{status: 200, body: nothing})
			s.logged(0)
		}},
		testCase{"a client that is gone", nil, gone},
		testCase{"a client that hangs up in the answer is no failure of the server", nil, func(h *harness) {
			hangsUp(h, func(err error) error { return err })
			hangsUp(h, func(err error) error { return fmt.Errorf("sending: %w", err) })
		}},
		testCase{"a panic after the client has hung up", nil, func(h *harness) {
			s := hungUp(h, func(error) error { panic("boom") })
			s.logged(1, `"level":"ERROR"`, `"status":500`, "boom")
		}},
	)
}

// hangsUp: what cannot be written is logged as what it is, and wakes nobody.
func hangsUp(h *harness, then func(err error) error) {
	s := hungUp(h, then)
	s.logged(1, `"level":"INFO"`, `"status":499`, `"sent":200`)
}

// hungUp serves an answer to a client that closes the connection before it has read it.
func hungUp(h *harness, then func(err error) error) *running {
	s := h.start(single(func(c Context) error {
		for piece := strings.Repeat("x", 64<<10); ; {
			if _, err := io.WriteString(c.Writer(), piece); err != nil {
				return then(err)
			}
		}
	}))
	conn := s.dial()
	fmt.Fprint(conn, "GET /1 HTTP/1.1\r\nHost: a\r\n\r\n")
	if _, err := io.ReadFull(conn, make([]byte, 100)); err != nil {
		h.Fatal(err)
	}
	_ = conn.Close()
	return s
}

// hijacked: what is no longer HTTP must not be written to, whatever fails.
func hijacked(h *harness, fail func() error) {
	const upgraded = "HTTP/1.1 101 Switching Protocols\r\nUpgrade: chat\r\nConnection: Upgrade\r\n\r\nhello"
	complaints := new(journal)
	s := h.start(single(func(c Context) error {
		conn, rw, err := http.NewResponseController(c.Writer()).Hijack()
		if err != nil {
			return err
		}
		defer conn.Close()
		fmt.Fprint(rw, upgraded)
		rw.Flush()
		return fail()
	}), func(server *httptest.Server) { server.Config.ErrorLog = stdlog.New(complaints, "", 0) })
	s.Config.ErrorLog.SetOutput(complaints)
	conn := s.dial()
	fmt.Fprint(conn, "GET /1 HTTP/1.1\r\nHost: a\r\nConnection: Upgrade\r\nUpgrade: chat\r\n\r\n")
	if got, err := io.ReadAll(conn); err != nil || string(got) != upgraded {
		h.Errorf("got %q, %v; want %q", got, err, upgraded)
	}
	s.logged(1)
	time.Sleep(20 * time.Millisecond) // the handler of net/http ends after ours
	if complaints.has("hijacked") {
		h.Errorf("net/http complains: %s", complaints)
	}
}

// stopped: a request that was cancelled is logged as 499, but whoever still reads gets
// the error. net/http would send an empty 200.
func stopped(h *harness, alone bool, stop func(Context, *net.TCPConn, func())) {
	ctx, cancel := context.WithCancel(h.Context())
	defer cancel()
	clients := make(chan *net.TCPConn, 1)
	observed := make(chan int, 9)
	service := single(func(c Context) error {
		stop(c, <-clients, cancel)
		<-c.Request().Context().Done()
		return apierror.BadGateway.Wrap(fmt.Errorf("query: %w", c.Request().Context().Err()), "The provider did not answer.")
	})
	service.ErrorHandlerOnly = alone
	service.Config = adapter.Config[Context]{Observe: func(_ Context, e *apierror.Error) { observed <- e.StatusCode() }}
	s := h.start(service, func(server *httptest.Server) {
		server.Config.BaseContext = func(net.Listener) context.Context { return ctx }
	})
	conn := s.dial()
	clients <- conn.(*net.TCPConn)
	fmt.Fprint(conn, "GET /1 HTTP/1.1\r\nHost: a\r\n\r\n")
	res, err := http.ReadResponse(bufio.NewReader(conn), nil)
	if err != nil {
		h.Fatal(err)
	}
	body, err := io.ReadAll(res.Body)
	if err != nil || res.StatusCode != 502 || strings.Count(string(body), `"status":502`) != 1 {
		h.Errorf("%d %s %v", res.StatusCode, body, err)
	}
	s.logged(1, `"level":"INFO"`, `"status":499`)
	if n := len(observed); n != 1 || receive(h, observed) != 499 {
		h.Errorf("observed %d times, or not as 499", n)
	}
}

// gone: who hangs up is no failure of the server.
func gone(h *harness) {
	entered, left := make(chan struct{}), make(chan error, 1)
	service := single(func(c Context) error {
		close(entered)
		<-c.Request().Context().Done()
		return apierror.BadGateway.Wrap(fmt.Errorf("query: %w", c.Request().Context().Err()), "")
	})
	service.Outside = []Middleware{func(_ Context, next func() error) error {
		err := next()
		left <- err
		return err
	}}
	s := h.start(service)
	ctx, cancel := context.WithCancel(h.Context())
	defer cancel()
	go func() {
		select {
		case <-entered:
		case <-ctx.Done():
		}
		cancel()
	}()
	if _, err := s.try(s.request("GET", "/1", "").WithContext(ctx)); !errors.Is(err, context.Canceled) {
		h.Fatal(err)
	}
	err := receive(h, left)
	s.logged(1, `"level":"INFO"`, `"status":499`)
	if h.adapter.Lacks[Travelling] == "" {
		if coded, ok := err.(interface{ StatusCode() int }); !ok || coded.StatusCode() != 499 {
			h.Errorf("%v travels on, want a status of 499", err)
		}
	}
}
