package ratelimit

import (
	"context"
	"fmt"
	"iter"
	"time"
)

// A Limiter decides whether a request may pass. Limiters are safe for
// concurrent use.
type Limiter interface {
	// Take spends n units of the key's quota if n units are left. Otherwise it spends
	// none. n is 1 for most requests. If n is 0, Take spends nothing, and the Decision
	// is allowed and says how much is left.
	//
	// A request over the quota is a Decision that is not allowed, and no error. The
	// error is a [CostError] if n is more than the whole quota, since waiting would
	// not help. It is another error if n is negative, or if the limiter cannot decide,
	// for example because its store is down. After an error the Decision has no meaning.
	Take(ctx context.Context, key string, n int) (Decision, error)
}

// A Refunder is a [Limiter] that takes units back, for requests that turn out
// not to count. All limiters of this package are Refunders.
type Refunder interface {
	Limiter

	// Refund gives back n units that Take spent for the key with Decision d. If the
	// window of d is over, nothing happens. A refund never lets more units pass than
	// the quota.
	Refund(ctx context.Context, key string, n int, d Decision) error
}

// A PolicyLimiter is a [Limiter] whose policy can be chosen with each request,
// as for customers with different plans.
type PolicyLimiter interface {
	Limiter

	// TakePolicy is Take under policy p. All policies with the same window share what
	// a key has spent, so a change of plan keeps the count. The error may also be that
	// of [Policy.Check].
	TakePolicy(ctx context.Context, p Policy, key string, n int) (Decision, error)
}

// A Decision is what a [Limiter] answers. The zero Decision admits nothing. It is a
// value, which goroutines may share.
type Decision struct {
	// Policy is the one that decided.
	Policy Policy

	// Allowed reports whether the request may pass.
	Allowed bool

	// Remaining is how many units the key has left, at least 0.
	Remaining int

	// Reset is when the next window begins. For a [TokenBucket] it is when the
	// refused units will be there or, if Allowed, when the bucket will be full.
	Reset time.Time

	parts *[]Decision // of All; a pointer keeps Decision comparable
}

// Parts returns the decisions of the limiters that [All] has judged together,
// in their order, and of any other limiter the Decision itself. Of those that
// were not asked since one before them refused, only the Policy is set; their
// Reset is zero.
func (d Decision) Parts() iter.Seq[Decision] {
	return func(yield func(Decision) bool) {
		if d.parts == nil {
			yield(d)
			return
		}
		for _, part := range *d.parts {
			if !yield(part) {
				return
			}
		}
	}
}

// A CostError reports a request that costs more than its whole quota. It can
// never be admitted, however long the client waits. It is a value, which goroutines may
// share.
type CostError struct {
	Policy Policy // its Quota is the most that can be spent at once: the burst, for a [TokenBucket]
	Cost   int    // in units
}

// Error names the cost and the quota.
func (e CostError) Error() string {
	return fmt.Sprintf("ratelimit: cost %d is more than the quota %d of policy %q", e.Cost, e.Policy.Quota, e.Policy.Name)
}

// checkCost returns the error of a cost that p cannot admit.
func checkCost(p Policy, n int) error {
	switch {
	case n < 0:
		return fmt.Errorf("ratelimit: cost %d is negative", n)
	case n > p.Quota:
		return CostError{p, n}
	}
	return nil
}
