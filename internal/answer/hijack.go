package answer

import (
	"bufio"
	"net"
	"net/http"
)

// watcher remembers whether its connection was hijacked, which no
// http.ResponseWriter can be asked.
type watcher struct {
	http.ResponseWriter
	hijacked bool
}

// Watch returns w if a connection is not to be handed over in answer to r, and
// else a writer of which [Hijacked] can tell whether it was.
func Watch(w http.ResponseWriter, r *http.Request) http.ResponseWriter {
	if !mayHijack(r) {
		return w
	}
	return &watcher{ResponseWriter: w}
}

func mayHijack(r *http.Request) bool {
	return len(r.Header["Upgrade"]) > 0 || r.Method == http.MethodConnect
}

// Hijacked reports whether the connection of r was taken over from w, after
// which nothing must be written to it.
func Hijacked(w http.ResponseWriter, r *http.Request) bool {
	if !mayHijack(r) {
		return false
	}
	for {
		if x, ok := w.(*watcher); ok {
			return x.hijacked
		}
		x, ok := w.(interface{ Unwrap() http.ResponseWriter })
		if !ok {
			return false
		}
		w = x.Unwrap()
	}
}

// Hijack implements http.Hijacker.
func (w *watcher) Hijack() (net.Conn, *bufio.ReadWriter, error) {
	conn, rw, err := http.NewResponseController(w.ResponseWriter).Hijack()
	w.hijacked = w.hijacked || err == nil
	return conn, rw, err
}

// Flush implements http.Flusher.
func (w *watcher) Flush() { _ = http.NewResponseController(w.ResponseWriter).Flush() }

// Unwrap lets http.ResponseController reach the writer below.
func (w *watcher) Unwrap() http.ResponseWriter { return w.ResponseWriter }
