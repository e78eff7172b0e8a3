// Package errtree searches the tree of errors that an error wraps, as package
// errors does. Unlike package errors, it also ends on an error that wraps itself, on
// one that never ends, and on one whose methods panic: demur answers the errors of
// programs that have mistakes.
package errtree

import (
	"context"
	"fmt"
	"reflect"
)

// Find returns the first error in the tree of err that is a T, depth first as
// errors.AsType does, whose rules on As methods it keeps too.
func Find[T error](err error) (T, bool) {
	var found T
	match := func(err error) bool {
		if t, ok := err.(T); ok {
			found = t
			return true
		}
		x, ok := err.(interface{ As(any) bool })
		if !ok {
			return false
		}
		var t T // apart from found, which would else be on the heap each time
		if !x.As(&t) {
			return false
		}
		found = t
		return true
	}
	ok := false
	if tree, walked := err.(*Tree); walked {
		ok = tree.find(match)
	} else {
		ok = Visit(err, match)
	}
	return found, ok
}

// Contains reports whether target is in the tree of err, as errors.Is would.
func Contains(err, target error) bool {
	of := reflect.TypeOf(target)
	comparable := of != nil && of.Comparable()
	match := func(err error) bool {
		if comparable && err == target {
			return true
		}
		x, ok := err.(interface{ Is(error) bool })
		return ok && x.Is(target)
	}
	if tree, ok := err.(*Tree); ok {
		return tree.contains(of, match)
	}
	return Visit(err, match)
}

// Visit calls stop for err and what it wraps until stop returns true. A method
// that panics, as that of a nil pointer may, is passed over. Of a tree with no end
// or with more than 100,000 errors, a part is visited.
func Visit(err error, stop func(error) bool) (stopped bool) {
	if tree, ok := err.(*Tree); ok {
		return visitAll(tree.nodes, stop)
	}
	w := walk{at: err}
	return w.run(stop)
}

// Ends reports whether all that err wraps was seen. If not, its text must not be
// asked for, because that may have no end either: a stack that overflows takes the
// process with it.
func Ends(err error) bool { return verdictOn(err) == ends }

// Printable returns err, or what stands for it in a log if it does not end.
func Printable(err error) error {
	switch v := verdictOn(err); v {
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

func verdictOn(err error) verdict {
	w := walk{at: err, stop: true}
	w.run(nil)
	return w.verdict
}

// ClientGone reports whether the context of a request was cancelled as net/http
// does it when a client goes away, without a cause, and err is of that. A signal
// that ends the server has a cause; there is a client then, who waits.
func ClientGone(ctx context.Context, err error) bool {
	return context.Cause(ctx) == context.Canceled && Contains(err, context.Canceled)
}
