package ratelimittest

import (
	"time"

	"github.com/seed-86b940f4/demur/ratelimit"
)

var giveBacks = []rule{
	{
		name:        "units are given back",
		explanation: "N < 0 takes units off the count, and they can be spent again at once, also after a refusal",
		run: func(h *harness) {
			h.steps(
				step{"k", 5, 5, true, 0},
				step{"k", 1, 5, false, 0},
				step{"k", -2, 5, true, 2},
				step{"k", 3, 5, false, 2},
				step{"k", 2, 5, true, 0},
				step{"k", 1, 5, false, 0},
				step{"k", -5, 5, true, 5},
				step{"k", 5, 5, true, 0},
				step{"k", 1, 5, false, 0},
			)
		},
	},
	{
		name:        "a count does not go below zero",
		explanation: "who gives back more than was taken gains nothing",
		run: func(h *harness) {
			p := h.policy(5)
			reset := h.must(p, "k", 3).Reset
			for range 3 {
				h.giveBack(p, "k", 4, reset)
			}
			if left := h.must(p, "k", 0).Remaining; left != 2 && left != 5 {
				h.t.Errorf("Remaining is %d; want 5 or, if the store gives back nothing then, 2", left)
			}
			if spent := h.drain(p, "k"); spent > 5 {
				h.t.Errorf("%d units were admitted, of a quota of 5", spent)
			}
		},
	},
	{
		name:        "give-back to an unknown key",
		explanation: "where nothing was taken there is nothing to give back, and nothing to gain",
		run: func(h *harness) {
			p := h.policy(3)
			reset := h.must(p, "other", 1).Reset
			h.giveBack(p, "k", 2, reset)
			h.giveBack(p, "k", 3, reset)
			if spent := h.drain(p, "k"); spent != 3 {
				h.t.Errorf("%d units were admitted, of a quota of 3", spent)
			}
			h.expect(p, "other", 0, true, 2)
		},
	},
	{
		name:        "give-back of another window",
		explanation: "units of a window that is not the open one are gone with it",
		run: func(h *harness) {
			p := h.policy(3)
			reset := h.must(p, "k", 3).Reset
			for _, other := range []time.Time{
				reset.Add(-p.Window), reset.Add(p.Window), reset.Add(-24 * p.Window), reset.Add(24 * p.Window), {}, time.Unix(0, 0),
			} {
				h.giveBack(p, "k", 3, other)
				if d := h.must(p, "k", 1); d.Allowed {
					h.t.Fatalf("after a give-back with Reset %v more was admitted than the quota; the open window ends at %v", other, reset)
				}
			}
		},
	},
	{
		name:        "give-back to a window that is over",
		explanation: "units of the last window are not given back to this one",
		window:      second,
		slow:        true,
		run: func(h *harness) {
			h.within(func(attempt string) (same bool) {
				p := h.policy(3)
				last := h.must(p, attempt, 3)
				h.sleepUntil(last.Reset)
				now := h.must(p, attempt, 3)
				if !now.Allowed {
					h.t.Fatal("a new window has begun, and its quota was refused")
				}
				h.giveBack(p, attempt, 3, last.Reset)
				d := h.must(p, attempt, 1)
				if !sameWindow(d, now) {
					return false
				}
				if d.Allowed {
					h.t.Error("units of the last window were given back to this one")
				}
				return true
			})
		},
	},
	{
		name:        "give-back under another quota",
		explanation: "the count is the same under each quota, so units that were taken under one are given back under another",
		run: func(h *harness) {
			h.steps(
				step{"k", 8, 10, true, 2},
				step{"k", -3, 6, true, 1},
				step{"k", 1, 6, true, 0},
				step{"k", 1, 6, false, 0},
				step{"k", 4, 10, true, 0},
			)
		},
	},
	{
		name:        "give-back to one of two",
		explanation: "units are given back to the key, name and window that they were taken from",
		run: func(h *harness) {
			p, q, r := h.policy(4), h.named("q", 4), h.policy(4)
			r.Window = allDay.duration()
			reset := h.must(p, "k", 4).Reset
			for _, c := range []struct {
				p   ratelimit.Policy
				key string
			}{{p, "l"}, {q, "k"}, {r, "k"}} {
				h.expect(c.p, c.key, 4, true, 0)
			}
			h.giveBack(p, "k", 1, reset)
			h.expect(p, "l", 1, false, 0)
			h.expect(q, "k", 1, false, 0)
			h.expect(r, "k", 1, false, 0)
			h.expect(p, "k", 1, true, 0)
		},
	},
}

// drain takes single units until one is refused, or far too many were not.
func (h *harness) drain(p ratelimit.Policy, key string) (spent int) {
	h.t.Helper()
	for spent = 0; spent < 10*p.Quota && h.must(p, key, 1).Allowed; spent++ {
	}
	return spent
}
