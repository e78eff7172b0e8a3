package main

import (
	"errors"
	"sync"
	"testing"
)

func TestEveryLimiterLimits(t *testing.T) {
	t.Parallel()
	for _, m := range deciders() {
		t.Run(m.name, func(t *testing.T) {
			t.Parallel()
			if err := m.check(); err != nil {
				t.Error(err)
			}
		})
	}
	if first := deciders()[0].name; first != "demur" {
		t.Errorf("first is %s", first)
	}
}

// tallies is a limiter that is right unless it is told otherwise.
func tallies(allowed func(key string, count, quota int) bool) limiterMaker {
	return limiterMaker{name: "broken", aligned: true, open: func(l limits) (counter, error) {
		var mu sync.Mutex
		counts := map[string]int{}
		return counter{func(key string) bool {
			mu.Lock()
			defer mu.Unlock()
			counts[key]++
			return allowed(key, counts[key], l.quota)
		}, func() {}}, nil
	}}
}

func TestCheckFindsLimitersThatDoNotLimit(t *testing.T) {
	t.Parallel()
	if err := tallies(func(_ string, n, quota int) bool { return n <= quota }).check(); err != nil {
		t.Fatalf("a limiter that is right: %v", err)
	}
	for name, m := range map[string]limiterMaker{
		"one too many":        tallies(func(_ string, n, quota int) bool { return n <= quota+1 }),
		"one too few":         tallies(func(_ string, n, quota int) bool { return n < quota }),
		"all":                 tallies(func(string, int, int) bool { return true }),
		"none":                tallies(func(string, int, int) bool { return false }),
		"many at a time":      tallies(func(key string, n, quota int) bool { return n <= quota || key == "third" && n == 150 }),
		"one key for all":     tallies(func(key string, n, quota int) bool { return key == "one" && n <= quota }),
		"cannot be made":      {name: "broken", open: func(limits) (counter, error) { return counter{}, errors.New("no") }},
		"again after a while": tallies(func(_ string, n, quota int) bool { return n <= quota || n == quota+9 }),
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			if err := m.check(); err == nil {
				t.Error("check finds nothing wrong")
			}
		})
	}
}
