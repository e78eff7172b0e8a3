package soak

import (
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"net/http"
	"strings"
	"time"
)

// What the example has no handler for stands beside it, on the same server and with the
// same adapter: answers that die half-way, panics of all sorts, a large answer, and a
// handler that waits. Here is what they do in any framework.

// large is an answer that does not fit into the buffers of a connection.
type large struct {
	XMLName xml.Name `json:"-" xml:"large"`
	Lines   []string `json:"lines" xml:"lines>line"`
}

const largeSize = 400 << 10 // bytes, about

func newLarge() large {
	line := strings.Repeat("0123456789", 100)
	var v large
	for range largeSize / len(line) {
		v.Lines = append(v.Lines, line)
	}
	return v
}

// The ways to begin an answer that is not finished, and to end it.
var (
	beginnings = []string{"chunked", "length", "header", "large"}
	deaths     = []string{"error", "panic"}
)

// begin sends the first half of a success answer.
func begin(w http.ResponseWriter, how string) {
	w.Header().Set("Content-Type", "application/json")
	if how == "length" {
		w.Header().Set("Content-Length", "1000")
	}
	switch how {
	case "header":
		w.WriteHeader(http.StatusOK)
	case "large":
		_, _ = io.WriteString(w, `{"lines":["`+strings.Repeat("x", 64<<10))
		return // what net/http sends of it is up to net/http
	default:
		_, _ = io.WriteString(w, `{"lines":["`)
	}
	_ = http.NewResponseController(w).Flush()
}

var errDied = errors.New("secret-cause: the disk of 10.1.2.3 is gone")

// die fails as a handler does that has sent half of its answer.
func die(how string) error {
	if how == "panic" {
		panic(errDied)
	}
	return errDied
}

// panics are values that a handler may panic with. Methods of some panic too.
var panics = map[string]func(){
	"text":    func() { panic("secret-cause") },
	"error":   func() { panic(errDied) },
	"number":  func() { panic(42) },
	"index":   func() { _ = deaths[len(beginnings)] },
	"nil":     func() { var p *large; fmt.Fprint(io.Discard, p.Lines) },
	"method":  func() { panic(angry{}) },
	"wrapped": func() { panic(fmt.Errorf("secret-cause: %w", angry{})) },
}

// angry is an error whose method panics.
type angry struct{}

// Error implements error.
func (angry) Error() string { panic("secret-cause") }

// wait is a handler that works until its client goes, for a moment at most.
func wait(r *http.Request) error {
	select {
	case <-r.Context().Done():
		return fmt.Errorf("waiting: %w", r.Context().Err())
	case <-time.After(100 * time.Millisecond):
		return nil
	}
}
