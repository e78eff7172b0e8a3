package main

import (
	"fmt"
	"io"
	"runtime"
	"time"
)

// footprint is what a limiter's counters cost while they stand there.
type footprint struct {
	perKey      float64       // bytes of live heap
	gc, emptyGC time.Duration // a garbage collection with them, and one just before
}

// measureFootprint counts as many keys as given, each new in memory as a request
// brings it, and takes one unit of each, which is its quota. What is refused then
// shows that the limiter still knows its keys.
func measureFootprint(m limiterMaker, keys int) (footprint, error) {
	c, err := m.open(limits{quota: 1, window: 24 * time.Hour, keys: keys})
	if err != nil {
		return footprint{}, fmt.Errorf("%s: %w", m.name, err)
	}
	defer c.done()
	before, emptyGC := liveHeap(), collection()
	for i := range keys {
		if !c.take(keyOf(i)) {
			return footprint{}, fmt.Errorf("%s: new key %d of %d is refused", m.name, i, keys)
		}
	}
	after, gc := liveHeap(), collection()
	const sample = 97
	for i := 0; i < keys; i += sample {
		if c.take(keyOf(i)) {
			return footprint{}, fmt.Errorf("%s: key %d of %d is forgotten", m.name, i, keys)
		}
	}
	return footprint{(after - before) / float64(keys), gc, emptyGC}, nil
}

// liveHeap is the size of all that is reachable, in bytes.
func liveHeap() float64 {
	runtime.GC()
	runtime.GC() // what the first found dead is swept now
	var stats runtime.MemStats
	runtime.ReadMemStats(&stats)
	return float64(stats.HeapAlloc)
}

// collection is how long a garbage collection takes, the quickest of many: one
// that takes a fraction of a millisecond is easily interrupted for several.
func collection() time.Duration {
	quickest, begin := time.Hour, time.Now()
	for n := 0; n < 50 && (n < 3 || time.Since(begin) < time.Second); n++ {
		start := time.Now()
		runtime.GC()
		quickest = min(quickest, time.Since(start))
	}
	return quickest
}

// maxPerKey is how many bytes of heap demur may use for a key.
const maxPerKey = 26

// flat reports whether the counters make no difference to the garbage collector.
// Twice is what the noise of a collection that takes a fraction of a millisecond
// comes to.
func (f footprint) flat() bool { return f.gc <= 2*f.emptyGC+time.Millisecond/2 }

const footprintTitle = "limiter: memory"

// printFootprints prints one row for each limiter.
func printFootprints(w io.Writer, keys ...int) error {
	fmt.Fprintf(w, "\n| %s | keys | B/key | GC with them | GC without | target | |\n|---|--:|--:|--:|--:|---|---|\n", footprintTitle)
	for _, n := range keys {
		for i, m := range limiters() {
			f, err := measureFootprint(m, n)
			if err != nil {
				return err
			}
			wanted, verdict := "", ""
			if i == 0 {
				wanted = fmt.Sprintf("<= %d B/key, GC as without", maxPerKey)
				verdict = word(f.perKey <= maxPerKey && f.flat())
			}
			fmt.Fprintf(w, "| %s | %d | %.1f | %s | %s | %s | %s |\n",
				m.name, n, f.perKey, milliseconds(f.gc), milliseconds(f.emptyGC), wanted, verdict)
		}
	}
	return nil
}

// word is how tables say whether a target was reached.
func word(reached bool) string {
	if reached {
		return "ok"
	}
	return "**miss**"
}

func milliseconds(d time.Duration) string {
	return fmt.Sprintf("%.2f ms", d.Seconds()*1000)
}
