package ratelimit

import (
	"fmt"
	"math"
	"runtime"
	"sync"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"
)

// byHand stops the clock of a table in a window, so that a test can turn it.
func byHand(t *table, window uint64) {
	t.clock.from.Store(math.MinInt64)
	t.clock.due.Store(math.MaxInt64)
	t.clock.newest.Store(window)
}

// as makes a clock as if it had read the wall clock when it was in that window.
func as(c *clock, window uint64) {
	c.newest.Store(window)
	c.due.Store(math.MinInt64)
}

// spend takes n units and compares what is spent then.
func spend(t *testing.T, tb *table, hash, n, quota uint64, allowed bool, want uint64) {
	t.Helper()
	if spent, ok, _ := tb.take(hash, n, quota); ok != allowed || spent != want {
		t.Errorf("%d units: allowed %t, %d spent; want %t, %d", n, ok, spent, allowed, want)
	}
}

// TestClockSetBack shows that the newest window stays open if the wall clock is
// set back into the one before, until it has caught up, and that a clock that is
// set back further is believed. In a bubble it cannot be set, so it was ahead.
func TestClockSetBack(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		ahead    uint64
		believed bool
	}{{0, false}, {1, false}, {2, true}, {3, true}, {24, true}, {1 << 20, true}} {
		t.Run(fmt.Sprint(c.ahead, " ahead"), func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				tb := newTable("", time.Hour, 8)
				now := uint64(time.Now().Unix() / 3600)
				byHand(tb, now+c.ahead)
				spend(t, tb, 1, 3, 3, true, 3)
				as(&tb.clock, now+c.ahead)
				if got, want := tb.clock.window() == now+c.ahead, !c.believed; got != want {
					t.Fatalf("the window is still open: %t, want %t", got, want)
				}
				if c.believed {
					spend(t, tb, 1, 1, 3, true, 1)
					spend(t, tb, 1, 3, 3, false, 1)
					for hash := range uint64(8) { // the slots of that window are free
						spend(t, tb, 1+hash<<60, 0, 3, true, []uint64{1, 0, 0, 0, 0, 0, 0, 0}[hash])
						spend(t, tb, 1+hash<<60, 2, 3, true, []uint64{3, 2, 2, 2, 2, 2, 2, 2}[hash])
					}
					return
				}
				spend(t, tb, 1, 1, 3, false, 3)
				time.Sleep(time.Hour*time.Duration(c.ahead) + time.Hour - 1)
				spend(t, tb, 1, 1, 3, false, 3)
				time.Sleep(time.Nanosecond)
				spend(t, tb, 1, 1, 3, true, 1)
			})
		})
	}
}

// TestClockSetForward shows that a clock that is set forward is noticed in a
// second, though nothing was due.
func TestClockSetForward(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		tb := newTable("", time.Hour, 8)
		now := uint64(time.Now().Unix() / 3600)
		as(&tb.clock, now-1)
		tb.clock.due.Store(int64(time.Second)) // read when it was an hour less
		if tb.clock.window() != now-1 {
			t.Error("the clock was read before it was due")
		}
		time.Sleep(time.Second)
		if tb.clock.window() != now {
			t.Error("the clock was not read when it was due")
		}
	})
}

// TestLateRequest shows that one that read the clock before the turn of the window
// changes nothing in the next.
func TestLateRequest(t *testing.T) {
	t.Parallel()
	s := new(slot)
	s.key.Store(1)
	s.count.Store(100<<32 | 7)
	for _, n := range []uint64{0, 1, 10} {
		if _, _, ok := s.add(1, 99, n, 10); ok {
			t.Errorf("%d units were counted", n)
		}
	}
	if got := s.count.Load(); got != 100<<32|7 {
		t.Errorf("the count of the next window is %d:%d now", got>>32, got&spentMask)
	}
	s.count.Store(changing)
	if _, _, ok := s.add(1, 99, 1, 10); ok || s.count.Load() != changing {
		t.Error("a unit was counted in a slot that is being given away")
	}
}

