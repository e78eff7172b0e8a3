package ratelimit_test

import (
	"fmt"
	"math"
	"math/rand/v2"
	"testing"
	"testing/synctest"
	"time"

	"github.com/seed-86b940f4/demur/ratelimit"
)

func bucket(quota int, window time.Duration, burst int) *ratelimit.TokenBucket {
	return must(ratelimit.NewTokenBucket(ratelimit.Policy{Name: "burst", Quota: quota, Window: window}, burst))
}

func TestBurstAndRefill(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		l := bucket(60, time.Minute, 5) // one a second
		begin := time.Now()
		d := expect(t, l, "k", 0, true, 5)
		if !d.Reset.Equal(begin) || d.Policy != (ratelimit.Policy{Name: "burst", Quota: 60, Window: time.Minute}) {
			t.Errorf("of a full bucket: %+v", d)
		}
		d = expect(t, l, "k", 3, true, 2)
		if want := begin.Add(3 * time.Second); !d.Reset.Equal(want) {
			t.Errorf("it will be full at %v, want %v", d.Reset, want)
		}
		d = expect(t, l, "k", 5, false, 2)
		if want := begin.Add(3 * time.Second); !d.Reset.Equal(want) {
			t.Errorf("5 tokens will be there at %v, want %v", d.Reset, want)
		}
		expect(t, l, "k", 2, true, 0)
		d = expect(t, l, "k", 1, false, 0)
		if want := begin.Add(time.Second); !d.Reset.Equal(want) {
			t.Errorf("one token will be there at %v, want %v", d.Reset, want)
		}
		expect(t, l, "other", 5, true, 0)
		time.Sleep(1500 * time.Millisecond)
		expect(t, l, "k", 1, true, 0)
		expect(t, l, "k", 1, false, 0)
		time.Sleep(500 * time.Millisecond)
		expect(t, l, "k", 1, true, 0)
		time.Sleep(time.Hour)
		expect(t, l, "k", 0, true, 5)
		expect(t, l, "k", 5, true, 0)
		expect(t, l, "k", 1, false, 0)
	})
}

// TestResetOfABucket comes back at Reset, and a little before.
func TestResetOfABucket(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		quota  int
		window time.Duration
		burst  int
	}{
		{1, time.Second, 1}, {10, time.Second, 10}, {7, 3 * time.Second, 4}, {3, 7 * time.Second, 20},
		{1000, time.Hour, 50}, {1, 24 * time.Hour, 3}, {1_000_000, time.Second, 1000}, {997, 1009 * time.Second, 13},
	} {
		t.Run(fmt.Sprintf("%d in %v, %d at once", c.quota, c.window, c.burst), func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				const little = 3 * time.Nanosecond
				l := bucket(c.quota, c.window, c.burst)
				r := rand.New(rand.NewPCG(1, 1))
				for range 300 {
					n := 1 + r.IntN(c.burst)
					d := take(t, l, "k", n)
					switch {
					case !d.Allowed:
						time.Sleep(time.Until(d.Reset) - little)
						if take(t, l, "k", n).Allowed {
							t.Fatalf("%d tokens were there %v before Reset", n, little)
						}
						time.Sleep(little)
						if !take(t, l, "k", n).Allowed {
							t.Fatalf("%d tokens were not there at Reset", n)
						}
					case r.IntN(4) == 0:
						time.Sleep(time.Until(d.Reset) - little)
						if left := take(t, l, "k", 0).Remaining; left >= c.burst {
							t.Fatalf("the bucket was full %v before Reset", little)
						}
						time.Sleep(little + time.Nanosecond)
						if left := take(t, l, "k", 0).Remaining; left != c.burst {
							t.Fatalf("the bucket was not full at Reset, but %d of %d", left, c.burst)
						}
						if !take(t, l, "k", c.burst).Allowed {
							t.Fatal("the bucket was not full at Reset")
						}
					}
				}
			})
		})
	}
}

// TestBurstAndQuotaInAWindow has a greedy client, and looks at every window that
// begins with a request.
func TestBurstAndQuotaInAWindow(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		const quota, burst, window = 20, 6, 10 * time.Second
		type passed struct {
			at time.Time
			n  int
		}
		l, r := bucket(quota, window, burst), rand.New(rand.NewPCG(2, 2))
		var all []passed
		for range 3000 {
			n := 1 + r.IntN(4)
			if take(t, l, "k", n).Allowed {
				all = append(all, passed{time.Now(), n})
			}
			time.Sleep(time.Duration(r.ExpFloat64() * float64(300*time.Millisecond)))
		}
		for i := range all {
			sum := 0
			for _, p := range all[i:] {
				if p.at.Sub(all[i].at) >= window {
					break
				}
				sum += p.n
			}
			if sum > burst+quota {
				t.Fatalf("%d units passed in %v from %v", sum, window, all[i].at)
			}
		}
	})
}

func TestRefundOfTokens(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		l := bucket(60, time.Minute, 5)
		d := expect(t, l, "k", 5, true, 0)
		refund(t, l, "k", 5, expect(t, l, "k", 1, false, 0))
		expect(t, l, "k", 0, true, 0)
		refund(t, l, "k", 2, d)
		expect(t, l, "k", 2, true, 0)
		refund(t, l, "k", 0, d)
		refund(t, l, "unknown", 3, d)
		expect(t, l, "unknown", 5, true, 0)
		if err := l.Refund(t.Context(), "k", -1, d); err == nil {
			t.Error("a refund of -1 is no error")
		}
		refund(t, l, "k", 1000, d)
		expect(t, l, "k", 0, true, 5)
		expect(t, l, "k", 5, true, 0)
		expect(t, l, "k", 1, false, 0)
	})
}

// TestTwiceTheBurstAfterALateRefund: the tokens had come back already.
func TestTwiceTheBurstAfterALateRefund(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		l := bucket(60, time.Minute, 5)
		d := expect(t, l, "k", 5, true, 0)
		time.Sleep(time.Minute)
		expect(t, l, "k", 5, true, 0)
		refund(t, l, "k", 5, d)
		expect(t, l, "k", 1, false, 0)
	})
}

// TestResetInThePast: what takes longer than a Duration can say is far away.
func TestResetInThePast(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		for _, window := range []time.Duration{24 * time.Hour, math.MaxInt32 * time.Second} {
			l := bucket(1, window, math.MaxInt32)
			for range 2 {
				if d := take(t, l, "k", math.MaxInt32); time.Until(d.Reset) < 10*365*24*time.Hour {
					t.Errorf("Allowed %t, Reset %v", d.Allowed, d.Reset)
				}
			}
		}
	})
}
