package ratelimit

import (
	"context"
	"errors"
	"fmt"
	"time"
)

// A FixedWindow admits exactly the quota of its policy in each window of the UTC
// clock. It refuses further requests until the next window begins. Refused requests
// do not count.
//
// Around a boundary a client can send twice the quota in a short time: one at the
// end of a window, one at the beginning of the next. [All] with a [TokenBucket]
// bounds that.
//
// A FixedWindow is safe for concurrent use. The zero value has no policy, and
// Take returns an error; use [NewFixedWindow].
type FixedWindow struct {
	policy Policy
	store  Store
	table  *table // what a MemoryStore counts in: the shorter way
}

// NewFixedWindow returns a FixedWindow that counts in s. nil stands for a
// [MemoryStore] of its own. The window must divide a day. The error names every
// mistake.
//
// Two limiters on the same store share their counters if their policies have the same
// name and window. Many machines share one quota in this way. To count apart, give
// the policies different names.
func NewFixedWindow(p Policy, s Store) (*FixedWindow, error) {
	if s == nil {
		s = new(MemoryStore)
	}
	f := &FixedWindow{policy: p.named(), store: s}
	err := p.Check()
	if m, ok := s.(*MemoryStore); ok {
		switch {
		case m == nil:
			err = errors.Join(err, errors.New("ratelimit: nil *MemoryStore; for one of its own, pass a nil Store"))
		case m.MaxKeys < 0:
			err = errors.Join(err, fmt.Errorf("ratelimit: MaxKeys %d is negative", m.MaxKeys))
		case err == nil:
			f.table = m.table(f.policy.Name, f.policy.Window)
		}
	}
	if err != nil {
		return nil, err
	}
	return f, nil
}

// Take spends n units of key; see [Limiter].
func (f *FixedWindow) Take(ctx context.Context, key string, n int) (Decision, error) {
	return f.take(ctx, f.policy, key, n)
}

// TakePolicy spends n units of key under policy p; see [PolicyLimiter]. The window
// of p must divide a day. Each length of window has counters of its own. Clients see
// the name of p, but the counters have the name of the limiter's own policy.
func (f *FixedWindow) TakePolicy(ctx context.Context, p Policy, key string, n int) (Decision, error) {
	if p != f.policy {
		if err := p.Check(); err != nil {
			return Decision{}, err
		}
		p = p.named()
	}
	return f.take(ctx, p, key, n)
}

func (f *FixedWindow) take(ctx context.Context, p Policy, key string, n int) (d Decision, err error) {
	if f.store == nil {
		return d, errors.New("ratelimit: FixedWindow without a policy; use NewFixedWindow")
	}
	if err = checkCost(p, n); err != nil {
		return d, err
	}
	if f.table != nil && p.Window == f.policy.Window {
		f.table.decide(&d, p, key, n)
		return d, nil
	}
	return f.charge(ctx, p, Charge{Key: key, N: n})
}

// Refund gives back n units of key; see [Refunder]. A [MemoryStore] that is full
// forgoes it: see there.
func (f *FixedWindow) Refund(ctx context.Context, key string, n int, d Decision) error {
	if n < 0 {
		return fmt.Errorf("ratelimit: refund of %d units", n)
	}
	if n == 0 || !d.Allowed || f.store == nil || !time.Now().Before(d.Reset) {
		return nil
	}
	_, err := f.charge(ctx, d.Policy, Charge{Key: key, N: -n, Reset: d.Reset})
	return err
}

func (f *FixedWindow) own() Policy { return f.policy }

func (f *FixedWindow) charge(ctx context.Context, p Policy, c Charge) (Decision, error) {
	c.Policy = p
	c.Policy.Name = f.policy.Name
	d, err := f.store.Take(ctx, c)
	if err != nil {
		return Decision{}, err
	}
	d.Policy = p
	return d, nil
}