// TestKeyOfANewerWindowPutOut: a request that took the slow way before the turn of
// the window finds that all slots are in use after it, and must look again.
func TestKeyOfANewerWindowPutOut(t *testing.T) {
	t.Parallel()
	tb := newTable("", time.Hour, 8)
	byHand(tb, 101)
	for hash := range uint64(8) {
		spend(t, tb, hash+1, 1, 5, true, 1)
	}
	seg, rest := tb.locate(99)
	one, two := pair(*seg.buckets.Load(), rest)
	if p, ok := tb.choose(seg, one, two, 100); ok {
		t.Errorf("a slot of window %d would be given away for one of window 100", p.count>>32)
	}
	if _, ok := tb.choose(seg, one, two, 101); !ok {
		t.Error("there is no place in the open window")
	}
}

// TestSlotThatChangesHands has a slot go to another key that begins with the count
// that the first had, while a unit is counted. The unit is the first key's only if
// it was there before the slot went. It is alone, since the two have to meet.
func TestSlotThatChangesHands(t *testing.T) {
	const w, old = 100, uint64(100<<32 | 5)
	var s slot
	var turn atomic.Int64
	rounds, fooled := 20_000, 0
	counted := make([]bool, rounds)
	var wg sync.WaitGroup
	wg.Go(func() {
		for i := range rounds {
			spinUntil(&turn, int64(2*i+1))
			_, _, counted[i] = s.add(1, w, 1, 10)
			turn.Add(1)
		}
	})
	for i := range rounds {
		s.key.Store(1)
		s.count.Store(old)
		turn.Add(1)
		for range i % 30 {
			turn.Load() // so that they meet at different places
		}
		had := s.count.Swap(changing)
		s.key.Store(2)
		s.count.Store(old)
		spinUntil(&turn, int64(2*i+2))
		if had == old && counted[i] {
			t.Fatalf("round %d: a unit was counted, and the slot of the key was without it", i)
		}
		if had == old && s.count.Load() != old {
			fooled++
		}
	}
	wg.Wait()
	t.Logf("in %d of %d rounds the new key paid", fooled, rounds)
}

// spinUntil does not give the processor away soon, so that two who do it meet.
func spinUntil(turn *atomic.Int64, n int64) {
	for i := 0; turn.Load() != n; i++ {
		if i > 1000 {
			runtime.Gosched()
		}
	}
}

// TestManyTurns turns windows much faster than a clock can, while goroutines
// count. There is room for all keys, so nothing may be refused that the quota
// allows.
func TestManyTurns(t *testing.T) {
	t.Parallel()
	turns := 3000
	if testing.Short() {
		turns = 2000
	}
	t.Run("room for all", func(t *testing.T) {
		turnByHand(t, newTable("", time.Hour, 256), 60, turns, true)
	})
	t.Run("more keys than room", func(t *testing.T) {
		turnByHand(t, newTable("", time.Hour, 8), 24, turns, false)
	})
}

func turnByHand(t *testing.T, tb *table, keys uint64, turns int, exact bool) {
	const quota, first = 4, 1000
	type tally struct{ admitted, refused atomic.Int64 }
	tallies := make([]tally, int(keys)*turns)
	hashes := make([]uint64, keys)
	for i := range hashes {
		hashes[i] = tb.hash(fmt.Sprint("key ", i))
	}
	byHand(tb, first)
	var stop atomic.Bool
	var wg sync.WaitGroup
	for g := range uint64(4) {
		wg.Go(func() {
			for i, r := 0, g*7919+1; !stop.Load(); i++ {
				if i%64 == 0 {
					runtime.Gosched() // whoever turns the window wants to run, too
				}
				r ^= r << 13
				r ^= r >> 7
				r ^= r << 17
				key := r % keys
				_, ok, window := tb.take(hashes[key], 1, quota)
				tally := &tallies[(window-first)*keys+key]
				if ok {
					tally.admitted.Add(1)
				} else {
					tally.refused.Add(1)
				}
			}
		})
	}
	for w := range turns {
		tb.clock.newest.Store(first + uint64(w))
		for range w % 10 {
			runtime.Gosched()
		}
	}
	stop.Store(true)
	wg.Wait()
	for i := range tallies {
		admitted, refused := tallies[i].admitted.Load(), tallies[i].refused.Load()
		if admitted > quota || exact && refused > 0 && admitted < quota {
			t.Fatalf("key %d, window %d: %d admitted of a quota of %d, %d refused", i%int(keys), i/int(keys), admitted, quota, refused)
		}
	}
}
