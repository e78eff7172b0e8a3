package main

import (
	"slices"
	"strings"
	"sync"
	"testing"
	"time"
)

func TestKeysDifferAndFollowZipf(t *testing.T) {
	t.Parallel()
	const clients = 1000
	counts := map[string]int{}
	for _, key := range zipfKeys(100_000, clients) {
		counts[key]++
	}
	first, second, last := counts[keyOf(0)], counts[keyOf(1)], counts[keyOf(clients-1)]
	if ratio := float64(first) / float64(second); ratio < 1.8 || ratio > 2.3 {
		t.Errorf("the first asks %d times, the second %d: not twice as often", first, second)
	}
	if len(counts) > clients || len(counts) < clients*9/10 || last > second/10 {
		t.Errorf("%d different keys of %d, the last asks %d times", len(counts), clients, last)
	}
	if key := keyOf(7); len(key) != keySize || !strings.HasPrefix(key, "ak_") {
		t.Errorf("key %q", key)
	}
}

func TestAPassRunsAllWorkers(t *testing.T) {
	t.Parallel()
	var mu sync.Mutex
	calls := make([]int, 0, 3)
	e := entry{workers: 3, worker: func() func() {
		mu.Lock()
		defer mu.Unlock()
		i := len(calls)
		calls = append(calls, 0)
		return func() {
			mu.Lock()
			defer mu.Unlock()
			calls[i]++
		}
	}}
	timed := prepare(e, time.Millisecond)
	clear(calls)
	timed.pass()
	if want := []int{timed.n, timed.n, timed.n}; !slices.Equal(calls, want) {
		t.Errorf("3 workers make %v calls, want %v", calls, want)
	}
}

func TestTheQuickestRivalIsJudged(t *testing.T) {
	t.Parallel()
	rivals := []entry{{name: "slow"}, {name: "quick"}, {name: "middling"}}
	measured := []stats{{ratio: 0.2}, {ratio: 0.6}, {ratio: 0.4}}
	for rival, want := range map[string]int{quickest: 1, "middling": 2, "": 0, "nobody": -1} {
		if got := (target{rival: rival}).judged(rivals, measured); got != want {
			t.Errorf("%q: %d, want %d", rival, got, want)
		}
	}
}
