package adapter

import (
	"fmt"
	"log/slog"
	"runtime/debug"

	"github.com/seed-86b940f4/demur/internal/errtree"
)

// panicked is a panic as an error: the cause of a 500.
type panicked struct {
	value any
	stack []byte
}

// panickedWith returns an error for a value that was recovered from a panic. It
// must be called by the function that recovered it, whose stack still is that
// of the panic.
func panickedWith(value any) error {
	if err, ok := value.(error); ok {
		value = errtree.Printable(err) // the stack must reach the log, whatever the value is
	}
	return &panicked{value, debug.Stack()}
}

func isPanic(err error) bool {
	_, ok := errtree.Find[*panicked](err)
	return ok
}

func (p *panicked) Error() string { return fmt.Sprintf("panic: %v", p.value) }

// Unwrap returns the value if it is an error.
func (p *panicked) Unwrap() error {
	err, _ := p.value.(error)
	return err
}

// LogValue adds the stack, which is for nothing but the log.
func (p *panicked) LogValue() slog.Value {
	return slog.GroupValue(slog.String("panic", fmt.Sprint(p.value)), slog.String("stack", string(p.stack)))
}
