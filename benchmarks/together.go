package main

import (
	"runtime"
	"sync"
	"sync/atomic"
	"testing"
	"time"
)

// result times the entry once. benchtime is that of the flag of package testing.
func (e entry) result(benchtime time.Duration) testing.BenchmarkResult {
	if e.worker == nil {
		return testing.Benchmark(e.bench)
	}
	return e.together(benchtime)
}

// together times the workers. Package testing would collect garbage before each of
// its several tries, which takes long with the counters of all limiters in memory.
func (e entry) together(benchtime time.Duration) testing.BenchmarkResult {
	var before, after runtime.MemStats
	var calls atomic.Int64
	var all sync.WaitGroup
	runtime.ReadMemStats(&before)
	begin := time.Now()
	for range e.workers {
		all.Go(func() {
			const often = 256 // enough to make the clock cost nothing
			op, n := e.worker(), int64(0)
			for time.Since(begin) < benchtime {
				for range often {
					op()
				}
				n += often
			}
			calls.Add(n)
		})
	}
	all.Wait()
	took := time.Since(begin)
	runtime.ReadMemStats(&after)
	return testing.BenchmarkResult{
		N: int(calls.Load()), T: took,
		MemAllocs: after.Mallocs - before.Mallocs, MemBytes: after.TotalAlloc - before.TotalAlloc,
	}
}
