package main

import (
	"fmt"
	"iter"
	"math"
	"runtime"
	"sync/atomic"
	"time"
)

// workload is requests that all limiters in memory decide, none of which is
// refused.
type workload struct {
	what  string // as in the names of the benchmarks
	title string // as in the table
	keys  func() []string
	// clients is how many keys are counted before the first request.
	clients int
	target  target
	// Whether its time is that of caches that miss; see measure.
	missing bool
}

const million = 1_000_000

// workloads returns all of them.
func workloads() []workload {
	hot := target{rival: quickest, ratio: 1 / 1.1}
	zipf := target{rival: quickest, ratio: 1 / 1.25}
	return []workload{
		{
			what: "hot", title: "limiter: one hot key", clients: 1,
			keys:   func() []string { return []string{keyOf(0)} },
			target: hot,
		},
		{
			what: "zipf", title: "limiter: 1M keys, Zipf", clients: million,
			keys:   func() []string { return zipfKeys(2*million, million) },
			target: zipf, missing: true,
		},
	}
}

// coreCounts returns on how many cores decisions are measured, by name.
func coreCounts() iter.Seq2[string, int] {
	return func(yield func(string, int) bool) {
		_ = yield("one", 1) && yield("all", max(runtime.GOMAXPROCS(0), 2))
	}
}

// open returns a limiter with all clients counted.
func (w workload) open(m limiterMaker) (counter, error) {
	c, err := m.open(limits{quota: math.MaxInt32, window: time.Hour, keys: w.clients})
	if err != nil {
		return c, fmt.Errorf("%s: %w", m.name, err)
	}
	for i := range w.clients {
		if !c.take(keyOf(i)) {
			c.done()
			return c, fmt.Errorf("%s: %s: client %d is refused", w.what, m.name, i)
		}
	}
	return c, nil
}

// entry is one decision of the limiter, for the next of the keys. Each worker
// begins elsewhere.
func (c counter) entry(name string, keys []string, workers int) entry {
	var started atomic.Uint64
	return entry{name: name, workers: workers, worker: func() func() {
		i := int(started.Add(1) * 0x9e3779b97f4a7c15 % uint64(len(keys)))
		return func() {
			if !c.take(keys[i]) {
				panic(name + " refuses a request")
			}
			if i++; i == len(keys) {
				i = 0
			}
		}
	}}
}
