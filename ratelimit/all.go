package ratelimit

import (
	"context"
	"errors"
	"fmt"
	"hash/maphash"
	"slices"
	"sync"
	"sync/atomic"
)

// All returns a [Limiter] that admits a request if every one of ls does. They are
// asked in their order. A request that one refuses spends nothing in another, and
// requests that are judged at the same time do not refuse one another: one
// waits for the other if it has to. That holds for what goes through this All;
// give it limiters that nothing else takes from. Put the cheap one first, as a
// [TokenBucket], and the one with a remote store last.
//
// The Decision is that of the limiter that refused or, if none did, of the one
// with the least left; [Decision.Parts] has them all.
//
// The Limiter is a [Refunder] and a [PolicyLimiter]. A policy that is chosen with
// a request is for those of ls that are PolicyLimiters and have its window; it is
// an error if there are none.
//
// All panics if ls is empty, if one of them is nil, or if one before the last
// is no Refunder: what it had spent could not be undone.
func All(ls ...Limiter) Limiter {
	a := &all{seed: maphash.MakeSeed()}
	var errs []error
	for i, l := range ls {
		if nested, ok := l.(*all); ok && nested != nil {
			a.limiters = append(a.limiters, nested.limiters...)
			continue
		}
		if l == nil {
			errs = append(errs, fmt.Errorf("ratelimit: All: limiter %d is nil", i))
		} else if _, ok := l.(Refunder); !ok && i < len(ls)-1 {
			errs = append(errs, fmt.Errorf("ratelimit: All: limiter %d is no Refunder and not the last", i))
		}
		a.limiters = append(a.limiters, l)
	}
	if len(ls) == 0 {
		errs = append(errs, errors.New("ratelimit: All of no limiters"))
	}
	if err := errors.Join(errs...); err != nil {
		panic(err)
	}
	return a
}

type all struct {
	limiters []Limiter
	seed     maphash.Seed
	courts   [256]court // by key
}

// A court judges the requests of some keys.
type court struct {
	sync.RWMutex
	present, entered atomic.Int64
}

// member is what the limiters of this package tell about themselves.
type member interface{ own() Policy }

// Take asks all limiters.
func (a *all) Take(ctx context.Context, key string, n int) (Decision, error) {
	return a.judge(ctx, nil, key, n)
}

// TakePolicy asks all limiters, under p those with its window.
func (a *all) TakePolicy(ctx context.Context, p Policy, key string, n int) (Decision, error) {
	if !slices.ContainsFunc(a.limiters, func(l Limiter) bool { return takes(l, p) }) {
		return Decision{}, fmt.Errorf("ratelimit: All: no limiter takes policy %q of window %v", p.Name, p.Window)
	}
	return a.judge(ctx, &p, key, n)
}

// takes reports whether p can be chosen for l.
func takes(l Limiter, p Policy) bool {
	_, ok := l.(PolicyLimiter)
	m, ours := l.(member)
	return ok && (!ours || m.own().Window == p.Window)
}

// judge lets the requests of a key run side by side. One that was refused may
// have been so for what another held just then and was to give back. So unless it
// was alone, it is judged again when it is.
func (a *all) judge(ctx context.Context, p *Policy, key string, n int) (Decision, error) {
	c := &a.courts[maphash.String(a.seed, key)%uint64(len(a.courts))]
	d, err, alone := c.shared(func() (Decision, error) { return a.ask(ctx, p, key, n) })
	if alone || err != nil || d.Allowed {
		return d, err
	}
	c.Lock()
	defer c.Unlock()
	return a.ask(ctx, p, key, n)
}

func (c *court) shared(ask func() (Decision, error)) (d Decision, err error, alone bool) {
	c.RLock()
	defer c.RUnlock()
	first := c.present.Add(1) == 1
	defer c.present.Add(-1)
	number := c.entered.Add(1)
	d, err = ask()
	return d, err, first && c.entered.Load() == number
}

func (a *all) ask(ctx context.Context, p *Policy, key string, n int) (Decision, error) {
	parts := make([]Decision, 0, len(a.limiters))
	least := 0
	for i, l := range a.limiters {
		var d Decision
		var err error
		if p != nil && takes(l, *p) {
			d, err = l.(PolicyLimiter).TakePolicy(ctx, *p, key, n)
		} else {
			d, err = l.Take(ctx, key, n)
		}
		if err != nil {
			return Decision{}, errors.Join(err, a.undo(ctx, key, n, parts))
		}
		if !d.Allowed {
			if err := a.undo(ctx, key, n, parts); err != nil {
				return Decision{}, err
			}
			parts = append(parts, d)
			parts = a.unasked(parts, p, i+1)
			d.parts = &parts
			return d, nil
		}
		parts = append(parts, d)
		if d.Remaining < parts[least].Remaining {
			least = i
		}
	}
	d := parts[least]
	d.parts = &parts
	return d, nil
}

// undo gives back what was taken, and says so in parts. A client that has gone
// is no reason not to.
func (a *all) undo(ctx context.Context, key string, n int, parts []Decision) error {
	err := a.refund(context.WithoutCancel(ctx), key, n, parts)
	for i := range parts {
		parts[i].Remaining += n
	}
	return err
}

// unasked adds the policies of the limiters that were not asked: clients should
// always read the same list.
func (a *all) unasked(parts []Decision, p *Policy, from int) []Decision {
	for _, l := range a.limiters[from:] {
		m, ok := l.(member)
		switch {
		case p != nil && takes(l, *p):
			parts = append(parts, Decision{Policy: p.named()})
		case ok:
			parts = append(parts, Decision{Policy: m.own()})
		}
	}
	return parts
}

// Refund gives the units back to all limiters.
func (a *all) Refund(ctx context.Context, key string, n int, d Decision) error {
	if !d.Allowed || d.parts == nil {
		return nil
	}
	return a.refund(ctx, key, n, *d.parts)
}

func (a *all) refund(ctx context.Context, key string, n int, parts []Decision) error {
	var errs []error
	for i, d := range parts {
		if l, ok := a.limiters[i].(Refunder); ok {
			errs = append(errs, l.Refund(ctx, key, n, d))
		}
	}
	return errors.Join(errs...)
}
