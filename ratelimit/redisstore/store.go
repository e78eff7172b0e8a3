package redisstore

import (
	"context"
	"errors"
	"hash/maphash"
	"reflect"
	"sync/atomic"
	"time"

	"github.com/redis/go-redis/v9"

	"github.com/seed-86b940f4/demur/ratelimit"
	"github.com/seed-86b940f4/demur/ratelimit/redisstore/internal/protocol"
)

// A Store is a [ratelimit.Store] whose counters are in Redis. It is safe for
// concurrent use. The zero value is of no use; call [New].
//
// Decision.Remaining is what was left when this instance last asked Redis, minus what
// it has spent since. It does not know what other instances have leased in the
// meantime. Decision.Reset is never too early, and too late by one round trip at most.
type Store struct {
	cfg      Config
	server   protocol.Server
	seeds    seeds
	node     string
	made     atomic.Uint64 // entries, for their names
	entries  entries
	breakers breakers
	leases   leases
	offset   atomic.Int64 // of the server's clock from ours, in nanoseconds
	closed   atomic.Bool

	// uncounted has the keys that there is no room for while Redis is gone.
	uncounted ratelimit.MemoryStore
}

var _ ratelimit.Store = (*Store)(nil)

// New returns a Store on Redis 5 or later, or Valkey: a single server, one
// behind Sentinel, or a Cluster. It does not contact the server, and it leaves client
// open. The error names every mistake of cfg.
func New(client redis.UniversalClient, cfg Config) (*Store, error) {
	err := cfg.check()
	if v := reflect.ValueOf(client); client == nil || v.Kind() == reflect.Pointer && v.IsNil() {
		err = errors.Join(errors.New("redisstore: the client is nil"), err)
	}
	if err != nil {
		return nil, err
	}
	return newStore(protocol.NewRedis(client), cfg), nil
}

func newStore(server protocol.Server, cfg Config) *Store {
	cfg = cfg.withDefaults()
	s := &Store{cfg: cfg, server: server, seeds: seeds{maphash.MakeSeed(), maphash.MakeSeed()}, node: newNode()}
	s.entries.init(cfg.MaxKeys)
	s.breakers.cfg = &s.cfg
	return s
}

// Take counts a charge, with at most one round trip to Redis. It makes no round trip if
// it has leased units, nor for a quarter of a second after it has learnt that the quota
// is spent. It returns the error of ctx if ctx is done first, and an
// [UnavailableError] if Redis is unavailable and Config.OnUnavailable is [Refuse].
//
// After [Store.Close] Take works as with Config.WithoutLeases.
func (s *Store) Take(ctx context.Context, c ratelimit.Charge) (ratelimit.Decision, error) {
	h := s.seeds.hash(&c)
	for {
		e := s.entries.find(h)
		if e == nil {
			if e = s.entries.add(h, c, s); e == nil {
				return s.takeUncounted(ctx, c)
			}
		}
		e.mu.Lock()
		if e.gone {
			e.mu.Unlock()
			continue
		}
		d, w, err := s.charge(e, &c)
		e.mu.Unlock()
		if w == nil {
			return d, err
		}
		return s.wait(ctx, e, w)
	}
}

// charge decides what can be decided here and now. Otherwise it returns a waiter,
// which a flight is under way for. The entry is locked.
func (s *Store) charge(e *entry, c *ratelimit.Charge) (d ratelimit.Decision, w *waiter, err error) {
	now, n := time.Now(), int64(c.N)
	if n < 0 {
		if e.giveBack(c, now) {
			s.watch(e)
		}
		n = 0
	}
	if d, ok := e.decide(c.Policy, n, now, s.exact() && c.N != 0); ok {
		return d, nil, nil
	}
	if b := s.cutOff(e); b != nil {
		d, err := s.unavailable(e, c.Policy, n, now, b.cause())
		s.probe(e, b, now)
		return d, nil, err
	}
	w = &waiter{policy: c.Policy, n: n, since: now, done: make(chan struct{})}
	e.waiting = append(e.waiting, w)
	if e.flight == nil {
		s.launch(e, now, flightOptions{})
	}
	return d, w, nil
}

// exact reports whether nothing is to be leased.
func (s *Store) exact() bool { return s.cfg.WithoutLeases || s.closed.Load() }

// wait waits until a flight has landed. Each flight does within the timeout.
func (s *Store) wait(ctx context.Context, e *entry, w *waiter) (ratelimit.Decision, error) {
	select {
	case <-w.done:
		return w.decision, w.err
	case <-ctx.Done():
	}
	e.mu.Lock()
	defer e.mu.Unlock()
	select {
	case <-w.done: // in the meantime
		return w.decision, w.err
	default:
		w.left = true
		return ratelimit.Decision{}, ctx.Err()
	}
}
