package ratelimit_test

import (
	"testing"
	"testing/synctest"
	"time"

	"github.com/seed-86b940f4/demur/ratelimit"
)

func TestHourOfTheClock(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		l := must(ratelimit.NewFixedWindow(ratelimit.Hourly(3), nil))
		one, two := time.Date(2000, 1, 1, 1, 0, 0, 0, time.UTC), time.Date(2000, 1, 1, 2, 0, 0, 0, time.UTC)
		sleepTo(0, 59, 58, 0)
		for left := 2; left >= 0; left-- {
			if d := expect(t, l, "k", 1, true, left); d.Reset != one {
				t.Errorf("Reset is %v, want %v", d.Reset, one)
			}
		}
		expect(t, l, "k", 1, false, 0)
		sleepTo(0, 59, 59, time.Second-1)
		if d := expect(t, l, "k", 1, false, 0); d.Reset != one || d.Policy != ratelimit.Hourly(3) {
			t.Errorf("the Decision is %+v", d)
		}
		sleepTo(1, 0, 0, 0)
		if d := expect(t, l, "k", 1, true, 2); d.Reset != two {
			t.Errorf("Reset is %v, want %v", d.Reset, two)
		}
		sleepTo(1, 59, 59, time.Second-1)
		expect(t, l, "k", 2, true, 0)
		expect(t, l, "k", 1, false, 0)
		sleepTo(2, 0, 0, 1)
		expect(t, l, "k", 3, true, 0)
	})
}

// TestTurnOfWindows spends the quota in the last and in the first nanosecond of
// windows of each length, however long nobody has asked before.
func TestTurnOfWindows(t *testing.T) {
	t.Parallel()
	for _, window := range []time.Duration{
		time.Second, 2 * time.Second, time.Minute, 15 * time.Minute, time.Hour, 12 * time.Hour, 24 * time.Hour,
	} {
		t.Run(window.String(), func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				l := must(ratelimit.NewFixedWindow(ratelimit.Policy{Quota: 5, Window: window}, nil))
				time.Sleep(window / 3)
				for _, skipped := range []time.Duration{0, 0, 1, 2, 7, 1000} {
					time.Sleep(skipped * window)
					end := time.Now().UTC().Truncate(window).Add(window)
					time.Sleep(time.Until(end) - 1)
					if d := expect(t, l, "k", 5, true, 0); d.Reset != end {
						t.Errorf("Reset is %v, want %v", d.Reset, end)
					}
					expect(t, l, "k", 1, false, 0)
					time.Sleep(time.Nanosecond)
					if d := expect(t, l, "k", 5, true, 0); d.Reset != end.Add(window) {
						t.Errorf("Reset is %v, want %v", d.Reset, end.Add(window))
					}
					expect(t, l, "k", 1, false, 0)
					time.Sleep(window)
				}
			})
		})
	}
}

// TestEachHourOfDays has a client that never stops, and counts by the clock.
func TestEachHourOfDays(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		const quota, hours = 20, 50
		l := must(ratelimit.NewFixedWindow(ratelimit.Hourly(quota), nil))
		admitted := map[time.Time]int{}
		for begin := time.Now(); time.Since(begin) < hours*time.Hour; time.Sleep(97 * time.Second) {
			if take(t, l, "k", 1).Allowed {
				admitted[time.Now().UTC().Truncate(time.Hour)]++
			}
		}
		for hour, n := range admitted {
			if n != quota {
				t.Errorf("the hour from %v: %d admitted, of a quota of %d", hour, n, quota)
			}
		}
		if len(admitted) != hours {
			t.Errorf("requests were admitted in %d hours of %d", len(admitted), hours)
		}
	})
}

func TestRefund(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		l := must(ratelimit.NewFixedWindow(ratelimit.Hourly(5), nil))
		first := expect(t, l, "k", 5, true, 0)
		refused := expect(t, l, "k", 1, false, 0)
		refund(t, l, "k", 1, refused)
		expect(t, l, "k", 0, true, 0)
		refund(t, l, "k", 0, first)
		expect(t, l, "k", 0, true, 0)
		refund(t, l, "k", 2, first)
		expect(t, l, "k", 0, true, 2)
		refund(t, l, "other", 5, first)
		expect(t, l, "k", 0, true, 2)
		if err := l.Refund(t.Context(), "k", -1, first); err == nil {
			t.Error("a refund of -1 is no error")
		}
		sleepTo(1, 0, 0, 0)
		second := expect(t, l, "k", 4, true, 1)
		refund(t, l, "k", 3, first) // of the hour before
		expect(t, l, "k", 0, true, 1)
		refund(t, l, "k", 100, second)
		expect(t, l, "k", 5, true, 0)
	})
}

func TestTakePolicyOfPlans(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		l := must(ratelimit.NewFixedWindow(ratelimit.Hourly(10), nil))
		plan := func(name string, quota int, window time.Duration, n int, allowed bool, left int) ratelimit.Decision {
			t.Helper()
			p := ratelimit.Policy{Name: name, Quota: quota, Window: window}
			d, err := l.TakePolicy(t.Context(), p, "k", n)
			if err != nil {
				t.Fatal(err)
			}
			if p.Name == "" {
				p.Name = "default"
			}
			if d.Allowed != allowed || d.Remaining != left || d.Policy != p {
				t.Errorf("%d under %v: %+v, want Allowed %t, Remaining %d", n, p, d, allowed, left)
			}
			return d
		}
		expect(t, l, "k", 8, true, 2)
		plan("free", 5, time.Hour, 1, false, 0)
		gold := plan("gold", 100, time.Hour, 50, true, 42)
		expect(t, l, "k", 1, false, 0) // the change of plan neither renews nor loses what was spent
		plan("", 58, time.Hour, 1, false, 0)
		if err := l.Refund(t.Context(), "k", 50, gold); err != nil {
			t.Error(err)
		}
		expect(t, l, "k", 0, true, 2)
		daily := plan("daily", 10, 24*time.Hour, 10, true, 0)
		if want := time.Date(2000, 1, 2, 0, 0, 0, 0, time.UTC); daily.Reset != want {
			t.Errorf("Reset is %v, want %v", daily.Reset, want)
		}
		expect(t, l, "k", 0, true, 2)
		sleepTo(1, 0, 0, 0)
		expect(t, l, "k", 10, true, 0)
		plan("daily", 10, 24*time.Hour, 1, false, 0)
		if err := l.Refund(t.Context(), "k", 4, daily); err != nil {
			t.Error(err)
		}
		plan("daily", 10, 24*time.Hour, 5, false, 4)
		expect(t, l, "k", 0, true, 0)
	})
}
