package ratelimit_test

import (
	"context"
	"errors"
	"fmt"
	"testing"
	"testing/synctest"
	"time"

	"github.com/seed-86b940f4/demur/ratelimit"
	"github.com/seed-86b940f4/demur/ratelimit/ratelimittest"
)

// TestSharedStore shows which limiters share counters.
func TestSharedStore(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		s := new(ratelimit.MemoryStore)
		limiter := func(name string, window time.Duration, s ratelimit.Store) ratelimit.Limiter {
			return must(ratelimit.NewFixedWindow(ratelimit.Policy{Name: name, Quota: 5, Window: window}, s))
		}
		a, same := limiter("a", time.Hour, s), limiter("a", time.Hour, s)
		unnamed, named := limiter("", time.Hour, s), limiter("default", time.Hour, s)
		expect(t, a, "k", 3, true, 2)
		expect(t, same, "k", 3, false, 2)
		expect(t, unnamed, "k", 4, true, 1)
		expect(t, named, "k", 1, true, 0)
		expect(t, limiter("a", time.Minute, s), "k", 5, true, 0)
		expect(t, limiter("a", time.Hour, nil), "k", 5, true, 0)
		expect(t, limiter("a", time.Hour, new(ratelimit.MemoryStore)), "k", 5, true, 0)
		expect(t, a, "k", 2, true, 0)
	})
}

// storeFunc is a Store that is a function.
type storeFunc func(context.Context, ratelimit.Charge) (ratelimit.Decision, error)

func (f storeFunc) Take(ctx context.Context, c ratelimit.Charge) (ratelimit.Decision, error) {
	return f(ctx, c)
}

// TestWhatAStoreIsAsked holds FixedWindow to what Charge promises.
func TestWhatAStoreIsAsked(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		var got []ratelimit.Charge
		reset := time.Now().Add(time.Minute)
		l := must(ratelimit.NewFixedWindow(ratelimit.Policy{Quota: 9, Window: time.Hour},
			storeFunc(func(_ context.Context, c ratelimit.Charge) (ratelimit.Decision, error) {
				got = append(got, c)
				return ratelimit.Decision{Allowed: true, Remaining: 7, Reset: reset}, nil
			})))
		own := ratelimit.Policy{Name: "default", Quota: 9, Window: time.Hour}
		plan := ratelimit.Policy{Name: "gold", Quota: 99, Window: time.Hour}
		d := expect(t, l, "k", 2, true, 7)
		if d.Policy != own || d.Reset != reset {
			t.Errorf("the Decision is %+v", d)
		}
		gold, err := l.TakePolicy(t.Context(), plan, "k", 20)
		if err != nil || gold.Policy != plan {
			t.Errorf("under the policy %+v: %+v, %v", plan, gold, err)
		}
		refund(t, l, "k", 2, d)
		refund(t, l, "k", 20, gold)
		time.Sleep(time.Minute)
		refund(t, l, "k", 2, d) // the window is over: no round trip
		charged := plan
		charged.Name = "default"
		want := []ratelimit.Charge{
			{Policy: own, Key: "k", N: 2},
			{Policy: charged, Key: "k", N: 20},
			{Policy: own, Key: "k", N: -2, Reset: reset},
			{Policy: charged, Key: "k", N: -20, Reset: reset},
		}
		if fmt.Sprint(got) != fmt.Sprint(want) {
			t.Errorf("the store was asked\n%v, want\n%v", got, want)
		}
	})
}

func TestErrorOfTheStore(t *testing.T) {
	t.Parallel()
	broken := errors.New("broken")
	l := must(ratelimit.NewFixedWindow(ratelimit.Hourly(9), storeFunc(func(context.Context, ratelimit.Charge) (ratelimit.Decision, error) {
		return ratelimit.Decision{Allowed: true}, broken
	})))
	d, err := l.Take(t.Context(), "k", 1)
	if !errors.Is(err, broken) || d != (ratelimit.Decision{}) {
		t.Errorf("Take: %+v, %v", d, err)
	}
	granted := ratelimit.Decision{Policy: ratelimit.Hourly(9), Allowed: true, Reset: time.Now().Add(time.Hour)}
	if err := l.Refund(t.Context(), "k", 1, granted); !errors.Is(err, broken) {
		t.Errorf("Refund: %v", err)
	}
}

func TestContextIsNotNeeded(t *testing.T) {
	t.Parallel()
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	l := must(ratelimit.NewFixedWindow(ratelimit.Hourly(1), nil))
	if d, err := l.Take(ctx, "k", 1); err != nil || !d.Allowed {
		t.Errorf("a MemoryStore does not wait, and yet a context that is done: %+v, %v", d, err)
	}
}

// TestExampleStore holds the store of the example to the rules.
func TestExampleStore(t *testing.T) {
	t.Parallel()
	ratelimittest.TestStore(t, func(*testing.T) ratelimit.Store { return &mapStore{counts: map[mapKey]mapCount{}} })
}
