package main

import "net/http"

// writer is a light http.ResponseWriter, the same for all contenders. It drops
// the body, so that only the contender's own work is measured.
type writer struct {
	header http.Header
	status int
	size   int
}

func newWriter() *writer { return &writer{header: http.Header{}} }

// reset makes w ready for the next request. The map stays, as a server's would
// cost the same for all.
func (w *writer) reset() {
	clear(w.header)
	w.status, w.size = 0, 0
}

func (w *writer) Header() http.Header { return w.header }

func (w *writer) WriteHeader(status int) { w.status = status }

func (w *writer) Write(b []byte) (int, error) {
	w.size += len(b)
	return len(b), nil
}

func (w *writer) WriteString(s string) (int, error) {
	w.size += len(s)
	return len(s), nil
}

func (w *writer) Flush() {}
