package main

import (
	"fmt"
	"io"
	"math/rand/v2"
	"time"
)

// turn is the hour, made short: its length, how many windows are watched after
// the keys have come, and how many keys there are.
type turn struct {
	window time.Duration
	keys   int
	text   string   // the keys, one behind the other
	order  []uint32 // in which they ask, by Zipf's law
}

func newTurn(window time.Duration, keys int) *turn {
	t := &turn{window: window, keys: keys, order: make([]uint32, 1<<20)}
	text := make([]byte, 0, keys*keySize)
	for i := range keys {
		text = appendKey(text, i)
	}
	t.text = string(text)
	zipf := rand.NewZipf(rand.New(rand.NewPCG(3, 4)), 1.01, 1, uint64(keys-1))
	for i := range t.order {
		t.order[i] = uint32(zipf.Uint64())
	}
	return t
}

func (t *turn) key(i uint32) string { return t.text[int(i)*keySize : int(i+1)*keySize] }

// slowest counts all keys within one window and then calls for two windows more
// and a little, without a pause. So the window turns at least twice, and whoever
// sweeps has to. It returns the time of the slowest call after the keys had come,
// admitted or refused. Where they take longer than a window of the clock, windows
// become twice as long from then on.
func (t *turn) slowest(m limiterMaker) (time.Duration, error) {
	for {
		worst, fits, err := t.try(m)
		if fits || err != nil {
			return worst, err
		}
		if t.window *= 2; t.window > time.Minute {
			return 0, fmt.Errorf("%s: %d keys take longer than half a minute", m.name, t.keys)
		}
	}
}

func (t *turn) try(m limiterMaker) (worst time.Duration, fits bool, err error) {
	c, err := m.open(limits{quota: 1000, window: t.window, keys: t.keys})
	if err != nil {
		return 0, false, fmt.Errorf("%s: %w", m.name, err)
	}
	defer c.done()
	time.Sleep(time.Until(time.Now().Truncate(t.window).Add(t.window)))
	begin := time.Now()
	for i := range t.keys {
		if !c.take(t.key(uint32(i))) {
			return 0, false, fmt.Errorf("%s: key %d is refused", m.name, i)
		}
	}
	if time.Since(begin) > t.window && m.aligned {
		return 0, false, nil
	}
	return t.watch(func(i uint32) { c.take(t.key(i)) }), true, nil
}

// watch returns the longest time between two readings of the clock, with a call
// between them.
func (t *turn) watch(call func(i uint32)) (worst time.Duration) {
	begin := time.Now()
	end := 2*t.window + t.window/4
	for last, i := time.Duration(0), 0; last < end; i++ {
		call(t.order[i%len(t.order)])
		now := time.Since(begin)
		worst, last = max(worst, now-last), now
	}
	return worst
}

// idle is watch of a call that does nothing: what the scheduler and the machine
// make of it.
func (t *turn) idle() time.Duration { return t.watch(func(uint32) {}) }

const turnTitle = "limiter: the window turns"

// printTurns prints one row for each limiter.
func printTurns(w io.Writer, rounds int) error {
	t := newTurn(2*time.Second, million)
	var idle []float64
	all := make([][]float64, len(limiters()))
	for range rounds {
		idle = append(idle, float64(t.idle()))
		for i, m := range limiters() {
			worst, err := t.slowest(m)
			if err != nil {
				return err
			}
			all[i] = append(all[i], float64(worst))
		}
	}
	noise := time.Duration(median(idle))
	fmt.Fprintf(w, "\n| %s, %d keys | slowest call, median of %d | an idle loop's | target | |\n|---|--:|--:|---|---|\n",
		turnTitle, t.keys, rounds)
	for i, m := range limiters() {
		worst := time.Duration(median(all[i]))
		wanted, verdict := "", ""
		if i == 0 {
			wanted, verdict = "no more than noise", word(worst <= 2*noise+time.Millisecond)
		}
		fmt.Fprintf(w, "| %s | %s | %s | %s | %s |\n", m.name, milliseconds(worst), milliseconds(noise), wanted, verdict)
	}
	return nil
}
