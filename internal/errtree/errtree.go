// Package errtree searches the tree of errors that an error wraps, as package
// errors does. Unlike package errors, it also ends on an error that wraps itself, on
// one that never ends, and on one whose methods panic: demur answers the errors of
// programs that have mistakes.
package errtree

import (
	"fmt"
	"reflect"
)

// Find returns the first error in the tree of err that is a T, depth first as
// errors.AsType does, whose rules on As methods it keeps too.
func Find[T error](err error) (found T, ok bool) {
	Visit(err, func(at error) bool {
		if found, ok = at.(T); !ok {
			if x, asks := at.(Asker); asks {
				var t T // apart from found, which would else be on the heap each time
				if ok = x.As(&t); ok {
					found = t
				}
			}
		}
		return ok
	})
	return found, ok
}

// Asker is an error with the method that errors.As asks.
type Asker interface{ As(target any) bool }

// Ask asks for errors of several types: it calls found for each of the targets, which
// are pointers as those of errors.As, that x sets. A method that panics is passed over.
// That of a nil pointer is then not asked again, since it would panic each time.
func Ask(x Asker, found func(error), targets ...any) {
	for _, target := range targets {
		if !ask(x, found, target) && isNil(x) {
			return
		}
	}
}

// ask asks for one target. It returns false if a method panicked.
func ask(x Asker, found func(error), target any) (answered bool) {
	defer func() { answered = recover() == nil }()
	if x.As(target) {
		found(reflect.ValueOf(target).Elem().Interface().(error))
	}
	return true
}

// isNil reports whether x is a nil pointer, whose methods mostly panic.
func isNil(x any) bool {
	v := reflect.ValueOf(x)
	return v.Kind() == reflect.Pointer && v.IsNil()
}

// Contains reports whether target is in the tree of err, as errors.Is would.
func Contains(err, target error) bool {
	comparable := target != nil && reflect.TypeOf(target).Comparable()
	return Visit(err, func(at error) bool {
		if comparable && at == target {
			return true
		}
		x, ok := at.(interface{ Is(error) bool })
		return ok && x.Is(target)
	})
}

// Visit calls stop for err and what it wraps until stop returns true. A method
// that panics, as that of a nil pointer may, is passed over. Of a tree with no end,
// with more than 100,000 errors or with 1,000 methods that panic, a part is visited.
func Visit(err error, stop func(error) bool) (stopped bool) {
	w := walk{at: err}
	return w.run(stop)
}

// Walk calls stop as Visit does, and reports what Ends does.
func Walk(err error, stop func(error) bool) bool { return verdictOn(err, stop) == ends }

// Ends reports whether all that err wraps was seen. If not, its text must not be
// asked for, because that may have no end either: a stack that overflows takes the
// process with it.
func Ends(err error) bool { return Walk(err, goOn) }

// Printable returns err, or what stands for it in a log if it does not end.
func Printable(err error) error {
	switch v := verdictOn(err, goOn); v {
	case ends:
		return err
	case wraps:
		return endless
	default:
		return unprintable(fmt.Sprintf("%s (%T)", verdictTexts[v], err))
	}
}

// endless stands for an error that is within itself.
const endless unprintable = "an error that wraps itself"

var verdictTexts = [...]string{
	tooLarge: "an error too large to look through",
	panicked: "an error that panics when it is unwrapped",
}

// unprintable stands for an error that cannot be asked for its text.
type unprintable string

func (u unprintable) Error() string { return string(u) }

func verdictOn(err error, stop func(error) bool) verdict {
	w := walk{at: err}
	w.run(stop)
	return w.verdict
}

func goOn(error) bool { return false }
