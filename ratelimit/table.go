package ratelimit

import (
	"hash/maphash"
	"math/bits"
	"sync"
	"sync/atomic"
	"time"
)

// A table counts the keys of one policy. It is an array of segments that grow one
// by one, so that no growth takes long; each is an array of buckets, of which a
// key has two to choose from. Nothing in it points to anything, so the garbage
// collector has nothing to look at.
type table struct {
	name     string
	length   time.Duration
	seed     maphash.Seed
	maxSize  int // buckets of a segment
	clock    clock
	segments []segment
}

type segment struct {
	buckets atomic.Pointer[[]bucket]
	mu      sync.Mutex // held to give a slot to another key
	full    uint64     // newest window in which a key was evicted; guarded by mu
	_       [40]byte   // a cache line each
}

// A slot is the counter of one key: the number of the window, and what was spent
// in it. It is free when its window is over.
type slot struct {
	key   atomic.Uint64 // a hash
	count atomic.Uint64 // window<<32 | spent
}

type bucket [8]slot

// changing is the count of a slot that is being given to another key.
const changing = ^uint64(0)

const spentMask = 1<<32 - 1

func newTable(name string, window time.Duration, maxKeys int) *table {
	const perSegment = 4096
	maxKeys = min(maxKeys, 1<<30) // no sum of it overflows, and few memories hold so many
	n := min(max(maxKeys/perSegment, 1), 1024)
	share := (maxKeys + n - 1) / n
	return &table{
		name:     name,
		length:   window,
		seed:     maphash.MakeSeed(),
		maxSize:  maxSize(share, n > 1),
		clock:    clock{seconds: max(int64(window/time.Second), 1), base: time.Now()},
		segments: make([]segment, n),
	}
}

// hash is never that of an unused slot.
func (t *table) hash(key string) uint64 { return max(maphash.String(t.seed, key), 1) }

// locate returns the segment of a hash, and what is left of it to choose buckets.
func (t *table) locate(hash uint64) (*segment, uint64) {
	i, rest := bits.Mul64(hash, uint64(len(t.segments)))
	return &t.segments[i], rest
}

// pair returns the two buckets of a key, which differ if there are two.
func pair(buckets []bucket, rest uint64) (*bucket, *bucket) {
	n := uint64(len(buckets))
	one, low := bits.Mul64(rest, n)
	if n == 1 {
		return &buckets[0], &buckets[0]
	}
	step, _ := bits.Mul64(low*0x9e3779b97f4a7c15, n-1)
	two := one + 1 + step
	if two >= n {
		two -= n
	}
	return &buckets[one], &buckets[two]
}

// find returns the slot that hash has, or had a moment ago.
func find(one, two *bucket, hash uint64) *slot {
	for i := range one {
		if one[i].key.Load() == hash {
			return &one[i]
		}
	}
	for i := range two {
		if two[i].key.Load() == hash {
			return &two[i]
		}
	}
	return nil
}

// take counts n in the open window if that stays within quota. It returns what
// is spent then.
func (t *table) take(hash, n, quota uint64) (spent uint64, allowed bool, window uint64) {
	window = t.clock.window()
	seg, rest := t.locate(hash)
	if buckets := seg.buckets.Load(); buckets != nil {
		one, two := pair(*buckets, rest)
		if s := find(one, two, hash); s != nil {
			if spent, allowed, ok := s.add(hash, window, n, quota); ok {
				return spent, allowed, window
			}
		}
	}
	return t.takeSlow(seg, rest, hash, n, quota)
}

// add counts n in the slot. ok is false if the slot is not hash's, or is of a
// later window: then nothing was counted for it.
func (s *slot) add(hash, window, n, quota uint64) (spent uint64, allowed, ok bool) {
	for {
		old := s.count.Load()
		if old>>32 > window || s.key.Load() != hash {
			return 0, false, false
		}
		spent = old & spentMask
		if old>>32 < window {
			spent = 0
		}
		if n == 0 || spent+n > quota {
			if s.count.Load() != old {
				continue // what we read may not have been of this key
			}
			return spent, n == 0, true
		}
		spent += n
		if s.count.CompareAndSwap(old, window<<32|spent) {
			// If the slot changed hands in between and came to the same count, its
			// new key pays for us, and we have yet to pay.
			return spent, true, s.key.Load() == hash
		}
	}
}
