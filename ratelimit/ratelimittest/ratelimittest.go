// Package ratelimittest tests implementations of [ratelimit.Store], as
// testing/slogtest tests those of slog.Handler.
//
//	func TestStore(t *testing.T) {
//		ratelimittest.TestStore(t, func(t *testing.T) ratelimit.Store {
//			return mystore.New(…)
//		})
//	}
package ratelimittest

import (
	"cmp"
	"slices"
	"testing"

	"github.com/seed-86b940f4/demur/ratelimit"
)

// TestStore holds the stores that newStore returns to the rules in the comment of
// [ratelimit.Store]. Each rule is a subtest, and what it stands for is logged if
// it fails.
//
// newStore is called once for each subtest, one after the other. The stores may
// share a server: no two subtests, nor two runs, use the same policy names. They
// may read another clock than ours if it is less than a second off.
//
// It takes four seconds and more, since some rules are about the turn of a real
// window; with -short these are skipped. Run it with -race too.
func TestStore(t *testing.T, newStore func(*testing.T) ratelimit.Store) {
	for _, c := range slices.Concat(counting, identities, giveBacks, windows, concurrency) {
		t.Run(c.name, func(t *testing.T) {
			if c.slow && testing.Short() {
				t.Skip("it takes real time; not with -short")
			}
			t.Cleanup(func() {
				if t.Failed() {
					t.Log("the rule: " + c.explanation)
				}
			})
			h := newHarness(t, cmp.Or(c.window, hour))
			h.store = newStore(t)
			if h.store == nil {
				t.Fatal("newStore returned nil")
			}
			c.run(h)
		})
	}
}

// A rule is a subtest.
type rule struct {
	name        string
	explanation string
	window      seconds // of harness.policy; 0 stands for an hour
	slow        bool
	run         func(*harness)
}
