package ratelimit_test

import (
	"fmt"
	"math/rand/v2"
	"sync"
	"testing"
	"time"

	"github.com/seed-86b940f4/demur/ratelimit"
)

// tallies count decisions by key and window.
type tallies map[cell]*tally

type cell struct {
	key   int
	reset time.Time
}

type tally struct{ admitted, refused int }

func (ts tallies) at(key int, reset time.Time) *tally {
	c := cell{key, reset}
	if ts[c] == nil {
		ts[c] = new(tally)
	}
	return ts[c]
}

// concurrently has 32 goroutines take single units of random keys until they are
// told to stop, and returns what was decided.
func concurrently(t *testing.T, l ratelimit.Limiter, keys int, goOn func(i int) bool) tallies {
	names := make([]string, keys)
	for i := range names {
		names[i] = fmt.Sprint("key ", i)
	}
	all := tallies{}
	var mu sync.Mutex
	var wg sync.WaitGroup
	for g := range 32 {
		wg.Go(func() {
			mine, r := tallies{}, rand.New(rand.NewPCG(uint64(g), 3))
			for i := 0; goOn(i); i++ {
				key := r.IntN(keys)
				d, err := l.Take(t.Context(), names[key], 1)
				if err != nil {
					t.Error(err)
					return
				}
				if at := mine.at(key, d.Reset); d.Allowed {
					at.admitted++
				} else {
					at.refused++
				}
			}
			mu.Lock()
			defer mu.Unlock()
			for c, n := range mine {
				sum := all.at(c.key, c.reset)
				sum.admitted += n.admitted
				sum.refused += n.refused
			}
		})
	}
	wg.Wait()
	return all
}

func (ts tallies) check(t *testing.T, quota int, exact bool) {
	t.Helper()
	for c, n := range ts {
		if n.admitted > quota {
			t.Errorf("key %d, the window that ends at %v: %d admitted, of a quota of %d", c.key, c.reset, n.admitted, quota)
		}
		if exact && n.refused > 0 && n.admitted < quota {
			t.Errorf("key %d, the window that ends at %v: %d refused, and only %d of the quota of %d admitted",
				c.key, c.reset, n.refused, n.admitted, quota)
		}
	}
}

// TestExactConcurrently has fewer keys than MaxKeys: each has exactly its quota.
func TestExactConcurrently(t *testing.T) {
	t.Parallel()
	l := must(ratelimit.NewFixedWindow(ratelimit.Hourly(50), &ratelimit.MemoryStore{MaxKeys: 1000}))
	concurrently(t, l, 1000, func(i int) bool { return i < 5000 }).check(t, 50, true)
}

// TestExactWhileWindowsTurn does the same in real seconds.
func TestExactWhileWindowsTurn(t *testing.T) {
	t.Parallel()
	if testing.Short() {
		t.Skip("it takes real time; not with -short")
	}
	const quota = 500
	l := must(ratelimit.NewFixedWindow(ratelimit.Policy{Quota: quota, Window: time.Second}, &ratelimit.MemoryStore{MaxKeys: 200}))
	end := time.Now().Add(3200 * time.Millisecond)
	seen := concurrently(t, l, 200, func(int) bool { return time.Now().Before(end) })
	seen.check(t, quota, true)
	windows := map[time.Time]bool{}
	for c := range seen {
		windows[c.reset] = true
	}
	if len(windows) < 4 {
		t.Errorf("there were %d windows in 3.2 s", len(windows))
	}
}

// TestNeverOverWithMoreKeysThanRoom has keys that are evicted, and come back, all
// the time, also while real windows turn.
func TestNeverOverWithMoreKeysThanRoom(t *testing.T) {
	t.Parallel()
	for _, window := range []time.Duration{time.Hour, time.Second} {
		for _, maxKeys := range []int{1, 16, 100, 8192} {
			t.Run(fmt.Sprintf("%d in %v", maxKeys, window), func(t *testing.T) {
				t.Parallel()
				l := must(ratelimit.NewFixedWindow(ratelimit.Policy{Quota: 7, Window: window}, &ratelimit.MemoryStore{MaxKeys: maxKeys}))
				concurrently(t, l, 3*maxKeys+10, func(i int) bool { return i < 5000 }).check(t, 7, false)
			})
		}
	}
}
