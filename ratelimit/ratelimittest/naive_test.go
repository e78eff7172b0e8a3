package ratelimittest_test

import (
	"context"
	"fmt"
	"strings"
	"sync"
	"time"

	"github.com/seed-86b940f4/demur/ratelimit"
)

// A naive store is a map and a mutex. It keeps all rules, except for the defect
// that it is given.
type naive struct {
	defect string
	mu     sync.Mutex
	counts map[any]*count
	quotas map[any]int       // for "the first quota stays"
	denied map[any]time.Time // for "refusals are remembered"
}

type count struct {
	window int64
	spent  int
}

func (s *naive) has(defect string) bool { return s.defect == defect }

func (s *naive) Take(ctx context.Context, c ratelimit.Charge) (ratelimit.Decision, error) {
	switch {
	case ctx.Err() == nil:
	case s.has("waits for a context that is done"):
		select {}
	case s.has("another error than that of the context"):
		return ratelimit.Decision{}, fmt.Errorf("naive: stopped: %v", ctx.Err())
	case s.has("the key in the error"):
		return ratelimit.Decision{}, fmt.Errorf("naive: key %s: %w", c.Key, ctx.Err())
	}
	now := time.Now()
	if s.has("late requests reset") && now.UnixNano()%7 == 0 {
		time.Sleep(30 * time.Millisecond) // between the clock and the lock
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	if !s.has("late requests reset") {
		now = time.Now()
	}
	id, length := s.id(c), int64(c.Policy.Window/time.Second)
	window := now.Unix() / length
	n := s.counts[id]
	if n == nil {
		n = &count{window: window}
		s.counts[id] = n
	}
	if n.window != window && !s.has("windows never end") {
		*n = count{window: window}
	}
	if s.has("a slow turn") && now.UnixNano()%int64(c.Policy.Window) < int64(300*time.Millisecond) && c.N > 0 {
		return s.decide(c, n, now, false), nil
	}
	return s.decide(c, n, now, s.count(c, n, id, now)), nil
}

// id is what a count goes by.
func (s *naive) id(c ratelimit.Charge) any {
	type three struct {
		name   string
		window time.Duration
		key    string
	}
	id := three{c.Policy.Name, c.Policy.Window, c.Key}
	switch s.defect {
	case "all keys are one":
		id.key = ""
	case "keys end at NUL":
		id.key, _, _ = strings.Cut(id.key, "\x00")
	case "keys are cut":
		id.key = id.key[:min(len(id.key), 1000)]
	case "keys are made valid":
		id.key = strings.ToValidUTF8(id.key, "\uFFFD")
	case "keys are trimmed":
		id.key = strings.TrimSpace(id.key)
	case "keys are hash tags":
		if _, tag, ok := strings.Cut(id.key, "{"); ok {
			if tag, _, ok := strings.Cut(tag, "}"); ok && tag != "" {
				id.key = tag
			}
		}
	case "names do not count":
		id.name = ""
	case "windows do not count":
		id.window = 0
	case "name and key are run together":
		return fmt.Sprint(id.window, id.name, id.key)
	case "name and key are joined by a colon":
		return fmt.Sprint(id.window, id.name, ":", id.key)
	}
	return id
}

// count reports whether the charge is allowed, and counts it.
func (s *naive) count(c ratelimit.Charge, n *count, id any, now time.Time) bool {
	quota := c.Policy.Quota
	if s.has("the first quota stays") {
		if s.quotas[id] == 0 {
			s.quotas[id] = quota
		}
		quota = s.quotas[id]
	}
	if s.has("one too many") {
		quota++
	}
	if s.has("refusals are remembered") && c.N > 0 && now.Before(s.denied[id]) {
		return false
	}
	over := n.spent+c.N > quota
	if s.has("32 bits") {
		over = int32(n.spent)+int32(c.N) > int32(quota)
	}
	switch {
	case c.N < 0:
		s.giveBack(c, n, now)
	case c.N == 0:
		return !s.has("a spent key is refused zero units") || n.spent < quota
	case over:
		s.denied[id] = now.Add(time.Hour)
		if s.has("refusals count") {
			n.spent += c.N
		}
		if s.has("what is left is taken") {
			n.spent = quota
		}
		return false
	case s.has("look, then count"):
		s.mu.Unlock()
		time.Sleep(200 * time.Microsecond)
		s.mu.Lock()
		n.spent += c.N
	default:
		n.spent += c.N
	}
	return true
}

func (s *naive) giveBack(c ratelimit.Charge, n *count, now time.Time) {
	open := c.Reset.Equal(s.reset(c.Policy.Window, now))
	if s.has("nothing is given back") || !open && !s.has("any window is given back to") {
		return
	}
	n.spent += c.N
	if !s.has("counts fall below zero") {
		n.spent = max(n.spent, 0)
	}
}

func (s *naive) decide(c ratelimit.Charge, n *count, now time.Time, allowed bool) ratelimit.Decision {
	d := ratelimit.Decision{
		Policy:    c.Policy,
		Allowed:   allowed,
		Remaining: max(c.Policy.Quota-n.spent, 0),
		Reset:     s.reset(c.Policy.Window, now),
	}
	if s.has("Remaining as it was before") && allowed {
		d.Remaining = min(d.Remaining+max(c.N, 0), c.Policy.Quota)
	}
	return d
}

// reset is the end of the window that is open at now.
func (s *naive) reset(window time.Duration, now time.Time) time.Time {
	switch s.defect {
	case "Reset is a window from now":
		return now.Add(window)
	case "Reset is the beginning":
		return now.Truncate(window)
	}
	return now.Truncate(window).Add(window)
}
