package redistest_test

import (
	"context"
	"log/slog"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/seed-86b940f4/demur/ratelimit/redisstore"
)

const pause = 3 * time.Second

// TestPause has a server stand still for three seconds under load. In one case the
// process is stopped, in the other it goes on to accept commands and runs them later.
func TestPause(t *testing.T) {
	t.Parallel()
	pauses := []struct {
		name       string
		begin, end func(t *testing.T, server *redisProcess)
	}{
		{
			"SIGSTOP",
			func(_ *testing.T, server *redisProcess) { server.pause() },
			func(_ *testing.T, server *redisProcess) { server.resume() },
		},
		{
			"CLIENT PAUSE",
			func(t *testing.T, server *redisProcess) {
				if err := server.client().Do(t.Context(), "CLIENT", "PAUSE", pause.Milliseconds(), "ALL").Err(); err != nil {
					t.Error(err)
				}
			},
			func(*testing.T, *redisProcess) {}, // by itself
		},
	}
	for _, p := range pauses {
		t.Run(p.name, func(t *testing.T) {
			t.Parallel()
			server := startServer(t)
			var loads []*load
			for _, promise := range promises {
				loads = append(loads, newLoad(t, server, promise))
			}
			for _, l := range loads {
				l.begin()
			}
			p.begin(t, server)
			for _, l := range loads {
				l.paused.Store(true)
			}
			time.Sleep(pause)
			p.end(t, server)
			for _, l := range loads {
				l.paused.Store(false)
				l.end(server)
			}
		})
	}
}

// A load is of two instances that share a key.
type load struct {
	t *testing.T
	promise
	stores []*redisstore.Store
	cfg    redisstore.Config
	log    *recorder

	paused   atomic.Bool
	stop     atomic.Bool
	callers  sync.WaitGroup
	admitted atomic.Int64
	outcomes atomic.Int64 // as promised, in the pause
}

const loadQuota = 400

func newLoad(t *testing.T, server *redisProcess, p promise) *load {
	l := &load{t: t, promise: p, log: new(recorder)}
	l.cfg = redisstore.Config{
		Prefix: p.policy.String() + ":", Timeout: timeout, Retry: 50 * time.Millisecond, OnUnavailable: p.policy,
		Logger: slog.New(slog.NewTextHandler(l.log, nil)),
	}
	for range 2 {
		l.stores = append(l.stores, newStore(t, server.client(), l.cfg))
	}
	return l
}

// begin spends an eighth of the quota while the server answers, and goes on.
func (l *load) begin() {
	l.t.Cleanup(l.rest) // if the test fails
	for _, s := range l.stores {
		for range loadQuota / 16 {
			l.charge(s)
		}
	}
	for _, s := range l.stores {
		for range 2 {
			l.callers.Go(func() {
				for !l.stop.Load() {
					l.charge(s)
					time.Sleep(5 * time.Millisecond)
				}
			})
		}
	}
}

func (l *load) charge(s *redisstore.Store) {
	begun := time.Now()
	d, err := s.Take(context.Background(), charge(loadQuota, 1))
	if took := time.Since(begun); took > soon {
		l.t.Errorf("%v: a charge took %v, with a timeout of %v", l.policy, took, timeout)
	}
	if err == nil && d.Allowed {
		l.admitted.Add(1)
	}
	if l.answered(d, err) {
		if l.paused.Load() {
			l.outcomes.Add(1)
		}
	} else if err != nil || d.Allowed && l.policy != redisstore.Refuse {
		l.t.Errorf("%v: %s", l.policy, describe(d, err))
	}
}

func (l *load) rest() {
	l.stop.Store(true)
	l.callers.Wait()
}

// end waits until the store counts in Redis again, and looks at what has been admitted.
func (l *load) end(server *redisProcess) {
	l.t.Helper()
	time.Sleep(timeout)
	l.rest()
	if l.outcomes.Load() == 0 {
		l.t.Errorf("%v: no charge was answered as the README says", l.policy)
	}
	exact := l.cfg
	exact.Timeout, exact.OnUnavailable = patience, redisstore.Refuse
	client := server.client()
	fresh := newStore(l.t, client, exact)
	if l.policy == redisstore.CountLocally {
		const plenty = 1 << 30 // more than the instances have admitted together
		eventually(l.t, "Redis knows what was counted", func() bool {
			ignorant := newStore(l.t, client, exact) // so it asks
			return take(l.t, ignorant, plenty, 0).Remaining == plenty-int(l.admitted.Load())
		})
	}
	// The rest of the quota is there for everybody.
	l.admitted.Add(int64(spendRest(l.t, append(l.stores, fresh), loadQuota)))
	if n, most := int(l.admitted.Load()), l.atMost(loadQuota, len(l.stores)); n > most || n < loadQuota {
		l.t.Errorf("%v: %d units were admitted, of a quota of %d: %d at most", l.policy, n, loadQuota, most)
	}
}
