package ratelimittest

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/seed-86b940f4/demur/ratelimit"
)

var windows = []rule{
	{
		name:        "Reset is the end of the open window",
		explanation: "Reset is a multiple of the window since the Unix epoch, after now and no later than one window from now",
		run: func(h *harness) {
			// harness.plausible has the checks.
			for _, window := range []seconds{second, 2, minute, 15 * minute, hour, allDay} {
				p := h.policy(2)
				p.Window = window.duration()
				for range 4 { // the last two may be refused
					h.must(p, "k", 1)
				}
				h.must(p, "unknown", 0)
			}
		},
	},
	{
		name:        "Reset is the same for all",
		explanation: "in one window Reset does not depend on the key or on the answer",
		run: func(h *harness) {
			p := h.policy(1)
			first := h.must(p, "k", 1)
			for _, key := range []string{"k", "l", "k"} {
				for _, n := range []int{0, 1} {
					if d := h.must(p, key, n); !near(d.Reset, first.Reset) {
						h.t.Errorf("Reset is %v, and was %v", d.Reset, first.Reset)
					}
				}
			}
		},
	},
	{
		name:        "a new window has its whole quota",
		explanation: "when Reset has come all of the quota is there, also for a key that was spent",
		window:      second,
		slow:        true,
		run: func(h *harness) {
			h.within(func(attempt string) (same bool) {
				p := h.policy(3)
				spent := h.must(p, attempt, 3)
				h.must(p, attempt, 1)
				h.sleepUntil(spent.Reset)
				first := h.must(p, attempt, 1)
				if !first.Allowed || sameWindow(first, spent) {
					h.t.Fatalf("%v after Reset: Allowed %t, Reset %v; it was %v",
						time.Since(spent.Reset), first.Allowed, first.Reset, spent.Reset)
				}
				rest, over := h.must(p, attempt, 2), h.must(p, attempt, 1)
				if !sameWindow(first, rest) || !sameWindow(first, over) {
					return false
				}
				if !rest.Allowed || over.Allowed || rest.Remaining != 0 || first.Remaining != 2 {
					h.t.Errorf("3 units in the new window, 1, 2 and 1 too many: Allowed %t, %t, %t; Remaining %d, %d",
						first.Allowed, rest.Allowed, over.Allowed, first.Remaining, rest.Remaining)
				}
				return true
			})
		},
	},
	{
		name:        "a context that is done",
		explanation: "Take returns the error of the context or an answer, soon, and the counter is as good as before",
		run: func(h *harness) {
			cancelled, cancel := context.WithCancel(h.t.Context())
			cancel()
			late, cancel := context.WithDeadline(h.t.Context(), time.Unix(1, 0))
			defer cancel()
			p := h.policy(1000)
			key := "secret key of a client"
			for range 20 {
				h.hurry(cancelled, context.Canceled, ratelimit.Charge{Policy: p, Key: key, N: 1})
				h.hurry(late, context.DeadlineExceeded, ratelimit.Charge{Policy: p, Key: key, N: 1})
			}
			left := h.must(p, key, 0).Remaining
			if left < 960 {
				h.t.Errorf("at most 40 units were taken, and Remaining is %d of 1000", left)
			}
			h.expect(p, key, left, true, 0)
			h.expect(p, key, 1, false, 0)
		},
	},
}

// hurry charges with a context that is done.
func (h *harness) hurry(ctx context.Context, want error, c ratelimit.Charge) {
	h.t.Helper()
	type answer struct {
		d   ratelimit.Decision
		err error
	}
	answers, before := make(chan answer, 1), time.Now()
	go func() {
		d, err := h.store.Take(ctx, c)
		answers <- answer{d, err}
	}()
	const soon = 5 * time.Second
	select {
	case a := <-answers:
		switch {
		case a.err == nil:
			h.plausible(c, a.d, before, time.Now())
		case !errors.Is(a.err, want):
			h.t.Fatalf("the error is %v, want one that is %v", a.err, want)
		case strings.Contains(a.err.Error(), c.Key):
			h.t.Fatal("the key is in the text of the error")
		}
	case <-time.After(soon):
		h.t.Fatalf("Take has not returned for %v, and its context was done before", soon)
	}
}

// within tries until a body, given a key of its own, was quick enough to be done
// within the windows that it is about.
func (h *harness) within(body func(attempt string) (same bool)) {
	h.t.Helper()
	const attempts = 10
	for i := range attempts {
		if body(fmt.Sprint("attempt ", i)) || h.t.Failed() {
			return
		}
	}
	h.t.Fatalf("in %d attempts, the store was too slow for windows of %v", attempts, h.window.duration())
}

// sleepUntil sleeps until a window has ended. A store may know its end to the
// millisecond only.
func (h *harness) sleepUntil(reset time.Time) { time.Sleep(time.Until(reset) + 20*time.Millisecond) }

// sameWindow reports whether two decisions about one policy are of one window. A
// store that translates the clock of its server may be off a little each time.
func sameWindow(a, b ratelimit.Decision) bool { return near(a.Reset, b.Reset) }

func near(a, b time.Time) bool { return a.Sub(b).Abs() < time.Second/2 }
