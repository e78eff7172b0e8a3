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
	server string        // its address in a Cluster, else ""
	opened *atomic.Int32 // how many breakers are open
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

// isDue reports whether it is time to see if the server is back.
func (b *breaker) isDue(now time.Time) bool {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.isDueLocked(now)
}

func (b *breaker) isDueLocked(now time.Time) bool {
	return b.open.Load() && !now.Before(b.retry) && b.probes.Load() < maxProbes
}

// due is isDue for one caller, who then must probe.
func (b *breaker) due(now time.Time) bool {
	b.mu.Lock()
	defer b.mu.Unlock()
	if !b.isDueLocked(now) {
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
	if closed {
		b.opened.Add(-1)
	}
	b.mu.Unlock()
	if closed {
		b.logger().Info("redisstore: Redis is available again")
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
		b.opened.Add(1)
		b.retry = now.Add(b.cfg.Retry)
	}
	b.mu.Unlock()
	if opened {
		b.logger().Error("redisstore: Redis is unavailable",
			slog.Any("error", err), slog.String("on_unavailable", b.cfg.OnUnavailable.String()))
	}
}

// isForgotten reports whether the breaker is open, and nobody has needed the server
// for long. It is not open after that.
func (b *breaker) isForgotten(now time.Time) bool {
	b.mu.Lock()
	defer b.mu.Unlock()
	return now.Sub(b.retry) > forgetAfter && b.open.Swap(false)
}

func (b *breaker) logger() *slog.Logger {
	logger := b.cfg.Logger
	if logger == nil {
		logger = slog.Default()
	}
	if b.server != "" {
		logger = logger.With(slog.String("server", b.server))
	}
	return logger
}
