package adapter

import (
	"bufio"
	"errors"
	"io"
	"net"
	"net/http"
	"time"

	"github.com/seed-86b940f4/demur/internal/header"
)

// watcher is a writer that remembers what no http.ResponseWriter can be asked:
// whether a status was sent, be it by a mere Flush, and whether the connection was
// taken over. It has the record of the request. None is used twice: a goroutine that
// was left behind with one must not write to another client.
type watcher struct {
	http.ResponseWriter
	record
}

// watcherOf returns the watcher that w ends in, the innermost of several, or nil.
func watcherOf(w http.ResponseWriter) *watcher {
	for {
		if own, ok := w.(*watcher); ok {
			return own
		}
		x, ok := w.(interface{ Unwrap() http.ResponseWriter })
		if !ok {
			return nil
		}
		w = x.Unwrap()
	}
}

// Header implements http.ResponseWriter. The first call notes what the header says of the
// body, since a handler that never asks has changed nothing. Several goroutines may read
// the header at the same time.
func (w *watcher) Header() http.Header {
	h := w.ResponseWriter.Header()
	if w.before.Load() == nil {
		w.before.CompareAndSwap(nil, header.Take(h))
	}
	return h
}

func (w *watcher) note(status int) {
	if w.status == 0 && (status >= 200 || status == http.StatusSwitchingProtocols) {
		w.status = int16(status) // net/http has panicked for one of more than three digits
	}
}

// WriteHeader implements http.ResponseWriter.
func (w *watcher) WriteHeader(status int) {
	w.ResponseWriter.WriteHeader(status)
	w.note(status)
}

// Write implements http.ResponseWriter.
func (w *watcher) Write(b []byte) (int, error) {
	w.note(http.StatusOK)
	return w.ResponseWriter.Write(b)
}

// ReadFrom implements io.ReaderFrom, by which net/http sends files. The first bytes go
// through Write, which notes them: where r fails before it has any, nothing was sent, and
// the failure can still be answered.
func (w *watcher) ReadFrom(r io.Reader) (n int64, err error) {
	if w.status == 0 {
		const first = 512 // which net/http copies as well, to find out the Content-Type
		n, err = io.Copy(struct{ io.Writer }{w}, io.LimitReader(r, first))
		if err != nil || n < first {
			return n, err
		}
	}
	rest, err := io.Copy(w.ResponseWriter, r)
	return n + rest, err
}

// FlushError is what http.ResponseController calls to flush. The header counts as sent
// also where the connection is broken: net/http takes no other one after that.
func (w *watcher) FlushError() error {
	err := http.NewResponseController(w.ResponseWriter).Flush()
	if !errors.Is(err, http.ErrNotSupported) {
		w.note(http.StatusOK)
	}
	return err
}

// Flush implements http.Flusher.
func (w *watcher) Flush() { _ = w.FlushError() }

// Hijack implements http.Hijacker.
func (w *watcher) Hijack() (net.Conn, *bufio.ReadWriter, error) {
	conn, rw, err := http.NewResponseController(w.ResponseWriter).Hijack()
	w.hijacked = w.hijacked || err == nil
	return conn, rw, err
}

// Push implements http.Pusher.
func (w *watcher) Push(target string, opts *http.PushOptions) error {
	if pusher, ok := w.ResponseWriter.(http.Pusher); ok {
		return pusher.Push(target, opts)
	}
	return http.ErrNotSupported
}

// Unwrap lets http.ResponseController reach the writer below.
func (w *watcher) Unwrap() http.ResponseWriter { return w.ResponseWriter }

// abort cuts the answer off, so that the client does not take it for a whole one:
// what is left of it cannot be written, HTTP/1.1 then closes the connection and
// HTTP/2 resets the stream. It does what a panic with http.ErrAbortHandler would,
// save that the middleware outside gets to see the error. It reports whether the
// writer has a deadline that can be set.
func abort(w http.ResponseWriter) bool {
	return http.NewResponseController(w).SetWriteDeadline(time.Unix(1, 0)) == nil
}
