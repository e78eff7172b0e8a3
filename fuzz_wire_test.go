package demur_test

import (
	"bytes"
	"io"
	"log"
	"net"
	"net/http"
	"os"
	"strconv"
	"sync"
	"testing"
	"time"
)

// wire is a connection whose client has sent all that it will ever send. What the
// server writes to it is kept. No socket is as quick, and none can be asked for as often.
type wire struct {
	from  net.Addr
	leave bool // the client goes as soon as it has sent all, and else when it is answered

	mu               sync.Mutex
	changed          sync.Cond // the deadline for reading, or closed
	unread           []byte
	written          bytes.Buffer
	readBy, writeBy  time.Time
	closed, finished bool
	ended            chan struct{} // closed when the server writes no more
}

func newWire(from string, leave bool, request []byte) *wire {
	w := &wire{from: wireAddr(from), leave: leave, unread: request, ended: make(chan struct{})}
	w.changed.L = &w.mu
	return w
}

func isOver(deadline time.Time) bool { return !deadline.IsZero() && time.Now().After(deadline) }

func (w *wire) Read(p []byte) (int, error) {
	w.mu.Lock()
	defer w.mu.Unlock()
	for {
		switch {
		case w.closed:
			return 0, net.ErrClosed
		case isOver(w.readBy):
			return 0, os.ErrDeadlineExceeded
		case len(w.unread) > 0:
			n := copy(p, w.unread)
			w.unread = w.unread[n:]
			return n, nil
		case w.leave || len(p) != 1:
			return 0, io.EOF
		}
		// net/http asks for one byte while a handler runs, to see whether the client
		// is still there.
		w.changed.Wait()
	}
}

func (w *wire) Write(p []byte) (int, error) {
	w.mu.Lock()
	defer w.mu.Unlock()
	switch {
	case w.finished:
		return 0, net.ErrClosed
	case isOver(w.writeBy):
		return 0, os.ErrDeadlineExceeded
	}
	return w.written.Write(p)
}

// CloseWrite is what net/http calls half a second before Close after some answers.
func (w *wire) CloseWrite() error {
	w.mu.Lock()
	defer w.mu.Unlock()
	if !w.finished {
		w.finished = true
		close(w.ended)
	}
	return nil
}

func (w *wire) Close() error {
	_ = w.CloseWrite()
	w.mu.Lock()
	defer w.mu.Unlock()
	w.closed = true
	w.changed.Broadcast()
	return nil
}

func (w *wire) SetDeadline(t time.Time) error {
	_ = w.SetWriteDeadline(t)
	return w.SetReadDeadline(t)
}

func (w *wire) SetReadDeadline(t time.Time) error {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.readBy = t
	w.changed.Broadcast()
	return nil
}

func (w *wire) SetWriteDeadline(t time.Time) error {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.writeBy = t
	return nil
}

func (w *wire) LocalAddr() net.Addr  { return wireAddr("192.0.2.1:80") }
func (w *wire) RemoteAddr() net.Addr { return w.from }

type wireAddr string

func (wireAddr) Network() string  { return "tcp" }
func (a wireAddr) String() string { return string(a) }

// handled is a request that reached the handler of a server.
type handled struct {
	method, uri string
	panicked    any
}

// wired is a server of net/http that is reached by wires, one at a time.
type wired struct {
	wires   chan net.Conn
	log     journal // of the service
	own     journal // of net/http
	seen    []handled
	clients int
	stop    func()
}

// wireUp serves what build returns until its stop is called. build is told the log to write to.
func wireUp(build func(log *journal) http.Handler) *wired {
	s := &wired{wires: make(chan net.Conn)}
	next := build(&s.log)
	server := &http.Server{
		DisableGeneralOptionsHandler: true, // so that the handler sees each request
		ErrorLog:                     log.New(&s.own, "", 0),
		Handler: http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			s.seen = append(s.seen, handled{method: r.Method, uri: r.RequestURI})
			at := &s.seen[len(s.seen)-1]
			defer func() {
				if at.panicked = recover(); at.panicked != nil {
					panic(at.panicked)
				}
			}()
			next.ServeHTTP(w, r)
		}),
	}
	s.stop = func() { server.Close() }
	go server.Serve(s)
	return s
}

func (s *wired) Accept() (net.Conn, error) {
	conn, ok := <-s.wires
	if !ok {
		return nil, net.ErrClosed
	}
	return conn, nil
}

func (s *wired) Close() error   { close(s.wires); return nil }
func (s *wired) Addr() net.Addr { return wireAddr("192.0.2.1:80") }

// send sends bytes over a connection of their own, and returns what came back when
// the server has closed it. Each client has an address of its own.
func (s *wired) send(t *testing.T, request []byte, leave bool) []byte {
	t.Helper()
	s.log.reset()
	s.own.reset()
	s.seen = s.seen[:0]
	s.clients++
	w := newWire("10."+strconv.Itoa(s.clients>>16&255)+"."+strconv.Itoa(s.clients>>8&255)+"."+strconv.Itoa(s.clients&255)+":1", leave, bytes.Clone(request))
	s.wires <- w
	select {
	case <-w.ended:
	case <-time.After(time.Minute):
		t.Fatalf("no end after a minute: %q was answered with %q", request, w.written.Bytes())
	}
	return w.written.Bytes()
}
