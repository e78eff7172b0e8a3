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
func Find[T error](err error) (found T, ok bool) {
	Visit(err, func(at error) bool {
		found, ok = As[T](at)
		return ok
	})
	return found, ok
}

// As is Find for err alone, without what it wraps.
func As[T error](err error) (T, bool) {
	if t, ok := err.(T); ok {
		return t, true
	}
	if x, ok := err.(interface{ As(any) bool }); ok {
		return ask[T](x)
	}
	var none T
	return none, false
}

func ask[T error](x interface{ As(any) bool }) (found T, ok bool) {
	defer pass(&ok)
	var t T // apart from found, which is to be none if As fails
	if ok = x.As(&t); ok {
		found = t
	}
	return found, ok
}

// pass lets a method that panics pass, as that of a nil pointer may: it is no match.
func pass(ok *bool) {
	if recover() != nil {
		*ok = false
	}
}

// Contains reports whether target is in the tree of err, as errors.Is would.
func Contains(err, target error) bool {
	comparable := target != nil && reflect.TypeOf(target).Comparable()
	return Visit(err, func(at error) bool { return comparable && at == target || Is(at, target) })
}

// Is reports whether the Is method of err, which is asked alone, says that it is target.
func Is(err, target error) (ok bool) {
	x, has := err.(interface{ Is(error) bool })
	if !has {
		return false
	}
	defer pass(&ok)
	return x.Is(target)
}

// Visit calls stop for err and what it wraps until stop returns true. A method
// that panics, as that of a nil pointer may, is passed over. Of a tree with no end
// or with more than 100,000 errors, a part is visited.
func Visit(err error, stop func(error) bool) (stopped bool) {
	w := walk{at: err}
	return w.run(stop)
}

// Walk calls look for err and all that it wraps, as Visit does, and reports what Ends
// does.
func Walk(err error, look func(error)) bool {
	w := walk{at: err}
	w.run(func(at error) bool {
		look(at)
		return false
	})
	return w.verdict == ends
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
