package ratelimit

import "math"

// takeSlow counts n for a key that has no slot, or whose slot is changing.
func (t *table) takeSlow(seg *segment, rest, hash, n, quota uint64) (spent uint64, allowed bool, window uint64) {
	seg.mu.Lock()
	defer seg.mu.Unlock()
	for {
		// We may have waited: what counts is the window that is open now.
		window = t.clock.window()
		if seg.buckets.Load() == nil {
			seg.buckets.Store(&[]bucket{{}})
		}
		one, two := pair(*seg.buckets.Load(), rest)
		if s := find(one, two, hash); s != nil {
			if count := s.count.Load(); count>>32 > window && t.isFree(count, window) {
				s.count.CompareAndSwap(count, 0) // the clock was set back
			}
			if spent, allowed, ok := s.add(hash, window, n, quota); ok {
				return spent, allowed, window
			}
			continue // the window has turned
		}
		p, ok := t.choose(seg, one, two, window)
		if !ok {
			continue
		}
		if n == 0 || p.inherited+n > quota {
			return p.inherited, n == 0, window
		}
		spent = p.inherited + n
		if p.slot.count.CompareAndSwap(p.count, changing) {
			if p.evicted {
				seg.full = window
			}
			p.slot.key.Store(hash)
			p.slot.count.Store(window<<32 | spent)
			return spent, true, window
		}
	}
}

// A place is where a new key may be put.
type place struct {
	survey
	inherited uint64 // what the key has spent to begin with
	evicted   bool   // another key is
}

// choose returns the place of a new key. ok is false if it has to be looked for
// again: the segment has grown, or the window has turned.
func (t *table) choose(seg *segment, one, two *bucket, window uint64) (p place, ok bool) {
	a, b := t.survey(one, window), t.survey(two, window)
	if a.turned || b.turned {
		return p, false
	}
	p.survey = a
	if b.free > a.free || b.free == a.free && b.least < a.least {
		p.survey = b
	}
	// The key may have been evicted from either.
	p.inherited = max(a.least, b.least)
	if p.free > 0 {
		if seg.full != window {
			p.inherited = 0 // nobody was evicted here
		}
		return p, true
	}
	if len(*seg.buckets.Load()) < t.maxSize {
		t.grow(seg, window)
		return p, false
	}
	p.evicted = true
	return p, true
}

// isFree reports whether a slot may be given away: its window is over or, since
// the clock was set back, has not come yet.
func (t *table) isFree(count, window uint64) bool {
	return count>>32 < window || count>>32 > window && count>>32 > t.clock.newest.Load()
}

// A survey tells of a bucket how many slots are free, the least count of those
// that are not (0 if one is free), and the slot to give away first.
type survey struct {
	free   int
	least  uint64
	slot   *slot
	count  uint64 // of slot, when it was looked at
	turned bool   // somebody counts in a later window already
}

func (t *table) survey(b *bucket, window uint64) (v survey) {
	v.least = ^uint64(0)
	for i := range b {
		count := b[i].count.Load()
		if t.isFree(count, window) {
			v.free++
			v.least, v.slot, v.count = 0, &b[i], count
		} else if count>>32 > window {
			v.turned = true
		} else if spent := count & spentMask; spent < v.least {
			v.least, v.slot, v.count = spent, &b[i], count
		}
	}
	return v
}

// refund takes n off the count of a key in that window, if it is the open one.
// Where a key was evicted in it, counts must not fall any more, since they stand
// for those that were evicted too.
func (t *table) refund(hash, n, window uint64) (spent, open uint64) {
	seg, rest := t.locate(hash)
	seg.mu.Lock()
	defer seg.mu.Unlock()
	open = t.clock.window()
	buckets := seg.buckets.Load()
	if buckets == nil {
		return 0, open
	}
	one, two := pair(*buckets, rest)
	s := find(one, two, hash)
	if s == nil {
		return 0, open
	}
	for {
		count := s.count.Load()
		if count>>32 != open {
			return 0, open
		}
		spent = count & spentMask
		if open != window || seg.full == open {
			return spent, open
		}
		left := spent - min(n, spent)
		if s.count.CompareAndSwap(count, open<<32|left) {
			return left, open
		}
	}
}

// grow moves the live slots of a segment to a larger array. Who still looks at
// the old one finds all slots changing, and waits for the lock.
func (t *table) grow(seg *segment, window uint64) {
	old := *seg.buckets.Load()
	type entry struct{ hash, count uint64 }
	live := make([]entry, 0, len(old)*len(bucket{}))
	for i := range old {
		for j := range old[i] {
			s := &old[i][j]
			if count := s.count.Swap(changing); !t.isFree(count, window) {
				live = append(live, entry{s.key.Load(), count})
			}
		}
	}
	for size := len(old); ; {
		size += size/8 + 1
		buckets := make([]bucket, size)
		fits := true
		for _, e := range live {
			_, rest := t.locate(e.hash)
			one, two := pair(buckets, rest)
			if fits = put(one, two, e.hash, e.count); !fits {
				break
			}
		}
		if fits {
			seg.buckets.Store(&buckets)
			return
		}
	}
}

func put(one, two *bucket, hash, count uint64) bool {
	into, free := one, 0
	for _, b := range [...]*bucket{one, two} {
		n := 0
		for i := range b {
			if b[i].count.Load() == 0 {
				n++
			}
		}
		if n > free {
			into, free = b, n
		}
	}
	for i := range into {
		if s := &into[i]; s.count.Load() == 0 {
			s.key.Store(hash)
			s.count.Store(count)
			return true
		}
	}
	return false
}

// maxSize returns how many buckets a segment may have for its share of the keys.
// Both buckets of a key are full sooner than all are: in simulations of segments
// of this size never before 0.64 of the slots were taken, and 5/8 is less. Segments
// that are one of many get more than their share by chance, six
// standard deviations at the very most.
func maxSize(share int, many bool) int {
	if many {
		share += 6 * int(math.Sqrt(float64(share)))
	}
	if share <= 2*len(bucket{}) {
		return (share + len(bucket{}) - 1) / len(bucket{})
	}
	return share*8/5/len(bucket{}) + 2
}
