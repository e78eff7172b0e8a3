package demur_test

import (
	"fmt"
	"io"
	"log/slog"

	"github.com/seed-86b940f4/demur/apierror"
)

// causeOfTree is in the text of each error of a tree that is not written for clients.
const causeOfTree = "kept-in-the-tree"

// mood says what the methods of an errant do: each bit is one misdeed.
type mood uint16

func (m mood) has(bit int) bool { return m>>bit&1 == 1 }

// errant is an error with all methods that demur might call, each of which may fail.
type errant struct {
	mood  mood
	code  int
	inner error
	asked int
}

func (e *errant) Error() string {
	switch {
	case e.mood.has(0):
		panic(causeOfTree)
	case e.inner != nil && e.mood.has(1) && !e.mood.has(4):
		// As most that wrap others: without end in a tree without end. Nobody could tell if
		// Unwrap hid it.
		return causeOfTree + ": " + e.inner.Error()
	}
	return causeOfTree
}

func (e *errant) Unwrap() error {
	e.asked++
	switch {
	case e.mood.has(2):
		panic(causeOfTree)
	case e.mood.has(3) && e.asked == 1:
		panic("only the first time")
	case e.mood.has(4) && e.asked%2 == 0:
		return nil // another answer each time
	}
	return e.inner
}

func (e *errant) Is(target error) bool {
	if e.mood.has(5) {
		panic(causeOfTree)
	}
	return e.mood.has(6) // a lie
}

func (e *errant) As(target any) bool {
	switch {
	case e.mood.has(7):
		panic(causeOfTree)
	case e.mood.has(8): // a lie: nothing is there
		return true
	case e.mood.has(9):
		if p, ok := target.(**apierror.Error); ok {
			*p = nil
			return true
		}
		if p, ok := target.(*apierror.Status); ok {
			*p = apierror.Status(e.code)
			return true
		}
	}
	return false
}

// withCode adds StatusCode to an errant.
type withCode struct{ *errant }

func (c withCode) StatusCode() int {
	switch {
	case c.mood.has(10):
		panic(causeOfTree)
	case c.mood.has(11):
		c.asked++
		return c.code + c.asked
	}
	return c.code
}

// talkative adds what loggers and encoders ask for.
type talkative struct{ *errant }

func (t talkative) LogValue() slog.Value {
	if t.mood.has(12) {
		panic(causeOfTree)
	}
	return slog.AnyValue(t) // and so on, for ever
}

func (t talkative) MarshalJSON() ([]byte, error) {
	if t.mood.has(13) {
		panic(causeOfTree)
	}
	return []byte(`{"a":`), nil
}

func (t talkative) Format(s fmt.State, _ rune) {
	if t.mood.has(14) {
		panic(causeOfTree)
	}
	_, _ = io.WriteString(s, causeOfTree)
}

// many wraps several errors, and may do so without end.
type many struct {
	errant
	errs []error
}

func (m *many) Unwrap() []error {
	if _ = m.errant.Unwrap(); m.mood.has(15) {
		return []error{forks{1}}
	}
	return m.errs
}

// uncompared cannot be compared, not even with itself.
type uncompared struct {
	_   []int
	err error
}

func (u uncompared) Error() string { return causeOfTree }
func (u uncompared) Unwrap() error { return u.err }

// deeper unwraps to an error that did not exist before.
type deeper struct{ depth int }

func (deeper) Error() string   { panic("the text of an endless error was asked for") }
func (d deeper) Unwrap() error { return deeper{d.depth + 1} }

// forks is the same with two branches.
type forks struct{ depth int }

func (forks) Error() string     { panic("the text of an endless error was asked for") }
func (f forks) Unwrap() []error { return []error{forks{f.depth + 1}, forks{-f.depth}} }
