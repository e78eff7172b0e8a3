// Package errtree searches the tree of errors that an error wraps, as package
// errors does. Unlike package errors, it also ends on an error that wraps itself:
// demur answers the errors of programs that have mistakes.
package errtree

import "context"

// limit is how many errors of a tree are looked at. No honest tree is as large.
const limit = 1000

// Find returns the first error in the tree of err that is a T, depth first as
// errors.AsType does, whose rules on As methods it keeps too.
func Find[T error](err error) (T, bool) {
	var found T
	ok := Visit(err, func(err error) bool {
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
	})
	return found, ok
}

// Contains reports whether target is in the tree of err, as errors.Is would.
func Contains(err, target error) bool {
	return Visit(err, func(err error) bool {
		if err == target {
			return true
		}
		x, ok := err.(interface{ Is(error) bool })
		return ok && x.Is(target)
	})
}

// Visit calls stop for err and what it wraps until stop returns true. A method
// that panics, as that of a nil pointer may, ends the tree.
func Visit(err error, stop func(error) bool) (stopped bool) {
	defer func() {
		if recover() != nil {
			stopped = false
		}
	}()
	left := limit
	return visitUpTo(&left, err, stop)
}

// Ends reports whether the tree of err has an end. Of one that has none, the text
// may have none either, so it must not be asked for: a stack that overflows takes
// the process with it.
func Ends(err error) bool {
	seen := 0
	Visit(err, func(error) bool {
		seen++
		return false
	})
	return seen < limit
}

// Endless stands for an error whose tree has no end.
const Endless endless = "an error that wraps itself"

type endless string

func (e endless) Error() string { return string(e) }

// ClientGone reports whether the context of a request was cancelled as net/http
// does it when a client goes away, without a cause, and err is of that. A signal
// that ends the server has a cause; there is a client then, who waits.
func ClientGone(ctx context.Context, err error) bool {
	return context.Cause(ctx) == context.Canceled && Contains(err, context.Canceled)
}

func visitUpTo(left *int, err error, stop func(error) bool) bool {
	for err != nil && *left > 0 {
		*left--
		if stop(err) {
			return true
		}
		switch x := err.(type) {
		case interface{ Unwrap() error }:
			err = x.Unwrap()
		case interface{ Unwrap() []error }:
			for _, err := range x.Unwrap() {
				if visitUpTo(left, err, stop) {
					return true
				}
			}
			return false
		default:
			return false
		}
	}
	return false
}
