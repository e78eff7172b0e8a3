package ratelimit

import (
	"context"
	"errors"
	"fmt"
	"hash/maphash"
	"reflect"
	"sync"
	"sync/atomic"
)

// All returns a [Limiter] that admits a request if every limiter in ls admits it. It
// asks them in order. If one refuses a request, the request spends nothing in the
// others. Requests at the same time do not refuse one another because of units that
// are about to be given back: one waits for the other where that is needed. This holds
// only for requests that go through this All, so use its limiters for nothing else.
// Put a cheap limiter such as a [TokenBucket] first, and one with a remote store last.
//
// The Decision is that of the limiter that refused. If none refused, it is that of
// the limiter with the least left. [Decision.Parts] has all of them.
//
// The Limiter is a [Refunder]. It is a [PolicyLimiter] if one of ls is. TakePolicy
// then gives the policy to the last one that is.
//
// All panics if ls is empty, if one of them is nil or the zero value of a type of
// this package, which has no policy, or if one before the last is not a Refunder,
// since All could not give back what that one has spent.
func All(ls ...Limiter) Limiter {
	a := &all{limiters: flat(ls), seed: maphash.MakeSeed(), planned: -1}
	var errs []error
	for i, l := range a.limiters {
		switch _, undoes := l.(Refunder); {
		case l == nil, isNilPointer(l):
			errs = append(errs, fmt.Errorf("ratelimit: All: limiter %d is nil", i))
			continue
		case !undoes && i < len(a.limiters)-1:
			errs = append(errs, fmt.Errorf("ratelimit: All: limiter %d is no Refunder and not the last", i))
		}
		if m, ok := l.(member); ok && m.own() == (Policy{}) {
			errs = append(errs, fmt.Errorf("ratelimit: All: limiter %d is a zero %T, which has no policy", i, l))
		}
		if _, ok := l.(PolicyLimiter); ok {
			a.planned = i
		}
	}
	if len(a.limiters) == 0 {
		errs = append(errs, errors.New("ratelimit: All of no limiters"))
	}
	if err := errors.Join(errs...); err != nil {
		panic(err)
	}
	if a.planned >= 0 {
		return &allPlanned{a}
	}
	return a
}

// flat puts the limiters of an All that is one of ls in its place.
func flat(ls []Limiter) (out []Limiter) {
	for _, l := range ls {
		switch l := l.(type) {
		case *all:
			out = append(out, l.limiters...)
		case *allPlanned:
			out = append(out, l.limiters...)
		default:
			out = append(out, l)
		}
	}
	return out
}

type all struct {
	limiters []Limiter
	planned  int // the one whose policy can be chosen, or -1
	seed     maphash.Seed
	stripes  [256]stripe // by key
}

// allPlanned is an all that has a PolicyLimiter.
type allPlanned struct{ *all }

// A stripe decides the requests of some keys.
type stripe struct {
	sync.RWMutex
	traffic atomic.Uint64 // who is present, and from bit 32 on who has entered
}

// member is what the limiters of this package tell about themselves.
type member interface{ own() Policy }

// Take asks all limiters.
func (a *all) Take(ctx context.Context, key string, n int) (Decision, error) {
	return a.decide(ctx, nil, key, n)
}

// TakePolicy asks all limiters, and the last PolicyLimiter of them under p.
func (a *allPlanned) TakePolicy(ctx context.Context, p Policy, key string, n int) (Decision, error) {
	return a.decide(ctx, &p, key, n)
}

// decide lets the requests of a key run side by side. One that was refused may
// have been so for what another held just then and was to give back. So unless it
// was alone, it is decided again when it is.
func (a *all) decide(ctx context.Context, p *Policy, key string, n int) (Decision, error) {
	c := &a.stripes[maphash.String(a.seed, key)%uint64(len(a.stripes))]
	d, err, alone := c.shared(func() (Decision, error) { return a.ask(ctx, p, key, n) })
	if alone || err != nil || d.Allowed {
		return d, err
	}
	c.Lock()
	defer c.Unlock()
	return a.ask(ctx, p, key, n)
}

func (c *stripe) shared(ask func() (Decision, error)) (d Decision, err error, alone bool) {
	c.RLock()
	defer c.RUnlock()
	const one = 1<<32 | 1
	now := c.traffic.Add(one)
	defer c.traffic.Add(^uint64(0)) // -1
	d, err = ask()
	return d, err, uint32(now) == 1 && c.traffic.Load()>>32 == now>>32
}

func (a *all) ask(ctx context.Context, p *Policy, key string, n int) (Decision, error) {
	parts := make([]Decision, 0, len(a.limiters))
	least := 0
	for i := range a.limiters {
		d, err := a.take(ctx, i, p, key, n)
		if err != nil {
			return Decision{}, errors.Join(err, a.undo(ctx, p, key, n, parts))
		}
		if !d.Allowed {
			if err := a.undo(ctx, p, key, n, parts); err != nil {
				return Decision{}, err
			}
			parts = a.unasked(append(parts, d), p)
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

func (a *all) take(ctx context.Context, i int, p *Policy, key string, n int) (Decision, error) {
	if p != nil && i == a.planned {
		return a.limiters[i].(PolicyLimiter).TakePolicy(ctx, *p, key, n)
	}
	return a.limiters[i].Take(ctx, key, n)
}

// undo gives back what was taken, and notes the state in parts. A
// client that has gone is no reason not to.
func (a *all) undo(ctx context.Context, p *Policy, key string, n int, parts []Decision) error {
	ctx = context.WithoutCancel(ctx)
	err := a.refund(ctx, key, n, parts)
	for i := range parts {
		if d, err := a.take(ctx, i, p, key, 0); err == nil {
			parts[i] = d
		}
	}
	return err
}

// unasked adds the policies of the limiters after parts, which were not asked:
// clients should always read the same list.
func (a *all) unasked(parts []Decision, p *Policy) []Decision {
	for i := len(parts); i < len(a.limiters); i++ {
		if p != nil && i == a.planned {
			parts = append(parts, Decision{Policy: p.named()})
		} else if m, ok := a.limiters[i].(member); ok {
			parts = append(parts, Decision{Policy: m.own()})
		}
	}
	return parts
}

// Refund gives the units back to all limiters.
func (a *all) Refund(ctx context.Context, key string, n int, d Decision) error {
	if !d.Allowed {
		return nil
	}
	if d.parts == nil || len(*d.parts) != len(a.limiters) {
		return errors.New("ratelimit: All: Refund of another limiter's Decision")
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

func isNilPointer(l Limiter) bool {
	v := reflect.ValueOf(l)
	return v.Kind() == reflect.Pointer && v.IsNil()
}
