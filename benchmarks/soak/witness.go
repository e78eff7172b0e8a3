package soak

import (
	"net/http"
	"strings"
	"sync/atomic"
	"time"

	"github.com/seed-86b940f4/demur/example/payments"
)

// witness is the outermost handler of an instance. It notes what the server has really
// received and written, which a client whose connection broke cannot know.
type witness struct {
	next    http.Handler
	ledger  *ledger
	found   *findings
	adapter string

	running atomic.Int64 // handlers
	made    atomic.Int64 // payments that the example keeps
	passed  atomic.Int64 // requests with a counted key that a handler of the example has answered
}

// counted reports whether the requests of an API key are counted exactly.
func counted(key string) bool { return key == payments.TrialKey || key == payments.OperatorKey }

// ServeHTTP implements http.Handler.
func (n *witness) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	id := r.Header.Get("X-Request-ID")
	if !n.ledger.note(id, func(x *exchange) { x.arrived++ }) {
		n.found.add(WrongStatus, "%s: a request arrived that nobody sent: %s %.40q", n.adapter, r.Method, r.URL.Path)
	}
	n.running.Add(1)
	defer n.running.Add(-1) // of HTTP/2 they go on when their connection is gone
	noted := &notedWriter{ResponseWriter: w}
	defer func() {
		v := recover()
		if v != nil && v != http.ErrAbortHandler {
			n.found.add(Panicked, "%s: a panic left the handler: %v", n.adapter, v)
		}
		n.ended(id, noted, r, v != nil)
		if v != nil {
			panic(v)
		}
	}()
	n.next.ServeHTTP(noted, r)
}

func (n *witness) ended(id string, noted *notedWriter, r *http.Request, aborted bool) {
	status := noted.status
	if status == 0 && !aborted {
		status = http.StatusOK // net/http sends it
	}
	n.ledger.note(id, func(x *exchange) {
		x.ended, x.status, x.broken = true, status, aborted || noted.broken
	})
	switch {
	case status == http.StatusCreated:
		n.made.Add(1)
	case counted(r.Header.Get("X-API-Key")) && strings.HasPrefix(r.URL.Path, "/v1/payments/") &&
		(status == http.StatusOK || status == http.StatusForbidden):
		n.passed.Add(1)
	}
}

// notedWriter remembers the status, and whether the answer was cut off.
type notedWriter struct {
	http.ResponseWriter
	status int
	broken bool
}

// WriteHeader implements http.ResponseWriter.
func (w *notedWriter) WriteHeader(status int) {
	if w.status == 0 && status >= 200 {
		w.status = status
	}
	w.ResponseWriter.WriteHeader(status)
}

// Write implements http.ResponseWriter.
func (w *notedWriter) Write(p []byte) (int, error) {
	if w.status == 0 {
		w.status = http.StatusOK
	}
	return w.ResponseWriter.Write(p)
}

// FlushError is what http.ResponseController calls to flush.
func (w *notedWriter) FlushError() error {
	if w.status == 0 {
		w.status = http.StatusOK
	}
	return http.NewResponseController(w.ResponseWriter).Flush()
}

// SetWriteDeadline is how an answer is cut off: by a time that is long past.
func (w *notedWriter) SetWriteDeadline(t time.Time) error {
	err := http.NewResponseController(w.ResponseWriter).SetWriteDeadline(t)
	w.broken = w.broken || err == nil && !t.IsZero() && time.Since(t) > time.Hour
	return err
}

// Unwrap is how http.ResponseController finds the writer below.
func (w *notedWriter) Unwrap() http.ResponseWriter { return w.ResponseWriter }
