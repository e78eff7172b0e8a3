package adaptertest

import (
	"io"
	stdlog "log"
	"net"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"
)

// harness is what a case works with.
type harness struct {
	testing.TB
	adapter  Adapter
	patience time.Duration // how long to wait for what should come
}

// running is a service that listens.
type running struct {
	*httptest.Server
	h   *harness
	log *journal
}

// handler builds a service. Its log is returned too, unless it has one of its own.
func (h *harness) handler(s Service) (http.Handler, *journal) {
	h.Helper()
	log := new(journal)
	if s.Config.Logger == nil {
		s.Config.Logger = log.logger()
	}
	return h.adapter.New(h.TB, s), log
}

// start serves a service. Each of the options may change the server before.
func (h *harness) start(s Service, options ...func(*httptest.Server)) *running {
	h.Helper()
	handler, log := h.handler(s)
	server := &running{httptest.NewUnstartedServer(handler), h, log}
	for _, option := range options {
		option(server.Server)
	}
	server.listen()
	return server
}

func (s *running) listen() {
	s.Config.ErrorLog = stdlog.New(io.Discard, "", 0)
	if s.EnableHTTP2 {
		s.StartTLS()
	} else {
		s.Start()
	}
	s.h.Cleanup(s.Close)
}

// answer is the whole of a response.
type answer struct {
	*http.Response
	body string
}

// request has a body unless that is "". Header fields come in pairs; one with the value
// "" is not sent.
func (s *running) request(method, path, body string, header ...string) *http.Request {
	s.h.Helper()
	var r io.Reader
	if body != "" {
		r = strings.NewReader(body)
	}
	req, err := http.NewRequestWithContext(s.h.Context(), method, s.URL+path, r)
	if err != nil {
		s.h.Fatal(err)
	}
	req.Header.Set("X-API-Key", "k1")
	for i := 0; i < len(header); i += 2 {
		if req.Header.Set(header[i], header[i+1]); header[i+1] == "" {
			req.Header.Del(header[i])
		}
	}
	return req
}

// send returns the answer to a request. The case ends if there is none.
func (s *running) send(req *http.Request) answer {
	s.h.Helper()
	got, err := s.try(req)
	if err != nil {
		s.h.Fatalf("%s %s: %v", req.Method, req.URL.Path, err)
	}
	return got
}

func (s *running) try(req *http.Request) (answer, error) {
	res, err := s.Client().Do(req)
	if err != nil {
		return answer{}, err
	}
	defer res.Body.Close()
	body, err := io.ReadAll(res.Body)
	return answer{res, string(body)}, err
}

func (s *running) do(method, path, body string, header ...string) answer {
	s.h.Helper()
	return s.send(s.request(method, path, body, header...))
}

func (s *running) get(path string, header ...string) answer {
	s.h.Helper()
	return s.do(http.MethodGet, path, "", header...)
}

// logged waits for all handlers to end, and expects n records of failed requests.
func (s *running) logged(n int, texts ...string) {
	s.h.Helper()
	s.Close() // waits for the handlers, save those that have taken their connection over
	for end := time.Now().Add(s.h.patience); s.log.records() < n && time.Now().Before(end); {
		time.Sleep(5 * time.Millisecond)
	}
	if got := s.log.records(); got != n {
		s.h.Errorf("%d records of failed requests, want %d; the log:\n%s", got, n, s.log)
	}
	for _, text := range texts {
		if !s.log.has(text) {
			s.h.Errorf("the log has no %s:\n%s", text, s.log)
		}
	}
}

// joined returns a header field of several lines as one.
func (a answer) joined(name string) string {
	return strings.Join(a.Header.Values(name), ", ")
}

func (a answer) head() string {
	var b strings.Builder
	_ = a.Header.Write(&b)
	return b.String()
}

// dial opens a connection, which ends with the case.
func (s *running) dial() net.Conn {
	s.h.Helper()
	conn, err := net.Dial("tcp", s.Listener.Addr().String())
	if err != nil {
		s.h.Fatal(err)
	}
	s.h.Cleanup(func() { conn.Close() })
	_ = conn.SetDeadline(time.Now().Add(4 * s.h.patience))
	return conn
}

// receive returns what a handler sends. The case ends if it sends nothing.
func receive[T any](h *harness, from <-chan T) (v T) {
	h.Helper()
	select {
	case v = <-from:
	case <-time.After(h.patience):
		h.Fatal("the handler, or the middleware, was not called")
	}
	return v
}
