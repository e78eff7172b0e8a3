package main

import (
	"io"
	"testing"
	"time"
)

func TestFootprintFindsForgottenKeys(t *testing.T) {
	for name, m := range map[string]limiterMaker{
		"forgets": tallies(func(string, int, int) bool { return true }),
		"refuses": tallies(func(key string, _, _ int) bool { return key != keyOf(500) }),
	} {
		if _, err := measureFootprint(m, 1000); err == nil {
			t.Errorf("%s: nothing is found", name)
		}
	}
}

func TestTablesOfSmallSizes(t *testing.T) {
	if testing.Short() {
		t.Skip("takes seconds")
	}
	if err := printFootprints(io.Discard, 5000); err != nil {
		t.Error(err)
	}
}

func TestWatchFindsTheSlowCall(t *testing.T) {
	t.Parallel()
	const slow = 20 * time.Millisecond
	calls := 0
	worst := newTurn(slow, 10).watch(func(i uint32) {
		if i >= 10 {
			t.Errorf("key %d of 10", i)
		}
		if calls++; calls == 5 {
			time.Sleep(slow)
		}
	})
	if worst < slow || calls < 10 {
		t.Errorf("the slowest of %d calls took %v, want at least %v", calls, worst, slow)
	}
}

func TestWindowGrowsUntilTheKeysFit(t *testing.T) {
	t.Parallel()
	slowly := tallies(func(string, int, int) bool {
		time.Sleep(100 * time.Microsecond)
		return true
	})
	turn := newTurn(20*time.Millisecond, 500)
	if _, err := turn.slowest(slowly); err != nil {
		t.Fatal(err)
	}
	if turn.window < 500*100*time.Microsecond {
		t.Errorf("500 keys of 100 µs fit in %v", turn.window)
	}
	if _, err := turn.slowest(tallies(func(string, int, int) bool { return false })); err == nil {
		t.Error("a limiter that refuses new keys is not found")
	}
}
