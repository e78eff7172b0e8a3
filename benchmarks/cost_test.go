package main

import (
	"slices"
	"testing"
	"time"
)

// The counts below are what the library promises, so they hold on any machine.
// They are not parallel: nothing else may allocate meanwhile.

func TestAnswerAllocations(t *testing.T) {
	skipUnderRace(t)
	for _, s := range scenarios() {
		if !slices.ContainsFunc(s.contenders, func(c contender) bool { return c.name == floor }) {
			continue
		}
		t.Run(s.what+"/"+s.format, func(t *testing.T) {
			allocs := map[string]float64{}
			for _, e := range s.entries(t.Context()) {
				allocs[e.name] = allocsPerOp(e.op)
			}
			own := allocs["demur"] - allocs[floor]
			// A few allocations serve many requests, so each has a part of one.
			if limit := float64(s.target.own) + 0.25; own > limit {
				t.Errorf("demur makes %.2f allocations of its own (%.2f in all), want %d", own, allocs["demur"], s.target.own)
			}
		})
	}
}

func TestNegotiationDoesNotAllocate(t *testing.T) {
	skipUnderRace(t)
	for _, n := range negotiations() {
		if got := testing.AllocsPerRun(10, n.entries(new(string))[0].op); got > 0 {
			t.Errorf("%s: %.0f allocations, want none", n.what, got)
		}
	}
}

// The strict figure is in the table. This one leaves room for a busy machine,
// yet no scan that is quadratic in 64 KiB stays below it.
func TestHostileFieldIsBounded(t *testing.T) {
	skipUnderRace(t)
	const limit = 5 * time.Millisecond
	for _, n := range negotiations() {
		if !n.hostile {
			continue
		}
		demur := n.entries(new(string))[0]
		var took []float64
		for range 9 {
			start := time.Now()
			demur.op()
			took = append(took, float64(time.Since(start)))
		}
		if got := time.Duration(median(took)); got > limit {
			t.Errorf("%s: %v, want at most %v", n.what, got, limit)
		}
	}
}

// allocsPerOp is testing.AllocsPerRun without its rounding.
func allocsPerOp(op func()) float64 {
	const runs = 500
	return testing.AllocsPerRun(1, func() {
		for range runs {
			op()
		}
	}) / runs
}

// skipUnderRace skips what the race detector changes: it slows the code down,
// and makes sync.Pool forget at random.
func skipUnderRace(t *testing.T) {
	t.Helper()
	if raceEnabled {
		t.Skip("not meaningful under the race detector")
	}
}
