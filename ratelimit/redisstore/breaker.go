package redisstore

import (
	"log/slog"
	"sync"
	"sync/atomic"
	"time"
)

const (
	// tolerated is how many round trips may fail in a row before nobody waits for
	// Redis any more.
	tolerated = 2

	// maxProbes bounds the round trips that a client that does not obey a context
	// may leave under way.
	maxProbes = 8
)

// A breaker keeps requests from waiting for a server that is gone.
type breaker struct {
	cfg    *Config
	open   atomic.Bool
	probes atomic.Int32 // under way

	mu       sync.Mutex
	failures int       // in a row
	err      error     // the last
	retry    time.Time // when the next probe is due
}

func (b *breaker) cause() error {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.err
}

// due reports whether it is time to see if the server is back. It is true for one
// caller, who then must probe.
func (b *breaker) due(now time.Time) bool {
	b.mu.Lock()
	defer b.mu.Unlock()
	if !b.open.Load() || now.Before(b.retry) || b.probes.Load() >= maxProbes {
		return false
	}
	b.retry = now.Add(b.cfg.Retry)
	b.probes.Add(1)
	return true
}

func (b *breaker) succeeded() {
	b.mu.Lock()
	b.failures = 0
	closed := b.open.Swap(false)
	b.mu.Unlock()
	if closed {
		b.cfg.logger().Info("redisstore: Redis is available again")
	}
}

func (b *breaker) failed(err error, now time.Time) {
	b.mu.Lock()
	b.failures++
	b.err = err
	opened := false
	if b.failures > tolerated || isRefused(err) {
		opened = !b.open.Swap(true)
	}
	if opened {
		b.retry = now.Add(b.cfg.Retry)
	}
	b.mu.Unlock()
	if opened {
		b.cfg.logger().Error("redisstore: Redis is unavailable",
			slog.Any("error", err), slog.String("on_unavailable", b.cfg.OnUnavailable.String()))
	}
}

func (cfg *Config) logger() *slog.Logger {
	if cfg.Logger != nil {
		return cfg.Logger
	}
	return slog.Default()
}

// probe sends a statement, without a request that waits for it, if that is due.
// The entry is locked.
func (s *Store) probe(e *entry, now time.Time) {
	if e.flight == nil && s.breaker.due(now) {
		s.launch(e, now, flightOptions{probe: true})
	}
}
