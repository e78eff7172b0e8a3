package ratelimit

import (
	"context"
	"time"
)

// A Store counts what is spent under each key, window by window. [FixedWindow]
// asks it; package ratelimittest has the tests that every Store must pass.
//
// Rules for implementers:
//
//   - Windows are aligned to the UTC clock: a window of length w begins at every
//     multiple of w since the Unix epoch. The store reads the clock, so that
//     all who share the store agree on the window.
//   - Counters are told apart by Policy.Name, Policy.Window and Key. Policy.Quota
//     is no part of that: it is the bound of this one charge.
//   - N > 0 is counted wholly or not at all: if the count would go beyond the
//     quota, nothing is counted and Allowed is false.
//   - N = 0 counts nothing and is allowed.
//   - N < 0 takes -N off the count of the window that ends at Reset, whose units
//     they were. If that window is not the open one, nothing happens. A count
//     does not go below zero. A store that cannot tell whether it counted the
//     units does nothing. It is allowed.
//   - A window that is over is never counted in again, even if the clock is set
//     back a little, and it never changes the count of a later one.
//   - Take makes at most one round trip. It returns the error of ctx if that is
//     done while Take waits. On an error the units may have been counted or not.
//   - Neither a key nor an address may be in the text of an error.
//   - Take is safe for concurrent use.
type Store interface {
	Take(ctx context.Context, c Charge) (Decision, error)
}

// A Charge is what a [Store] is asked to count.
type Charge struct {
	// Policy has been checked. Its name and window say which counter of the key
	// is meant; its quota bounds the count.
	Policy Policy

	// Key is whose request it is. Any string.
	Key string

	// N is at most Policy.Quota. Negative units are given back.
	N int

	// Reset is, for a negative N, that of the Decision that the units were
	// taken with. Otherwise it is zero.
	Reset time.Time
}
