package redisstore

import (
	"context"
	"time"

	"github.com/seed-86b940f4/demur/ratelimit"
)

// unavailable decides a charge of n >= 0 without Redis. The entry is locked.
func (s *Store) unavailable(e *entry, p ratelimit.Policy, n int64, now time.Time, cause error) (ratelimit.Decision, error) {
	if d, ok := e.decide(p, n, now, false); ok {
		return d, nil
	}
	if s.cfg.OnUnavailable == Refuse {
		return ratelimit.Decision{}, UnavailableError{cause}
	}
	e.open(now, time.Duration(s.offset.Load()))
	switch {
	case n == 0:
	case s.cfg.OnUnavailable == Admit:
		e.lax = e.ends
	case e.exceeds(p, n):
		return e.decision(p, false), nil
	default:
		if more := n - e.free(); more > 0 {
			e.claimed += more
			e.total += more
			e.untold = true
			s.watch(e)
		}
		e.spend(n, now)
	}
	return e.decision(p, true), nil
}

// open opens the window that must be open by the server's clock as it was last
// seen, unless one is open.
func (e *entry) open(now time.Time, offset time.Duration) {
	if e.isOpen(now) {
		return
	}
	there := now.Round(0).Add(offset)
	ends := there.Unix() - there.Unix()%e.window + e.window
	if e.ends > ends && e.ends-ends <= e.window {
		ends = e.ends
	}
	if e.ends != ends {
		e.ends, e.known = ends, false
		e.claimed, e.spent, e.total, e.untold = 0, 0, 0, false
	}
	left := time.Unix(ends, 0).Sub(there)
	e.setEnd(now.Add(left), now.Add(left))
}

// takeUncounted decides a charge for which there is no entry: Redis is gone, and
// to forget another would be to forget what that has spent.
func (s *Store) takeUncounted(ctx context.Context, c ratelimit.Charge) (ratelimit.Decision, error) {
	if s.cfg.OnUnavailable == Refuse {
		return ratelimit.Decision{}, UnavailableError{s.breakers.cause()}
	}
	if s.cfg.OnUnavailable == Admit && c.N < 0 {
		c.N = 0 // it may be of a charge that was not counted
	}
	d, err := s.uncounted.Take(ctx, c)
	d.Allowed = d.Allowed || s.cfg.OnUnavailable == Admit
	return d, err
}
