package redisstore

// NewOn is New on a server that need not be Redis.
var NewOn = newStore

// HasTimer reports whether the timer that looks for idle leases is armed.
func HasTimer(s *Store) bool {
	s.leases.mu.Lock()
	defer s.leases.mu.Unlock()
	return s.leases.timer != nil && !s.leases.stopped
}

// Len is how many entries there are.
func Len(s *Store) (n int) {
	for i := range s.entries.shards {
		sh := &s.entries.shards[i]
		sh.mu.RLock()
		n += len(sh.m)
		sh.mu.RUnlock()
	}
	return n
}

// What the zero Config stands for.
const (
	DefaultTimeout = defaultTimeout
	DefaultNodes   = defaultNodes
	DefaultRetry   = defaultRetry
)

// OpenBreakers is how many servers are known to be gone.
func OpenBreakers(s *Store) int { return int(s.breakers.open.Load()) }
