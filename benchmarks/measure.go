package main

import (
	"slices"
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

// stats are medians over the rounds, for one operation.
type stats struct {
	ns, bytes, allocs float64
	ratio             float64 // time of the first entry divided by the time of this one
}

// measure times the entries one after the other, round by round, so that a
// change in the load of the machine meets all of them. A ratio is that of one
// round, before the median is taken. Every other round goes backwards.
func measure(entries []entry, rounds int, benchtime time.Duration) []stats {
	type series struct{ ns, bytes, allocs, ratio []float64 }
	all := make([]series, len(entries))
	for round := range rounds {
		results := make([]testing.BenchmarkResult, len(entries))
		for i := range entries {
			if round%2 == 1 {
				i = len(entries) - 1 - i
			}
			results[i] = entries[i].result(benchtime)
		}
		first := perOp(results[0])
		for i, r := range results {
			s := &all[i]
			s.ns = append(s.ns, perOp(r))
			s.bytes = append(s.bytes, float64(r.MemBytes)/float64(r.N))
			s.allocs = append(s.allocs, float64(r.MemAllocs)/float64(r.N))
			s.ratio = append(s.ratio, first/perOp(r))
		}
	}
	medians := make([]stats, len(entries))
	for i, s := range all {
		medians[i] = stats{median(s.ns), median(s.bytes), median(s.allocs), median(s.ratio)}
	}
	return medians
}

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

func perOp(r testing.BenchmarkResult) float64 { return float64(r.T) / float64(r.N) }

func median(values []float64) float64 {
	slices.Sort(values)
	middle := len(values) / 2
	if len(values)%2 == 1 {
		return values[middle]
	}
	return (values[middle-1] + values[middle]) / 2
}
