package ratelimit

import (
	"context"
	"math"
	"sync"
	"sync/atomic"
	"time"
)

// A MemoryStore counts in the memory of this process. The zero value is ready.
// There is no goroutine, nothing to close, and no sweep: a counter whose window is
// over is free space, so that the turn of the hour costs nothing. It is safe for
// concurrent use and must not be copied after the first.
//
// Keys are kept as 64-bit hashes alone, seeded at random, so that none can be read
// from a dump of the heap, and nobody can choose keys that collide. Two keys of
// one window share a counter with a chance of 7 in 10 million when there are 5
// million of them.
//
// Memory grows as keys come, to about 24 bytes a key, and is bounded by MaxKeys.
// When there are more keys in one window, a new key takes the place of the one
// that has spent least among 16, and begins with a count at least as high as any
// key had that was put out of there. So no key ever exceeds its quota, not even
// one that was put out and comes back. The price is paid by the keys that come
// when the store is full: they may be refused early. Those that had spent more
// than others keep their place. Refunds are forgone in the part of a full store
// where a key was put out, until the next window.
//
// If the clock is set back into the window before, the newest window stays open
// until the clock has caught up. If it is set back further, it is believed. A
// clock that is set is noticed within a second.
type MemoryStore struct {
	// MaxKeys is the number of keys that are counted exactly in one window,
	// for each policy name and length of window. Zero stands for one million, about
	// 24 MB if they all come.
	MaxKeys int

	tables atomic.Pointer[[]*table] // replaced, never changed
	adding sync.Mutex
}

const defaultMaxKeys = 1_000_000

// Take counts in memory. It does not wait, and returns no error.
func (s *MemoryStore) Take(_ context.Context, c Charge) (d Decision, err error) {
	t := s.table(c.Policy.Name, c.Policy.Window)
	if c.N < 0 {
		t.giveBack(&d, c)
	} else {
		t.decide(&d, c.Policy, c.Key, c.N)
	}
	return d, nil
}

// table returns what counts in the windows of that length under that name. There
// are as many as the program has policies.
func (s *MemoryStore) table(name string, window time.Duration) *table {
	if t := s.lookup(name, window); t != nil {
		return t
	}
	s.adding.Lock()
	defer s.adding.Unlock()
	if t := s.lookup(name, window); t != nil {
		return t
	}
	maxKeys := s.MaxKeys
	if maxKeys <= 0 {
		maxKeys = defaultMaxKeys
	}
	t := newTable(name, window, maxKeys)
	tables := []*table{t}
	if old := s.tables.Load(); old != nil {
		tables = append(tables, *old...)
	}
	s.tables.Store(&tables)
	return t
}

func (s *MemoryStore) lookup(name string, window time.Duration) *table {
	tables := s.tables.Load()
	if tables == nil {
		return nil
	}
	for _, t := range *tables {
		if t.length == window && t.name == name {
			return t
		}
	}
	return nil
}

// decide takes n units of key under policy p, whose window is the table's. It
// fills d in place: copies of a Decision cost more than finding the counter.
func (t *table) decide(d *Decision, p Policy, key string, n int) {
	spent, allowed, window := t.take(t.hash(key), uint64(n), bound(p))
	t.fill(d, p, spent, allowed, window)
}

func (t *table) giveBack(d *Decision, c Charge) {
	spent, window := t.refund(t.hash(c.Key), uint64(-c.N), t.clock.ending(c.Reset))
	t.fill(d, c.Policy, spent, true, window)
}

func (t *table) fill(d *Decision, p Policy, spent uint64, allowed bool, window uint64) {
	d.Policy = p
	d.Allowed = allowed
	d.Remaining = int(bound(p) - min(spent, bound(p)))
	d.Reset = t.clock.end(window)
}

// bound is the quota, no more than a counter can hold.
func bound(p Policy) uint64 { return uint64(min(max(p.Quota, 0), math.MaxInt32)) }
