package ratelimit_test

import (
	"errors"
	"fmt"
	"math"
	"strings"
	"testing"
	"time"

	"github.com/seed-86b940f4/demur/ratelimit"
)

func must[T any](v T, err error) T {
	if err != nil {
		panic(err)
	}
	return v
}

// brief reports whether tests should do less than they can.
func brief() bool { return testing.Short() || race }

// take spends n units, and fails if the limiter cannot tell.
func take(t *testing.T, l ratelimit.Limiter, key string, n int) ratelimit.Decision {
	t.Helper()
	d, err := l.Take(t.Context(), key, n)
	if err != nil {
		t.Fatalf("Take of %d: %v", n, err)
	}
	return d
}

// expect takes n units, and compares what the limiter says.
func expect(t *testing.T, l ratelimit.Limiter, key string, n int, allowed bool, left int) ratelimit.Decision {
	t.Helper()
	d := take(t, l, key, n)
	if d.Allowed != allowed || d.Remaining != left {
		t.Errorf("%v, %d of key %.20q: Allowed %t, Remaining %d; want %t, %d",
			time.Now().UTC().Format("15:04:05.999999999"), n, key, d.Allowed, d.Remaining, allowed, left)
	}
	return d
}

func refund(t *testing.T, l ratelimit.Limiter, key string, n int, d ratelimit.Decision) {
	t.Helper()
	if err := l.(ratelimit.Refunder).Refund(t.Context(), key, n, d); err != nil {
		t.Fatalf("Refund of %d: %v", n, err)
	}
}

// sleepTo sleeps until a time of the day that a bubble begins with.
func sleepTo(hour, minute, second int, nanoseconds time.Duration) {
	at := time.Date(2000, 1, 1, hour, minute, second, 0, time.UTC).Add(nanoseconds)
	time.Sleep(time.Until(at))
}

func says(t *testing.T, what string, err error, words []string) {
	t.Helper()
	if err == nil {
		t.Fatalf("%s: no error", what)
	}
	for _, w := range words {
		if !strings.Contains(err.Error(), w) {
			t.Errorf("%s: the error does not say %q: %v", what, w, err)
		}
	}
	for line := range strings.SplitSeq(err.Error(), "\n") {
		if !strings.HasPrefix(line, "ratelimit: ") {
			t.Errorf("%s: a line of the error does not say whose it is: %q", what, line)
		}
	}
}

func names(prefix string, n int) []string {
	names := make([]string, n)
	for i := range names {
		names[i] = fmt.Sprint(prefix, i)
	}
	return names
}

// TestZeroLimiters shows that a limiter that no function has made is an error and
// no panic, and that the error is not one that clients are told.
func TestZeroLimiters(t *testing.T) {
	t.Parallel()
	for name, l := range map[string]ratelimit.Refunder{"FixedWindow": new(ratelimit.FixedWindow), "TokenBucket": new(ratelimit.TokenBucket)} {
		for _, n := range []int{0, 1, -1} {
			_, err := l.Take(t.Context(), "k", n)
			if err == nil {
				t.Errorf("%s: Take of %d: no error", name, n)
			}
			if _, ok := errors.AsType[ratelimit.CostError](err); ok {
				t.Errorf("%s: Take of %d: %v; but it is the fault of the program", name, n, err)
			}
		}
		granted := ratelimit.Decision{Policy: ratelimit.Hourly(1), Allowed: true, Reset: time.Now().Add(time.Hour)}
		_ = l.Refund(t.Context(), "k", 1, granted) // whatever it says, it must not panic
		_ = l.Refund(t.Context(), "k", 1, ratelimit.Decision{})
		if p, ok := l.(ratelimit.PolicyLimiter); ok {
			if _, err := p.TakePolicy(t.Context(), ratelimit.Hourly(1), "k", 1); err == nil {
				t.Errorf("%s: TakePolicy: no error", name)
			}
		}
	}
}

func TestCosts(t *testing.T) {
	t.Parallel()
	window := must(ratelimit.NewFixedWindow(ratelimit.Hourly(5), nil))
	bucket := must(ratelimit.NewTokenBucket(ratelimit.Hourly(1000), 5))
	for name, l := range map[string]ratelimit.Limiter{
		"FixedWindow": window, "TokenBucket": bucket, "All": ratelimit.All(bucket, window),
	} {
		for _, n := range []int{6, 7, math.MaxInt32, math.MaxInt} {
			_, err := l.Take(t.Context(), "k", n)
			cost, ok := errors.AsType[ratelimit.CostError](err)
			if !ok || cost.Cost != n || cost.Policy.Quota != 5 {
				t.Errorf("%s: a cost of %d: %#v", name, n, err)
			}
		}
		for _, n := range []int{-1, math.MinInt} {
			_, err := l.Take(t.Context(), "k", n)
			if err == nil {
				t.Errorf("%s: a cost of %d: no error", name, n)
			}
			if _, ok := errors.AsType[ratelimit.CostError](err); ok {
				t.Errorf("%s: a cost of %d: %#v", name, n, err)
			}
		}
		expect(t, l, "k", 0, true, 5)
	}
	plan := ratelimit.Hourly(3)
	if _, err := window.TakePolicy(t.Context(), plan, "k", 4); err != (ratelimit.CostError{Policy: plan, Cost: 4}) {
		t.Errorf("under a plan: %#v", err)
	}
}
