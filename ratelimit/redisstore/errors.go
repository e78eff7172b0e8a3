package redisstore

import (
	"context"
	"errors"
	"fmt"
	"syscall"
	"time"
)

// An UnavailableError reports a charge that could not be decided because Redis did
// not answer, or answered with an error; see [Refuse]. The units may have been counted or not.
type UnavailableError struct {
	// Err is the cause, for logs: its text may have an address.
	Err error
}

// Error is the same text always, without the cause.
func (e UnavailableError) Error() string { return "redisstore: the store is unavailable" }

// Unwrap returns the cause.
func (e UnavailableError) Unwrap() error { return e.Err }

// errStale reports a statement that was older than one that Redis has of the same
// entry, as when a machine was cloned with its memory.
var errStale = errors.New("redisstore: another has made statements in the name of this entry")

// errOvertaken reports a reply about a window, while the next has been opened here.
var errOvertaken = errors.New("redisstore: the window has ended meanwhile")

// A timeoutError is no context.DeadlineExceeded: that is what callers look for to
// see whether their own time is up.
type timeoutError struct{ limit time.Duration }

func (e timeoutError) Error() string { return fmt.Sprintf("redisstore: no answer within %v", e.limit) }
func (e timeoutError) Timeout() bool { return true }

// named gives errors of contexts, which are never those of callers, another
// identity.
func (s *Store) named(err error) error {
	if errors.Is(err, context.DeadlineExceeded) || errors.Is(err, context.Canceled) {
		return timeoutError{s.cfg.Timeout}
	}
	return err
}

// isRefused reports whether nobody listens at the address.
func isRefused(err error) bool { return errors.Is(err, syscall.ECONNREFUSED) }
