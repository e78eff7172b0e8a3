package redisstore

import (
	"sync"
	"time"

	"github.com/seed-86b940f4/demur/ratelimit"
	"github.com/seed-86b940f4/demur/ratelimit/redisstore/internal/protocol"
)

const (
	// recheck is for how long a key that is over its quota is refused without
	// asking whether others have given units back.
	recheck = 250 * time.Millisecond

	// idle is after what time without a charge leased units are given back.
	idle = time.Second
)

// An entry is what this instance knows of a counter.
type entry struct {
	mu     sync.Mutex
	digest digest
	window int64  // length, in seconds
	id     string // of its claims in Redis
	seq    int64  // of its last statement

	ends     int64     // the window, in Unix seconds of the server; 0 if none is known
	known    bool      // ends is from the server
	deadline time.Time // the window is open until then, surely
	reset    time.Time // the window is over then, surely
	ending   time.Time // reset, by the wall clock in UTC

	claimed int64 // units that are this entry's, spent or not
	spent   int64
	total   int64 // units of all, when Redis was last heard, and our claims since
	step    int64 // how much more than needed was last asked for

	lax int64 // the window in which charges passed uncounted, if any did

	heard  time.Time // when total was true
	asked  time.Time // when units were last asked for
	active time.Time // when units were last spent or given back

	flight  *flight
	waiting []*waiter // for the flight after that

	untold  bool // Redis may have other claims
	watched bool // one of Store.leases
	gone    bool // no longer one of Store.entries
}

// free is how many units may be spent without asking.
func (e *entry) free() int64 { return e.claimed - e.spent }

// isOpen looks at both clocks: the monotonic one stands still while a machine
// sleeps, the other may be set back.
func (e *entry) isOpen(now time.Time) bool {
	return now.Before(e.deadline) && now.UnixNano() < e.deadline.UnixNano()
}

func (e *entry) setEnd(deadline, reset time.Time) {
	e.deadline, e.reset, e.ending = deadline, reset, reset.Round(0).UTC()
}

// decide answers a charge of n >= 0 if that takes no round trip. ask tells not to
// answer from what is known only.
func (e *entry) decide(p ratelimit.Policy, n int64, now time.Time, ask bool) (d ratelimit.Decision, ok bool) {
	if ask || !e.isOpen(now) {
		return d, false
	}
	if n == 0 {
		return e.decision(p, true), true
	}
	switch {
	case e.exceeds(p, n):
		return e.decision(p, false), now.Sub(e.heard) < recheck
	case e.free() < n, e.isCrowded():
		return d, false
	}
	e.spend(n, now)
	return e.decision(p, true), true
}

// isCrowded reports whether others wait for units, who came first.
func (e *entry) isCrowded() bool {
	return len(e.waiting) > 0 || e.flight != nil && len(e.flight.waiters) > 0
}

// exceeds reports whether n units are over the quota: what others have claimed
// and we have spent is out of reach.
func (e *entry) exceeds(p ratelimit.Policy, n int64) bool {
	return e.total-e.free()+n > int64(p.Quota)
}

func (e *entry) spend(n int64, now time.Time) {
	e.spent += n
	e.active = now
}

// giveBack takes units back that were spent here in the open window, and reports
// whether it did.
func (e *entry) giveBack(c *ratelimit.Charge, now time.Time) bool {
	n := int64(-c.N)
	same := c.Reset.Sub(e.reset).Abs() < c.Policy.Window/2
	if !same || !e.isOpen(now) || e.spent < n || e.lax == e.ends { // or it may be of one that was not counted
		return false
	}
	e.spent -= n
	e.active = now
	return true
}

func (e *entry) decision(p ratelimit.Policy, allowed bool) ratelimit.Decision {
	left := int64(p.Quota) - (e.total - e.free())
	return ratelimit.Decision{
		Policy:    p,
		Allowed:   allowed,
		Remaining: int(min(max(left, 0), int64(p.Quota))),
		Reset:     e.ending,
	}
}

// hear takes in the reply to a flight.
func (e *entry) hear(f *flight, r protocol.Reply, now time.Time) {
	reported := f.have
	if r.Ends != f.ends {
		reported = 0 // it was of another window
	}
	held := reported + r.Grant // what the server has as ours
	if r.Ends == e.ends {
		// What was counted here in the meantime is first taken from the grant.
		e.claimed = max(e.claimed, held)
	} else {
		e.claimed, e.spent = held, reported
	}
	e.untold = e.claimed > held
	e.total = r.Used - held + e.claimed
	e.ends, e.known = r.Ends, true
	left := time.Duration(r.Left) * time.Microsecond
	e.setEnd(f.sent.Add(left), now.Add(left))
	e.heard = now
}
