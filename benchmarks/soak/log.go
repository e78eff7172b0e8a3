package soak

import (
	"context"
	"log/slog"
	"strings"
)

// journal is the log of an adapter. It counts the records of each request, and keeps
// none. It is safe for concurrent use.
type journal struct {
	ledger  *ledger
	found   *findings
	adapter string
	attrs   []slog.Attr
}

// Enabled implements slog.Handler.
func (j journal) Enabled(context.Context, slog.Level) bool { return true }

// WithAttrs implements slog.Handler.
func (j journal) WithAttrs(attrs []slog.Attr) slog.Handler {
	j.attrs = append(j.attrs[:len(j.attrs):len(j.attrs)], attrs...)
	return j
}

// WithGroup implements slog.Handler. No record here has a group.
func (j journal) WithGroup(string) slog.Handler { return j }

// Handle implements slog.Handler.
func (j journal) Handle(_ context.Context, r slog.Record) error {
	id := ""
	look := func(a slog.Attr) bool {
		if a.Key == "request_id" {
			id = a.Value.String()
		}
		return true
	}
	for _, a := range j.attrs {
		look(a)
	}
	r.Attrs(look)
	count := func(x *exchange) {
		x.failures++
		x.loud = x.loud || r.Level >= slog.LevelError
	}
	if r.Message == "request" {
		count = func(x *exchange) { x.lines++ }
	}
	if !j.ledger.note(id, count) {
		j.found.add(WrongLog, "%s: a record %q of no request that was sent", j.adapter, r.Message)
	}
	return nil
}

// serverLog is where net/http writes what goes wrong in it. It must have nothing to say:
// a panic that reaches it, or a second status for one answer, is a fault of the handler.
type serverLog struct {
	found   *findings
	adapter string
}

// Write implements io.Writer.
func (l serverLog) Write(p []byte) (int, error) {
	line, _, _ := strings.Cut(string(p), "\n")
	kind := WrongLog
	if strings.Contains(line, "panic") {
		kind = Panicked
		_, line, _ = strings.Cut(line, ": panic") // without the address of the client
	}
	l.found.add(kind, "%s: the server says: %s", l.adapter, line)
	return len(p), nil
}
