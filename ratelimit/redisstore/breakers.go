package redisstore

import (
	"sync"
	"sync/atomic"
	"time"
)

// breakers has one breaker for each server of a Cluster, since most of them answer
// when one does not. Otherwise there is one breaker, whose server has no name.
type breakers struct {
	cfg  *Config
	open atomic.Int32 // how many of them are open

	mu sync.RWMutex
	m  map[string]*breaker
}

// forgetAfter is how long an open breaker is kept that nobody has asked: its server
// has left the Cluster.
const forgetAfter = time.Hour

// of returns the breaker of a server.
func (bs *breakers) of(server string) *breaker {
	bs.mu.RLock()
	b := bs.m[server]
	bs.mu.RUnlock()
	if b != nil {
		return b
	}
	bs.mu.Lock()
	defer bs.mu.Unlock()
	if b := bs.m[server]; b != nil {
		return b
	}
	now := time.Now()
	for name, b := range bs.m {
		if b.isForgotten(now) {
			delete(bs.m, name)
			bs.open.Add(-1)
		}
	}
	if bs.m == nil {
		bs.m = make(map[string]*breaker)
	}
	b = &breaker{cfg: bs.cfg, server: server, opened: &bs.open}
	bs.m[server] = b
	return b
}

// succeeded reports an answer. It also shows that the client knows which server has
// which key, so no failure of an unknown server counts any more.
func (bs *breakers) succeeded(server string) {
	bs.of(server).succeeded()
	if server != "" {
		bs.of("").succeeded()
	}
}

// cause returns why a server is gone.
func (bs *breakers) cause() (err error) {
	bs.mu.RLock()
	defer bs.mu.RUnlock()
	for _, b := range bs.m {
		if err = b.cause(); err != nil && b.open.Load() {
			return err
		}
	}
	return err
}

// serverOf names the server that has the counter of an entry.
func (s *Store) serverOf(e *entry) string { return s.server.Home(e.digest.redisKey(s.cfg.Prefix)) }

// cutOff returns the breaker of the entry's server if that is known to be gone, and
// nil if it is not.
func (s *Store) cutOff(e *entry) *breaker {
	if s.breakers.open.Load() == 0 {
		return nil // so it takes no time to find out which server it is
	}
	if b := s.breakers.of(s.serverOf(e)); b.open.Load() {
		return b
	}
	return nil
}

// probe sends a statement to a server that is gone, without a request that waits for
// it, if that is due. The entry is locked.
func (s *Store) probe(e *entry, b *breaker, now time.Time) {
	if e.flight == nil && b.due(now) {
		s.launch(e, now, flightOptions{probe: b})
	}
}
