package redisstore

import (
	"context"
	"errors"
	"sync/atomic"
	"time"

	"github.com/seed-86b940f4/demur/ratelimit"
	"github.com/seed-86b940f4/demur/ratelimit/redisstore/internal/protocol"
)

// A flight is one round trip for an entry, which has one at a time. Those who
// come meanwhile wait for the next, together.
type flight struct {
	waiters []*waiter
	sent    time.Time
	ends    int64    // as stated
	have    int64    // as stated
	key     string   // of Redis
	probe   *breaker // of the server that it is sent to, to see if that is back

	landed atomic.Bool
	timer  *time.Timer
	done   chan struct{} // closed when it has landed
	err    error         // then
}

// A waiter is a charge that cannot be decided here.
type waiter struct {
	policy ratelimit.Policy
	n      int64
	since  time.Time
	left   bool // its context was done

	done     chan struct{} // closed when it is decided
	decision ratelimit.Decision
	err      error
}

func (w *waiter) finish(d ratelimit.Decision, err error) {
	w.decision, w.err = d, err
	close(w.done)
}

type flightOptions struct {
	release bool // give back what is not spent
	final   bool // and nothing more will be stated
	probe   *breaker
}

// launch states what the entry claims, and asks for what its waiters need. The
// entry is locked, and has no flight.
func (s *Store) launch(e *entry, now time.Time, o flightOptions) *flight {
	f := &flight{waiters: e.waiting, sent: now, probe: o.probe, done: make(chan struct{})}
	e.waiting = nil
	wanted, least, quota, since := int64(0), int64(0), int64(0), now
	for _, w := range f.waiters {
		if w.since.Before(since) {
			since = w.since
		}
		if w.n == 0 {
			continue
		}
		wanted += w.n
		if least == 0 || w.n < least {
			least = w.n
		}
		quota = max(quota, int64(w.policy.Quota))
	}
	if o.release || s.exact() {
		e.release()
	}
	e.seq++
	f.ends, f.have, f.key = e.ends, e.claimed, e.digest.redisKey(s.cfg.Prefix)
	st := protocol.Statement{
		Key:    f.key,
		ID:     e.id,
		Seq:    e.seq,
		Ends:   f.ends,
		Known:  e.known,
		Have:   f.have,
		Free:   e.free(),
		Final:  o.final,
		Want:   wanted,
		Least:  least,
		Div:    2 * int64(s.cfg.Nodes),
		Quota:  quota,
		Window: e.window,
	}
	if wanted > 0 && !s.exact() {
		st.Share = e.grow(wanted, now)
	}
	e.flight = f
	f.timer = time.AfterFunc(s.cfg.Timeout-now.Sub(since), func() {
		s.land(e, f, protocol.Reply{}, timeoutError{s.cfg.Timeout})
	})
	go s.fly(e, f, st)
	return f
}

// fly may go on long after the flight has landed by its timer, since clients need
// not obey a context.
func (s *Store) fly(e *entry, f *flight, st protocol.Statement) {
	ctx, cancel := context.WithTimeout(context.Background(), s.cfg.Timeout)
	defer cancel()
	r, err := s.server.State(ctx, st)
	if f.probe != nil {
		f.probe.probes.Add(-1)
	}
	if err == nil && r.Grant < 0 {
		err = errStale
	}
	s.land(e, f, r, err)
}

// land decides the charges of a flight, once: a reply that comes after that is
// lost, since it has been given up.
func (s *Store) land(e *entry, f *flight, r protocol.Reply, err error) {
	if !f.landed.CompareAndSwap(false, true) {
		return
	}
	now := time.Now()
	server := s.server.Home(f.key)
	if err == nil {
		s.breakers.succeeded(server)
	} else {
		err = s.named(err)
		s.breakers.of(server).failed(err, now)
	}
	e.mu.Lock()
	defer e.mu.Unlock()
	f.timer.Stop()
	if err == nil && e.ends != f.ends && e.ends != r.Ends {
		err = errOvertaken
	}
	e.flight, f.err = nil, err
	defer close(f.done)
	if err == nil {
		e.hear(f, r, now)
		s.offset.Store(int64(time.Unix(e.ends, 0).Sub(e.reset.Round(0))))
	} else {
		e.untold = true // what was granted or given back, if it has arrived or not
	}
	if errors.Is(err, errStale) {
		// Under a new name nothing is taken back that was claimed under the old one.
		e.id, e.seq = s.newID(), 0
	}
	for _, w := range f.waiters {
		s.answer(e, w, now, err)
	}
	s.next(e, now, err)
	s.watch(e)
}

// answer decides a charge after its flight. What it was granted is for those who
// flew, in their order.
func (s *Store) answer(e *entry, w *waiter, now time.Time, err error) {
	switch {
	case w.left:
	case err != nil:
		w.finish(s.unavailable(e, w.policy, w.n, now, err))
	case w.n == 0:
		w.finish(e.decision(w.policy, true), nil)
	case e.exceeds(w.policy, w.n):
		w.finish(e.decision(w.policy, false), nil)
	case e.free() < w.n:
		// What was granted has been counted locally while this was under way.
		w.finish(s.unavailable(e, w.policy, w.n, now, s.breakers.cause()))
	default:
		e.spend(w.n, now)
		w.finish(e.decision(w.policy, true), nil)
	}
}

// next sees to those who have come in the meantime: to all if Redis has not
// answered, since they have waited long enough.
func (s *Store) next(e *entry, now time.Time, err error) {
	waiting := e.waiting
	e.waiting = nil
	for _, w := range waiting {
		if w.left {
			continue
		}
		if err != nil {
			w.finish(s.unavailable(e, w.policy, w.n, now, err))
		} else if d, ok := e.decide(w.policy, w.n, now, s.exact()); ok {
			w.finish(d, nil)
		} else {
			e.waiting = append(e.waiting, w)
		}
	}
	if len(e.waiting) > 0 {
		s.launch(e, now, flightOptions{})
	}
}

// release makes units ours no more that are not spent. It is to be reported.
func (e *entry) release() {
	e.total -= e.free()
	e.claimed = e.spent
}

// grow returns how many units to ask for that are not needed yet: the more, the
// sooner the last were spent. So a key that comes once has none idle, and a hot
// one asks a few times a second.
func (e *entry) grow(need int64, now time.Time) int64 {
	switch since := now.Sub(e.asked); {
	case e.asked.IsZero():
	case since < idle/4:
		e.step = min(max(2*e.step, 2*need), 1<<31)
	case since > idle:
		e.step /= 2
	}
	e.asked = now
	return e.step
}
