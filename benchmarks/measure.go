package main

import (
	"runtime"
	"slices"
	"sync"
	"testing"
	"time"
)

// entry is one thing to be timed: op does it once.
type entry struct {
	name string
	op   func()

	// worker, if not nil, stands for op where several do it at a time: it
	// returns the op of one of so many goroutines.
	worker  func() func()
	workers int
}

// stats are of one operation. ns is that of the quickest pass: what disturbs a
// machine only ever makes a pass slower.
type stats struct {
	ns, bytes, allocs float64
	ratio             float64 // time of the first entry divided by the time of this one
}

// measure times the entries in short passes, one after the other, so that a
// change in the load of the machine meets all of them. Every other pass goes
// backwards. A ratio is that of the quickest passes.
//
// What misses the caches has no quickest pass to rely on: it depends on what the
// neighbours of the machine do to its memory for minutes. With a reference each
// pass is between two of that, and is divided by their mean. A ratio is that of
// the medians of the quotients, for where the reference was disturbed alone, a
// quotient is too small.
func measure(entries []entry, passes int, benchtime time.Duration, reference *entry) []stats {
	return measureRows([]row{{entries: entries}}, passes, benchtime, reference)[0]
}

// row is what the entries of one row of the table are, demur first.
type row struct {
	title   string
	entries []entry
	target  target
	hostile bool // only the slowest of these are printed
}

// measureRows is measure for several rows at a time, so that the passes of each are
// spread over the whole run.
func measureRows(rows []row, passes int, benchtime time.Duration, reference *entry) [][]stats {
	var entries []entry
	for _, r := range rows {
		entries = append(entries, r.entries...)
	}
	all, measured := make([]*timed, len(entries)), make([]stats, len(entries))
	for i, e := range entries {
		all[i] = prepare(e, benchtime)
		measured[i].bytes, measured[i].allocs = all[i].allocations()
	}
	var fixed *timed
	if reference != nil {
		fixed = prepare(*reference, benchtime/4)
	}
	took, quotients := make([][]float64, len(entries)), make([][]float64, len(entries))
	for pass := range passes {
		for i := range all {
			if pass%2 == 1 {
				i = len(all) - 1 - i
			}
			unit := 1.0
			if fixed != nil {
				unit = fixed.pass()
			}
			ns := all[i].pass()
			if fixed != nil {
				unit = (unit + fixed.pass()) / 2
			}
			took[i], quotients[i] = append(took[i], ns), append(quotients[i], ns/unit)
		}
	}
	typical := slices.Min[[]float64]
	if fixed != nil {
		typical = median
	}
	parts, next := make([][]stats, len(rows)), 0
	for i, r := range rows {
		first := next
		for range r.entries {
			measured[next].ns = slices.Min(took[next])
			measured[next].ratio = typical(quotients[first]) / typical(quotients[next])
			next++
		}
		parts[i] = measured[first:next]
	}
	return parts
}

// timed is an entry, and how often each of its goroutines does it in a pass.
type timed struct {
	ops []func()
	n   int
}

// prepare finds out how often the entry is done in benchtime.
func prepare(e entry, benchtime time.Duration) *timed {
	t := &timed{ops: []func(){e.op}, n: 1}
	if e.worker != nil {
		t.ops = nil
		for range e.workers {
			t.ops = append(t.ops, e.worker())
		}
	}
	for {
		took := t.pass() * float64(t.n*len(t.ops))
		if took >= float64(benchtime) || t.n >= 1<<30 {
			t.n = max(1, int(float64(t.n)*float64(benchtime)/took))
			return t
		}
		t.n *= 2
	}
}

// pass returns the nanoseconds that one operation takes: the time of the pass
// divided by the operations of all goroutines.
func (t *timed) pass() float64 {
	begin := time.Now()
	if len(t.ops) == 1 {
		t.repeat(t.ops[0])
	} else {
		var all sync.WaitGroup
		for _, op := range t.ops {
			all.Go(func() { t.repeat(op) })
		}
		all.Wait()
	}
	return float64(max(time.Since(begin), 1)) / float64(t.n*len(t.ops))
}

func (t *timed) repeat(op func()) {
	for range t.n {
		op()
	}
}

// allocations returns what one operation allocates, on average of a hundred at least: what
// is pooled gets lost now and then.
func (t *timed) allocations() (bytes, allocs float64) {
	passes := 1 + 100/t.n
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	for range passes {
		t.pass()
	}
	runtime.ReadMemStats(&after)
	n := float64(passes * t.n * len(t.ops))
	return float64(after.TotalAlloc-before.TotalAlloc) / n, float64(after.Mallocs-before.Mallocs) / n
}

// bench is the entry as a benchmark of package testing.
func (e entry) bench(b *testing.B) {
	b.ReportAllocs()
	op := e.op
	switch {
	case e.workers > 1:
		b.RunParallel(func(pb *testing.PB) {
			for op := e.worker(); pb.Next(); {
				op()
			}
		})
		return
	case e.worker != nil:
		op = e.worker()
	}
	for b.Loop() {
		op()
	}
}

func median(values []float64) float64 {
	values = slices.Sorted(slices.Values(values))
	middle := len(values) / 2
	if len(values)%2 == 1 {
		return values[middle]
	}
	return (values[middle-1] + values[middle]) / 2
}
