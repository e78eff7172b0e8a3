package ratelimit

import (
	"context"
	"math"
	"sync"
	"sync/atomic"
	"time"
)

// A MemoryStore counts in the memory of this process. The zero value is ready.
// It starts no goroutine, and there is nothing to close. A counter whose window is
// over is free space, so the start of a new window costs nothing. A MemoryStore is safe
// for concurrent use, and must not be copied after its first use.
//
// The store keeps a 64-bit hash of each key, with a random seed, and not the key. So a
// dump of the heap shows no key, and nobody can choose keys that collide. With 5
// million keys in one window, the chance that any two share a counter is 7 in 10
// million.
//
// Memory grows with the number of keys, to about 24 bytes a key, up to MaxKeys. If there
// are more keys in one window, a new key replaces the one among 16 that has spent
// least. The new key begins with a count that is at least as high as that of any key
// replaced there. So no key exceeds its quota, not even a key that was replaced and
// comes back. But keys that come when the store is full may be refused too early. Keys
// that have spent much stay. Where a key was replaced, refunds have no effect until the
// next window.
//
// If the clock is set back to the previous window, the newest window stays open until
// the clock has caught up. If it is set back further, the store follows the clock. The
// store notices a clock that was set within a second.
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
