// Package errtree looks through what an error wraps, as the package errors
// does, but comes to an end on a tree that leads back to itself: the errors that
// demur answers are those of programs with mistakes.
package errtree

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
