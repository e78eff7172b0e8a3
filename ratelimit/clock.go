package ratelimit

import (
	"sync"
	"sync/atomic"
	"time"
)

// A clock tells which window is open. It reads the monotonic clock, which is
// twice as fast as the other, and the wall clock at the end of each window and
// every second, since the monotonic clock stands still while a machine sleeps.
//
// Windows open in order: one that somebody has seen is not closed again, unless
// the wall clock was wrong by more than a whole one.
type clock struct {
	seconds int64     // length of a window
	base    time.Time // from when the monotonic clock is read

	newest    atomic.Uint64 // the open window, counted from the Unix epoch
	from, due atomic.Int64  // when newest was read and when it has to be read again

	mu sync.Mutex // held to read the wall clock
}

// window returns the number of the open window.
func (c *clock) window() uint64 {
	now := int64(time.Since(c.base))
	if now >= c.due.Load() || now < c.from.Load() {
		return c.turn()
	}
	return c.newest.Load()
}

func (c *clock) turn() uint64 {
	c.mu.Lock()
	defer c.mu.Unlock()
	now := time.Now()
	window := uint64(max(now.Unix(), 0) / c.seconds)
	if newest := c.newest.Load(); window+1 == newest {
		window = newest // the clock was set back a little
	}
	c.newest.Store(window)
	left := min(c.end(window).Sub(now.Round(0)), time.Second)
	since := now.Sub(c.base)
	c.due.Store(int64(since + left))
	c.from.Store(int64(since))
	return window
}

// end returns when a window ends, and the next begins.
func (c *clock) end(window uint64) time.Time {
	return time.Unix(int64(window+1)*c.seconds, 0).UTC()
}

// ending returns the window that ends at t.
func (c *clock) ending(t time.Time) uint64 { return uint64(t.Unix()/c.seconds - 1) }
