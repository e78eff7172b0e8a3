package ratelimittest

import (
	"fmt"
	"slices"
	"sync"
	"sync/atomic"
	"time"

	"github.com/seed-86b940f4/demur/ratelimit"
)

const goroutines = 32

var concurrency = []rule{
	{
		name:        "exactly the quota, concurrently",
		explanation: "however many ask at the same time, and for how much, the quota is admitted to the last unit and not beyond",
		run: func(h *harness) {
			const keys, quota = 4, 1001
			var admitted [keys]atomic.Int64
			p := h.policy(quota)
			h.together(func(i int) {
				key := i % keys
				for n := 1 + i/keys%5; n > 0; {
					d, ok := h.charge(p, fmt.Sprint("k", key), n)
					switch {
					case !ok:
						return
					case d.Allowed:
						admitted[key].Add(int64(n))
					default:
						n-- // the last refusal is of a single unit
					}
				}
			})
			for key := range admitted {
				if n := admitted[key].Load(); n != quota {
					h.t.Errorf("key %d: %d units were admitted, of a quota of %d", key, n, quota)
				}
			}
		},
	},
	{
		name:        "new keys, concurrently",
		explanation: "a key that many begin with at the same time has one count",
		run: func(h *harness) {
			const keys, quota = 200, 5
			var admitted [keys]atomic.Int64
			p := h.policy(quota)
			h.together(func(i int) {
				for key := range keys {
					if d, ok := h.charge(p, fmt.Sprint("k", key), 1); !ok {
						return
					} else if d.Allowed {
						admitted[key].Add(1)
					}
				}
			})
			for key := range admitted {
				if n := admitted[key].Load(); n != quota {
					h.t.Errorf("key %d: %d units were admitted, of a quota of %d", key, n, quota)
				}
			}
		},
	},
	{
		name:        "give-backs, concurrently",
		explanation: "units are not lost and not doubled when they are given back while others are taken",
		run: func(h *harness) {
			const quota, rounds = 20, 50
			var held, most atomic.Int64
			p := h.policy(quota)
			h.together(func(i int) {
				n := int64(1 + i%3)
				for range rounds {
					d, ok := h.charge(p, "k", int(n))
					if !ok {
						return
					}
					if !d.Allowed {
						continue
					}
					now := held.Add(n)
					for seen := most.Load(); now > seen && !most.CompareAndSwap(seen, now); seen = most.Load() {
					}
					time.Sleep(50 * time.Microsecond)
					held.Add(-n)
					if !h.giveBack(p, "k", int(n), d.Reset) {
						return
					}
				}
			})
			if n := most.Load(); n > quota {
				h.t.Errorf("%d units were out at a time, of a quota of %d", n, quota)
			}
			h.expect(p, "k", quota, true, 0)
			h.expect(p, "k", 1, false, 0)
		},
	},
	{
		name: "the turn of a window, concurrently",
		explanation: "no window admits more than its quota, not even if a request comes late and finds the next window open; " +
			"and while one refuses, its whole quota is admitted",
		window: second,
		slow:   true,
		run:    turns,
	},
}

// turns has goroutines ask without a break while the window turns, twice at least.
func turns(h *harness) {
	const quota = 100
	var mu sync.Mutex
	var all []tally
	p, end := h.policy(quota), time.Now().Add(2200*time.Millisecond)
	h.together(func(int) {
		var mine []tally
		for before := time.Now(); before.Before(end); {
			d, ok := h.charge(p, "k", 1)
			if !ok {
				return
			}
			after := time.Now()
			mine = count(mine, d, before, after)
			before = after
		}
		mu.Lock()
		defer mu.Unlock()
		all = append(all, mine...)
	})
	slices.SortFunc(all, func(a, b tally) int { return a.reset.Compare(b.reset) })
	seen := 0
	for len(all) > 0 {
		// Those of one window differ by the latency of the store, if at all.
		sum := all[0]
		for all = all[1:]; len(all) > 0 && near(all[0].reset, sum.reset); all = all[1:] {
			sum = sum.and(all[0])
		}
		seen++
		if sum.admitted > quota {
			h.t.Errorf("the window that ends at %v: %d units were admitted, of a quota of %d", sum.reset, sum.admitted, quota)
		}
		if sum.refused > 0 && sum.admitted < quota {
			h.t.Errorf("the window that ends at %v: %d units were refused, and only %d of the quota of %d admitted",
				sum.reset, sum.refused, sum.admitted, quota)
		}
		if early := sum.lastAdmitted.Sub(sum.firstRefused); sum.refused > 0 && early > 0 {
			h.t.Errorf("the window that ends at %v: a unit was refused, and another admitted that was asked for %v later", sum.reset, early)
		}
	}
	if seen < 3 {
		h.t.Errorf("the window turned %d times in 2.2 s", seen-1)
	}
}

// A tally is what was seen of a window.
type tally struct {
	reset             time.Time
	admitted, refused int
	lastAdmitted      time.Time // when it was asked for
	firstRefused      time.Time // when the answer was there
}

func (a tally) and(b tally) tally {
	if b.admitted > 0 && b.lastAdmitted.After(a.lastAdmitted) {
		a.lastAdmitted = b.lastAdmitted
	}
	if b.refused > 0 && (a.refused == 0 || b.firstRefused.Before(a.firstRefused)) {
		a.firstRefused = b.firstRefused
	}
	a.admitted, a.refused = a.admitted+b.admitted, a.refused+b.refused
	return a
}

// count adds a decision about one unit to the tallies of a goroutine, the newest last.
func count(tallies []tally, d ratelimit.Decision, before, after time.Time) []tally {
	one := tally{reset: d.Reset, refused: 1, firstRefused: after}
	if d.Allowed {
		one = tally{reset: d.Reset, admitted: 1, lastAdmitted: before}
	}
	if i := len(tallies) - 1; i >= 0 && near(tallies[i].reset, d.Reset) {
		tallies[i] = tallies[i].and(one)
		return tallies
	}
	return append(tallies, one)
}

// together runs body in many goroutines that begin at the same time.
func (h *harness) together(body func(i int)) {
	var wg sync.WaitGroup
	begin := make(chan struct{})
	for i := range goroutines {
		wg.Go(func() {
			<-begin
			body(i)
		})
	}
	close(begin)
	wg.Wait()
}
