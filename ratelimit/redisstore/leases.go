package redisstore

import (
	"context"
	"sync"
	"time"
)

const (
	// sweepEvery is how often idle leases are looked for, while there are leases.
	sweepEvery = idle / 2

	// abreast is how many entries are seen to at the same time.
	abreast = 32

	// maxSettling bounds the entries that have been evicted and wait to give back.
	// What others hold is theirs until the end of the window.
	maxSettling = 1024
)

// leases are the entries that have something to report to Redis without being
// asked: units that they do not use, or claims that it does not know.
type leases struct {
	mu       sync.Mutex
	watched  map[*entry]struct{}
	settling []*entry // evicted
	timer    *time.Timer
	stopped  bool
}

// arm has the timer run while there is something to do. The leases are locked.
func (l *leases) arm(sweep func()) {
	if l.timer == nil && !l.stopped && len(l.watched)+len(l.settling) > 0 {
		l.timer = time.AfterFunc(sweepEvery, sweep)
	}
}

// watch sees to it that what an entry has leased is given back some time. The
// entry is locked.
func (s *Store) watch(e *entry) {
	if e.watched || e.gone || e.free() == 0 && !e.untold {
		return
	}
	l := &s.leases
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.watched == nil {
		l.watched = make(map[*entry]struct{})
	}
	e.watched = true
	l.watched[e] = struct{}{}
	l.arm(s.sweep)
}

// settle gives back, soon, what an entry has leased that was evicted. The entry
// is locked.
func (s *Store) settle(e *entry) {
	if e.claimed == 0 && e.seq == 0 {
		return // Redis has nothing of it
	}
	l := &s.leases
	l.mu.Lock()
	defer l.mu.Unlock()
	if len(l.settling) < maxSettling {
		l.settling = append(l.settling, e)
		l.arm(s.sweep)
	}
}

// sweep reports to Redis what there is, and ends. It runs again while there
// are leases.
func (s *Store) sweep() {
	_, _ = s.reportAll(context.Background())
	l := &s.leases
	l.mu.Lock()
	defer l.mu.Unlock()
	l.timer = nil
	l.arm(s.sweep)
}

// reportAll has all entries report what they have to. It returns how many were reported
// of, or tried to be, and the last error.
func (s *Store) reportAll(ctx context.Context) (reported int, err error) {
	settling, watched := s.leases.take()
	flights := make([]*flight, 0, abreast)
	await := func() {
		for _, f := range flights {
			select {
			case <-f.done:
				if f.err != nil {
					err = f.err
				}
			case <-ctx.Done():
				err = timeoutError{s.cfg.Timeout}
			}
		}
		flights = flights[:0]
	}
	for i := range len(settling) + len(watched) {
		var f *flight
		if i < len(settling) {
			f = s.report(settling[i], true)
		} else {
			f = s.report(watched[i-len(settling)], false)
		}
		if f == nil {
			continue
		}
		reported++
		if flights = append(flights, f); len(flights) == abreast {
			if await(); ctx.Err() != nil {
				return reported, err
			}
		}
	}
	await()
	return reported, err
}

func (l *leases) take() (settling, watched []*entry) {
	l.mu.Lock()
	defer l.mu.Unlock()
	settling, l.settling = l.settling, nil
	watched = make([]*entry, 0, len(l.watched))
	for e := range l.watched {
		watched = append(watched, e)
	}
	return settling, watched
}

// report has an entry state its claims if it is time to. An entry that has nothing
// to say any more is not watched any more.
func (s *Store) report(e *entry, final bool) *flight {
	e.mu.Lock()
	defer e.mu.Unlock()
	now := time.Now()
	idles := now.Sub(e.active) >= idle || s.closed.Load()
	gone := s.cutOff(e)
	switch {
	case final:
		if e.isOpen(now) && e.flight == nil && gone == nil {
			return s.launch(e, now, flightOptions{release: true, final: true})
		}
	case e.gone, !e.isOpen(now), e.free() == 0 && !e.untold:
		e.untold = e.untold && e.isOpen(now)
		s.unwatch(e)
	case e.flight != nil:
		if s.closed.Load() {
			return e.flight
		}
	case gone != nil:
		s.probe(e, gone, now)
	case e.untold, idles:
		if idles {
			e.step = 0
		}
		return s.launch(e, now, flightOptions{release: idles})
	}
	return nil
}

func (s *Store) unwatch(e *entry) {
	s.leases.mu.Lock()
	defer s.leases.mu.Unlock()
	e.watched = false
	delete(s.leases.watched, e)
}
