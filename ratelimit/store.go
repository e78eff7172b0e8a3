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
//     all limiters that share the store agree on the window.
//   - Policy.Name, Policy.Window and Key identify a counter. Policy.Quota does not:
//     it is the limit for this one charge.
//   - N > 0 is counted as a whole or not at all. If the count would exceed the
//     quota, nothing is counted and Allowed is false.
//   - N = 0 counts nothing and is allowed.
//   - N < 0 subtracts -N from the count of the window that ends at Reset, in which the
//     units were spent. If that window is over, nothing happens. A count does not go
//     below zero. A store that does not know whether it has counted the units does
//     nothing. The charge is allowed.
//   - Nothing is counted in a window that is over, even if the clock is set back a
//     little. A window that is over never changes the count of a later one.
//   - Take makes at most one round trip. If ctx is done while Take waits, it returns
//     the error of ctx. After an error the units may have been counted or not.
//   - The text of an error contains no key and no address.
//   - Take is safe for concurrent use.
type Store interface {
	Take(ctx context.Context, c Charge) (Decision, error)
}

// A Charge is what a [Store] is asked to count. It is a value, which goroutines may share.
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
