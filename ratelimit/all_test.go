package ratelimit_test

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/seed-86b940f4/demur/ratelimit"
)

// window is a FixedWindow of an hour.
func window(name string, quota int) *ratelimit.FixedWindow {
	return must(ratelimit.NewFixedWindow(ratelimit.Policy{Name: name, Quota: quota, Window: time.Hour}, nil))
}

// limiterFunc is a Limiter that is a function, and no Refunder.
type limiterFunc func(ctx context.Context, key string, n int) (ratelimit.Decision, error)

func (f limiterFunc) Take(ctx context.Context, key string, n int) (ratelimit.Decision, error) {
	return f(ctx, key, n)
}

// A spy is a Refunder that writes down what it is asked.
type spy struct {
	ratelimit.Refunder
	name string
	log  *[]string
}

func (s spy) Take(ctx context.Context, key string, n int) (ratelimit.Decision, error) {
	*s.log = append(*s.log, fmt.Sprintf("%s takes %d", s.name, n))
	return s.Refunder.Take(ctx, key, n)
}

func (s spy) Refund(ctx context.Context, key string, n int, d ratelimit.Decision) error {
	*s.log = append(*s.log, fmt.Sprintf("%s gives back %d", s.name, n))
	if ctx.Err() != nil {
		*s.log = append(*s.log, "and the context is done")
	}
	return s.Refunder.Refund(ctx, key, n, d)
}

// parts are the names and what is left, in order; ? stands for one not asked.
func parts(d ratelimit.Decision) string {
	var b strings.Builder
	for p := range d.Parts() {
		if p.Reset.IsZero() {
			fmt.Fprintf(&b, " %s ?", p.Policy.Name)
		} else {
			fmt.Fprintf(&b, " %s %d %t", p.Policy.Name, p.Remaining, p.Allowed)
		}
	}
	return strings.TrimSpace(b.String())
}

// TestRefusalSpendsNothing has the refusing limiter in each place.
func TestRefusalSpendsNothing(t *testing.T) {
	t.Parallel()
	for place, want := range []string{
		"tight 2 false b ? c ?", "a 9 true tight 2 false c ?", "a 9 true b 9 true tight 2 false",
	} {
		t.Run(fmt.Sprint("place ", place), func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				b := must(ratelimit.NewTokenBucket(ratelimit.Policy{Name: "b", Quota: 9, Window: time.Hour}, 9))
				ls := []ratelimit.Limiter{window("a", 9), b, window("c", 9)}
				ls[place] = window("tight", 2)
				l := ratelimit.All(ls...)
				for range 3 {
					_, err := l.Take(t.Context(), "k", 3)
					if cost, ok := errors.AsType[ratelimit.CostError](err); !ok || cost.Policy.Name != "tight" {
						t.Errorf("a cost of 3: %v", err)
					}
				}
				expect(t, ls[place], "k", 0, true, 2)
				for i, other := range ls {
					if i != place {
						expect(t, other, "k", 0, true, 9)
					}
				}
				d := expect(t, l, "k", 2, true, 0)
				if d.Policy.Name != "tight" {
					t.Errorf("the Decision is that of %q; tight has the least left", d.Policy.Name)
				}
				for range 3 {
					d = expect(t, l, "k", 1, false, 0)
				}
				if d.Policy.Name != "tight" {
					t.Errorf("refused by %q, want tight", d.Policy.Name)
				}
				for i, other := range ls {
					if i != place {
						expect(t, other, "k", 0, true, 7)
					}
				}
				want := strings.NewReplacer("2 false", "0 false", "9 true", "7 true").Replace(want)
				if got := parts(d); got != want {
					t.Errorf("the parts are %s, want %s", got, want)
				}
			})
		})
	}
}

