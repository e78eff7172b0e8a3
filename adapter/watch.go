package adapter

import (
	"bufio"
	"io"
	"net"
	"net/http"
	"sync"
	"time"
)

// Watcher is a writer that remembers what no http.ResponseWriter can be asked:
// whether a status was sent, be it by a mere Flush, and whether the connection
// was taken over.
type Watcher struct {
	http.ResponseWriter
	owner    any // who answers the request if it fails
	status   int // that was sent, 0 for none
	hijacked bool
	body     *body // of the request, nil for none
	bound    any   // what was filled from the request, nil for nothing
}

// watchers are allocated many at a time, and none is used twice: a goroutine that
// was left behind with one must not write to another client.
var watchers = sync.Pool{New: func() any { return new([]Watcher) }}

// Watch returns a Watcher of w, for the owner who answers the request if it fails.
func Watch(w http.ResponseWriter, owner any) *Watcher {
	batch := watchers.Get().(*[]Watcher)
	if len(*batch) == 0 {
		*batch = make([]Watcher, 16)
	}
	watcher := &(*batch)[0]
	*batch = (*batch)[1:]
	watchers.Put(batch)
	watcher.ResponseWriter, watcher.owner = w, owner
	return watcher
}

// Release returns the writer that was watched, and lets go of it.
func (w *Watcher) Release() http.ResponseWriter {
	below := w.ResponseWriter
	w.bound, w.body, w.owner = nil, nil, nil
	w.ResponseWriter = released{}
	return below
}

// released is what a Watcher writes to when its request is over.
type released struct{}

func (released) Header() http.Header       { return http.Header{} }
func (released) Write([]byte) (int, error) { return 0, http.ErrHandlerTimeout }
func (released) WriteHeader(int)           {}

// watcherOf returns the Watcher that w ends in, or nil.
func watcherOf(w http.ResponseWriter) *Watcher {
	for {
		if watcher, ok := w.(*Watcher); ok {
			return watcher
		}
		x, ok := w.(interface{ Unwrap() http.ResponseWriter })
		if !ok {
			return nil
		}
		w = x.Unwrap()
	}
}

// OwnerOf returns the owner of the Watcher that w ends in, or nil.
func OwnerOf(w http.ResponseWriter) any {
	if watcher := watcherOf(w); watcher != nil {
		return watcher.owner
	}
	return nil
}

// Bind makes the Watcher that w ends in remember what was filled from the request.
func Bind(w http.ResponseWriter, value any) {
	if watcher := watcherOf(w); watcher != nil {
		watcher.bound = value
	}
}

// BoundTo returns what was filled from the request, nil for nothing.
func BoundTo(w http.ResponseWriter) any {
	if watcher := watcherOf(w); watcher != nil {
		return watcher.bound
	}
	return nil
}

func (w *Watcher) sent(status int) {
	if w.status == 0 && (status >= 200 || status == http.StatusSwitchingProtocols) {
		w.status = status
	}
}

// WriteHeader implements http.ResponseWriter.
func (w *Watcher) WriteHeader(status int) {
	w.ResponseWriter.WriteHeader(status)
	w.sent(status)
}

// Write implements http.ResponseWriter.
func (w *Watcher) Write(b []byte) (int, error) {
	w.sent(http.StatusOK)
	return w.ResponseWriter.Write(b)
}

// ReadFrom implements io.ReaderFrom, by which net/http sends files.
func (w *Watcher) ReadFrom(r io.Reader) (int64, error) {
	w.sent(http.StatusOK)
	return io.Copy(w.ResponseWriter, r)
}

// FlushError is what http.ResponseController calls to flush.
func (w *Watcher) FlushError() error {
	err := http.NewResponseController(w.ResponseWriter).Flush()
	if err == nil {
		w.sent(http.StatusOK)
	}
	return err
}

// Flush implements http.Flusher.
func (w *Watcher) Flush() { _ = w.FlushError() }

// Hijack implements http.Hijacker.
func (w *Watcher) Hijack() (net.Conn, *bufio.ReadWriter, error) {
	conn, rw, err := http.NewResponseController(w.ResponseWriter).Hijack()
	w.hijacked = w.hijacked || err == nil
	return conn, rw, err
}

// Push implements http.Pusher.
func (w *Watcher) Push(target string, opts *http.PushOptions) error {
	if pusher, ok := w.ResponseWriter.(http.Pusher); ok {
		return pusher.Push(target, opts)
	}
	return http.ErrNotSupported
}

// Abort cuts the answer off, so that the client does not take it for a whole one:
// what is left of it cannot be written, HTTP/1.1 then closes the connection and
// HTTP/2 resets the stream. It does what a panic with http.ErrAbortHandler would,
// save that the middleware outside gets to see the error. It reports whether the
// writer has a deadline that can be set.
func Abort(w http.ResponseWriter) bool {
	return http.NewResponseController(w).SetWriteDeadline(time.Unix(1, 0)) == nil
}

// Unwrap lets http.ResponseController reach the writer below.
func (w *Watcher) Unwrap() http.ResponseWriter { return w.ResponseWriter }
