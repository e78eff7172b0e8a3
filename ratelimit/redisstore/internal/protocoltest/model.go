// Package protocoltest has a server that keeps the protocol in memory, and a
// network that does not keep anything.
package protocoltest

import (
	"context"
	"sync"
	"time"

	"github.com/seed-86b940f4/demur/ratelimit/redisstore/internal/protocol"
)

// A Model is a server that judges as the script does. The zero value is ready. It
// is safe for concurrent use.
type Model struct {
	mu       sync.Mutex
	now      func() time.Time
	counters map[string]*counter
}

type counter struct {
	ends, used int64
	claims     map[string]claim
}

type claim struct{ units, seq int64 }

// SetClock makes the server read another clock than time.Now.
func (m *Model) SetClock(now func() time.Time) {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.now = now
}

// Forget loses all data, as a server that restarts.
func (m *Model) Forget() {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.counters = nil
}

// State judges a statement.
func (m *Model) State(_ context.Context, s protocol.Statement) (protocol.Reply, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	now := time.Now()
	if m.now != nil {
		now = m.now()
	}
	ends := now.Unix() - now.Unix()%s.Window + s.Window
	c := m.counters[s.Key]
	if c == nil || c.ends <= now.Unix() { // expired
		c = new(counter)
	}
	for _, later := range []struct {
		ends int64
		ok   bool
	}{{c.ends, true}, {s.Ends, s.Known}} {
		if later.ok && later.ends > ends && later.ends-ends <= s.Window {
			ends = later.ends
		}
	}
	if c.ends != ends {
		delete(m.counters, s.Key)
		c = &counter{ends: ends, claims: make(map[string]claim)}
	}
	have, free := s.Have, s.Free
	if s.Ends != ends {
		have, free = 0, 0
	}
	left := time.Unix(ends, 0).Sub(now).Microseconds()
	before := c.claims[s.ID]
	switch {
	case s.Seq < before.seq:
		return protocol.Reply{Grant: -1, Used: c.used, Ends: ends, Left: left}, nil
	case s.Seq == before.seq:
		return protocol.Reply{Grant: before.units - have, Used: c.used, Ends: ends, Left: left}, nil
	}
	used, grant := c.used-before.units+have, int64(0)
	if rest := s.Quota - used; rest > 0 && rest >= s.Least-free {
		grant = min(rest, max(s.Want-free, min(rest/s.Div, s.Share)))
	}
	r := protocol.Reply{Grant: grant, Used: used + grant, Ends: ends, Left: left}
	if before.seq == 0 && have+grant == 0 {
		return r, nil
	}
	c.used = r.Used
	c.claims[s.ID] = claim{have + grant, s.Seq}
	if s.Final {
		delete(c.claims, s.ID)
	}
	if m.counters == nil {
		m.counters = make(map[string]*counter)
	}
	m.counters[s.Key] = c
	return r, nil
}

// Home is "": a model is of no Cluster.
func (m *Model) Home(string) string { return "" }