func TestOrderOfAll(t *testing.T) {
	t.Parallel()
	var log []string
	a, b, c := spy{window("a", 9), "a", &log}, spy{window("b", 2), "b", &log}, spy{window("c", 9), "c", &log}
	l := ratelimit.All(a, ratelimit.All(b, c))
	for _, step := range []struct {
		n    int
		want string
	}{
		{2, "a takes 2, b takes 2, c takes 2"},
		{0, "a takes 0, b takes 0, c takes 0"},
		{1, "a takes 1, b takes 1, a gives back 1, a takes 0"},
	} {
		log = nil
		take(t, l, "k", step.n)
		if got := strings.Join(log, ", "); got != step.want {
			t.Errorf("%d units: %s; want %s", step.n, got, step.want)
		}
	}
}

func TestParts(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		a, b, c := window("a", 9), window("b", 5), window("c", 7)
		l := ratelimit.All(ratelimit.All(a, b), c)
		d := expect(t, l, "k", 2, true, 3)
		if got := parts(d); got != "a 7 true b 3 true c 5 true" {
			t.Errorf("the parts are %s", got)
		}
		if d.Policy.Name != "b" {
			t.Errorf("the Decision is that of %q; b has the least left", d.Policy.Name)
		}
		for range d.Parts() {
			break // it can be left
		}
		if got := slices.Collect(take(t, a, "k", 0).Parts()); len(got) != 1 || got[0] != take(t, a, "k", 0) {
			t.Errorf("the parts of a lone limiter's Decision are %v", got)
		}
		if same := d; d == take(t, l, "k", 0) || d != same {
			t.Error("a Decision is compared by what it is")
		}
	})
}

func TestRefundOfAll(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		a, b, c := window("a", 9), window("b", 5), window("c", 7)
		l := ratelimit.All(a, b, c)
		d := expect(t, l, "k", 5, true, 0)
		refund(t, l, "k", 3, expect(t, l, "k", 1, false, 0)) // a refusal has nothing to give back
		expect(t, l, "k", 0, true, 0)
		refund(t, l, "k", 3, d)
		expect(t, a, "k", 0, true, 7)
		expect(t, b, "k", 0, true, 3)
		expect(t, c, "k", 0, true, 5)
		for name, d := range map[string]ratelimit.Decision{
			"of a larger All":    take(t, ratelimit.All(l, window("d", 9)), "k", 1),
			"of another limiter": take(t, a, "k", 1),
		} {
			if err := l.(ratelimit.Refunder).Refund(t.Context(), "k", 1, d); err == nil {
				t.Errorf("a Decision %s was taken back", name)
			}
		}
	})
}

func TestPlanOfAll(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		first, last, burst := window("first", 5), window("last", 5), bucket(9, time.Hour, 9)
		l := ratelimit.All(first, last, burst)
		if _, ok := ratelimit.All(burst, burst).(ratelimit.PolicyLimiter); ok {
			t.Error("All of TokenBuckets is a PolicyLimiter")
		}
		gold := ratelimit.Policy{Name: "gold", Quota: 3, Window: time.Hour}
		ask := func(l ratelimit.Limiter, n int, allowed bool, want string) {
			t.Helper()
			d, err := l.(ratelimit.PolicyLimiter).TakePolicy(t.Context(), gold, "k", n)
			if err != nil || d.Allowed != allowed || parts(d) != want {
				t.Errorf("%d units: Allowed %t, %s, %v; want %t, %s", n, d.Allowed, parts(d), err, allowed, want)
			}
		}
		ask(l, 1, true, "first 4 true gold 2 true burst 8 true")
		ask(l, 3, false, "first 4 true gold 2 false burst ?")
		ask(ratelimit.All(l), 2, true, "first 2 true gold 0 true burst 6 true")
		expect(t, l, "k", 2, true, 0) // under the own policy
		ask(l, 1, false, "first 0 false gold ? burst ?")
		if _, err := l.(ratelimit.PolicyLimiter).TakePolicy(t.Context(), ratelimit.Policy{}, "l", 1); err == nil {
			t.Error("the zero Policy is no error")
		}
		expect(t, l, "l", 5, true, 0)
	})
}
