package ratelimittest

import (
	"context"
	"crypto/rand"
	"testing"
	"time"

	"github.com/seed-86b940f4/demur/ratelimit"
)

// seconds is the length of a window.
type seconds int

const (
	second seconds = 1
	minute seconds = 60
	hour   seconds = 3600
	allDay seconds = 86400
)

func (s seconds) duration() time.Duration { return time.Duration(s) * time.Second }

// A harness is what a rule works with.
type harness struct {
	t      *testing.T
	store  ratelimit.Store
	name   string // of policies, not used before
	window seconds
}

// newHarness waits if an hour is about to end, so that all that a rule does in
// long windows is in one.
func newHarness(t *testing.T, window seconds) *harness {
	const margin = 15 * time.Second
	if left := time.Hour - time.Since(time.Now().Truncate(time.Hour)); left < margin {
		t.Logf("waiting %v for the next hour", left)
		time.Sleep(left + time.Second)
	}
	return &harness{t: t, name: "test " + rand.Text(), window: window}
}

// policy has the name and window of the harness.
func (h *harness) policy(quota int) ratelimit.Policy {
	return ratelimit.Policy{Name: h.name, Quota: quota, Window: h.window.duration()}
}

// charge asks the store, and checks what is true of every answer. It may be
// called by many goroutines.
func (h *harness) charge(p ratelimit.Policy, key string, n int) (ratelimit.Decision, bool) {
	h.t.Helper()
	return h.ask(ratelimit.Charge{Policy: p, Key: key, N: n})
}

// giveBack gives n units back that were taken with d.
func (h *harness) giveBack(p ratelimit.Policy, key string, n int, reset time.Time) bool {
	h.t.Helper()
	_, ok := h.ask(ratelimit.Charge{Policy: p, Key: key, N: -n, Reset: reset})
	return ok
}

func (h *harness) ask(c ratelimit.Charge) (ratelimit.Decision, bool) {
	h.t.Helper()
	before := time.Now()
	d, err := h.store.Take(context.WithoutCancel(h.t.Context()), c)
	if err != nil {
		h.t.Errorf("Take of %d units: %v", c.N, err)
		return d, false
	}
	return d, h.plausible(c, d, before, time.Now())
}

// tolerance is how far the clock of a store may be from ours.
const tolerance = time.Second

func (h *harness) plausible(c ratelimit.Charge, d ratelimit.Decision, before, after time.Time) bool {
	h.t.Helper()
	p, ok := c.Policy, true
	if d.Remaining < 0 || d.Remaining > p.Quota {
		h.t.Errorf("Take of %d units: Remaining is %d, want 0 to %d", c.N, d.Remaining, p.Quota)
		ok = false
	}
	if c.N <= 0 && !d.Allowed {
		h.t.Errorf("Take of %d units was refused; it spends nothing, so it is always allowed", c.N)
		ok = false
	}
	if !d.Reset.After(before.Add(-tolerance)) || d.Reset.After(after.Add(p.Window+tolerance)) {
		h.t.Errorf("Take of %d units: Reset is %v, %v from now; want the end of the open window of %v",
			c.N, d.Reset, d.Reset.Sub(after), p.Window)
		ok = false
	}
	off := time.Duration(d.Reset.UnixNano()) % p.Window
	if min(off, p.Window-off) > tolerance {
		h.t.Errorf("Take of %d units: Reset is %v, which is no multiple of %v since the Unix epoch", c.N, d.Reset, p.Window)
		ok = false
	}
	return ok
}

// A step is a charge and what must come of it.
type step struct {
	key     string
	n       int
	quota   int
	allowed bool
	left    int // Remaining
}

// steps charges under the policy of the harness, and stops at the first surprise.
// Give-backs are of the open window.
func (h *harness) steps(steps ...step) {
	h.t.Helper()
	for i, s := range steps {
		c := ratelimit.Charge{Policy: h.policy(s.quota), Key: s.key, N: s.n}
		if s.n < 0 {
			c.Reset = h.open(c.Policy, s.key)
		}
		d, ok := h.ask(c)
		if !ok {
			h.t.FailNow()
		}
		if d.Allowed != s.allowed || d.Remaining != s.left {
			h.t.Fatalf("step %d, %d units of key %.20q under a quota of %d: Allowed %t, Remaining %d; want %t, %d",
				i+1, s.n, s.key, s.quota, d.Allowed, d.Remaining, s.allowed, s.left)
		}
	}
}

// open returns the end of the open window of a key.
func (h *harness) open(p ratelimit.Policy, key string) time.Time {
	h.t.Helper()
	return h.must(p, key, 0).Reset
}

// must charges, and ends the subtest if that fails.
func (h *harness) must(p ratelimit.Policy, key string, n int) ratelimit.Decision {
	h.t.Helper()
	d, ok := h.charge(p, key, n)
	if !ok {
		h.t.FailNow()
	}
	return d
}

// expect charges under a policy of its own.
func (h *harness) expect(p ratelimit.Policy, key string, n int, allowed bool, left int) {
	h.t.Helper()
	d := h.must(p, key, n)
	if d.Allowed != allowed || d.Remaining != left {
		h.t.Fatalf("%d units of key %.20q under policy %q, %v: Allowed %t, Remaining %d; want %t, %d",
			n, key, p.Name, p.Window, d.Allowed, d.Remaining, allowed, left)
	}
}
