package redisstore

import (
	"sync"
	"time"

	"github.com/seed-86b940f4/demur/ratelimit"
)

// entries are found by the hash of their counter. They are divided so that
// few callers wait for each other.
type entries struct {
	max    int // in each shard
	shards []shard
}

type shard struct {
	mu sync.RWMutex
	m  map[uint64]*entry
	_  [24]byte
}

func (es *entries) init(maxKeys int) {
	const perShard = 64 // at least, if there are many
	n := 1
	for n < 256 && maxKeys >= 2*n*perShard {
		n *= 2
	}
	es.max = (maxKeys + n - 1) / n
	es.shards = make([]shard, n)
	for i := range es.shards {
		es.shards[i].m = make(map[uint64]*entry)
	}
}

func (es *entries) shard(hash uint64) *shard {
	return &es.shards[(hash>>32)%uint64(len(es.shards))]
}

func (es *entries) find(hash uint64) *entry {
	sh := es.shard(hash)
	sh.mu.RLock()
	e := sh.m[hash]
	sh.mu.RUnlock()
	return e
}

// add returns the entry of a counter, a new one if there is none. It returns nil
// if there is no room, which is so only while Redis is gone.
func (es *entries) add(hash uint64, c ratelimit.Charge, s *Store) *entry {
	sh := es.shard(hash)
	sh.mu.Lock()
	defer sh.mu.Unlock()
	if e := sh.m[hash]; e != nil {
		return e
	}
	now := time.Now()
	e := &entry{digest: digestOf(c), window: int64(c.Policy.Window / time.Second), id: s.newID(), active: now}
	if !sh.makeRoom(e, es.max, now, s) {
		return nil
	}
	sh.m[hash] = e
	return e
}

// makeRoom looks at a few entries, which begin anywhere in the map. Two are enough
// to drop those that are over as fast as others come. In a full shard one that
// has been idle for long is dropped, the longest of sixteen. None is dropped whose
// server is gone, nor for a new one whose server is gone, except for a probe.
func (sh *shard) makeRoom(fresh *entry, limit int, now time.Time, s *Store) bool {
	full := len(sh.m) >= limit
	kept := false
	var oldest *entry
	var at uint64
	looked := 0
	for hash, e := range sh.m {
		if looked++; looked > 16 || looked > 2 && !full {
			break
		}
		if !e.mu.TryLock() {
			continue // it is busy
		}
		switch {
		case e.flight != nil || len(e.waiting) > 0:
		case e.isOver(now):
			e.gone = true
			delete(sh.m, hash)
			full = len(sh.m) >= limit
		case s.cutOff(e) != nil:
			kept = true // what it has spent would be forgotten
		case oldest == nil || e.active.Before(oldest.active):
			if oldest != nil {
				oldest.mu.Unlock()
			}
			oldest, at = e, hash
			continue
		}
		e.mu.Unlock()
	}
	if oldest != nil {
		defer oldest.mu.Unlock()
	}
	if !full {
		return true
	}
	if b := s.cutOff(fresh); b != nil && !b.isDue(now) {
		return false
	}
	if oldest == nil {
		return !kept // all are busy, so they are not many more than callers
	}
	oldest.gone = true
	delete(sh.m, at)
	s.settle(oldest)
	return true
}

// isOver reports whether nothing is lost with the entry.
func (e *entry) isOver(now time.Time) bool {
	return !now.Before(e.reset) && now.Sub(e.active) >= idle
}
