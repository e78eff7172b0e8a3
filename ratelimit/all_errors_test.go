package ratelimit_test

import (
	"context"
	"errors"
	"strings"
	"testing"

	"github.com/seed-86b940f4/demur/ratelimit"
)

func TestErrorOfAMemberUndoesTheOthers(t *testing.T) {
	t.Parallel()
	broken, alsoBroken := errors.New("broken"), errors.New("broken, too")
	fails := limiterFunc(func(context.Context, string, int) (ratelimit.Decision, error) {
		return ratelimit.Decision{Allowed: true}, broken
	})
	a, b := window("a", 9), window("b", 9)
	d, err := ratelimit.All(a, b, fails).Take(t.Context(), "k", 4)
	if !errors.Is(err, broken) || d != (ratelimit.Decision{}) {
		t.Errorf("%+v, %v", d, err)
	}
	expect(t, a, "k", 0, true, 9)
	expect(t, b, "k", 0, true, 9)

	forgetful := noRefund{window("c", 9), alsoBroken}
	_, err = ratelimit.All(a, forgetful, fails).Take(t.Context(), "k", 4)
	if !errors.Is(err, broken) || !errors.Is(err, alsoBroken) {
		t.Errorf("the error is %v, want both", err)
	}
	expect(t, a, "k", 0, true, 9)
	if _, err = ratelimit.All(a, forgetful, window("d", 1)).Take(t.Context(), "k", 2); !errors.Is(err, alsoBroken) {
		t.Errorf("the error is %v", err)
	} else if _, ok := errors.AsType[ratelimit.CostError](err); !ok {
		t.Errorf("the error is %v, want a CostError, too", err)
	}
}

// noRefund cannot give back.
type noRefund struct {
	ratelimit.Limiter
	err error
}

func (l noRefund) Refund(context.Context, string, int, ratelimit.Decision) error { return l.err }

// TestClientThatHasGone: what was taken for it is given back all the same.
func TestClientThatHasGone(t *testing.T) {
	t.Parallel()
	var log []string
	ctx, cancel := context.WithCancel(t.Context())
	a := spy{window("a", 9), "a", &log}
	l := ratelimit.All(a, limiterFunc(func(ctx context.Context, _ string, _ int) (ratelimit.Decision, error) {
		cancel()
		return ratelimit.Decision{}, ctx.Err()
	}))
	if _, err := l.Take(ctx, "k", 4); !errors.Is(err, context.Canceled) {
		t.Errorf("the error is %v", err)
	}
	if got := strings.Join(log, ", "); !strings.HasPrefix(got, "a takes 4, a gives back 4") || strings.Contains(got, "done") {
		t.Errorf("it was asked: %s", got)
	}
	expect(t, a, "k", 0, true, 9)
}

func TestMistakesOfAll(t *testing.T) {
	t.Parallel()
	plain := limiterFunc(func(context.Context, string, int) (ratelimit.Decision, error) {
		return ratelimit.Decision{Allowed: true}, nil
	})
	good := window("good", 1)
	for name, c := range map[string]struct {
		limiters []ratelimit.Limiter
		words    []string
	}{
		"none":           {nil, []string{"no limiters"}},
		"nil":            {[]ratelimit.Limiter{nil}, []string{"limiter 0 is nil"}},
		"nil pointer":    {[]ratelimit.Limiter{(*ratelimit.TokenBucket)(nil), good}, []string{"limiter 0 is nil"}},
		"nil at the end": {[]ratelimit.Limiter{good, nil}, []string{"limiter 1 is nil"}},
		"no Refunder":    {[]ratelimit.Limiter{plain, good}, []string{"limiter 0 is no Refunder"}},
		"two mistakes":   {[]ratelimit.Limiter{plain, nil, good}, []string{"limiter 0 is no Refunder", "limiter 1 is nil"}},
		"zero ones": {[]ratelimit.Limiter{good, &ratelimit.FixedWindow{}, &ratelimit.TokenBucket{}}, []string{
			"limiter 1 is a zero *ratelimit.FixedWindow", "limiter 2 is a zero *ratelimit.TokenBucket"}},
		"one in an inner": {[]ratelimit.Limiter{ratelimit.All(good, plain), good}, []string{"limiter 1 is no Refunder"}},
	} {
		func() {
			defer func() {
				err, _ := recover().(error)
				says(t, name, err, c.words)
			}()
			ratelimit.All(c.limiters...)
			t.Errorf("%s: no panic", name)
		}()
	}
	l := ratelimit.All(good, plain) // the last need not be one
	expect(t, l, "k", 1, true, 0)
}
