package redisstore_test

import (
	"context"
	"fmt"
	"log/slog"
	"math/rand/v2"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/seed-86b940f4/demur/ratelimit"
	"github.com/seed-86b940f4/demur/ratelimit/redisstore"
	"github.com/seed-86b940f4/demur/ratelimit/redisstore/internal/protocoltest"
)

// A schedule is a random history of some instances that share a server. All that
// is random comes from the seed.
type schedule struct {
	seed   uint64
	rand   *rand.Rand
	server *protocoltest.Model
	skew   time.Duration // of the server's clock
	faults protocoltest.Faults
	cfg    redisstore.Config
	window time.Duration
	plans  []int // quotas, ascending
	keys   int
	nodes  []*instance

	mu      sync.Mutex
	held    map[slot][]int // by plan
	taken   []taken
	admits  int
	refuses int
	errors  int
	late    time.Duration // by which a unit was spent after its window, at most
}

type instance struct {
	store   *redisstore.Store
	network *protocoltest.Network
}

// A slot is a counter in one window.
type slot struct {
	key, window int64
}

type taken struct {
	on        *instance
	key, plan int
	n         int
	decision  ratelimit.Decision
}

// newSchedule is to be called in a bubble.
func newSchedule(seed uint64, nodes int, cfg redisstore.Config) *schedule {
	s := &schedule{seed: seed, rand: rand.New(rand.NewPCG(seed, 0)), server: new(protocoltest.Model), cfg: cfg, held: map[slot][]int{}}
	s.setSkew(time.Duration(s.rand.Int64N(int64(4*time.Hour))) - 2*time.Hour)
	s.window = []time.Duration{2 * time.Second, 10 * time.Second, time.Minute}[s.rand.IntN(3)]
	s.plans = []int{1 + s.rand.IntN(40)}
	for range s.rand.IntN(3) {
		s.plans = append(s.plans, s.plans[len(s.plans)-1]+1+s.rand.IntN(60))
	}
	s.keys = 1 + s.rand.IntN(4)
	s.cfg.Nodes = 1 + s.rand.IntN(4)
	s.cfg.WithoutLeases = s.rand.IntN(4) == 0
	s.cfg.Logger = slog.New(slog.DiscardHandler)
	if s.rand.IntN(3) == 0 {
		s.cfg.MaxKeys = 1 + s.rand.IntN(3)
	}
	s.nodes = make([]*instance, nodes)
	return s
}

func (s *schedule) setSkew(skew time.Duration) {
	s.skew = skew
	s.server.SetClock(func() time.Time { return time.Now().Add(skew) })
}

func (s *schedule) begin() {
	for i := range s.nodes {
		s.nodes[i] = s.newInstance()
	}
}

// misbehave gives each kind of fault a chance of its own.
func (s *schedule) misbehave(most float64) {
	chance := func() float64 {
		if s.rand.IntN(2) == 0 {
			return 0
		}
		return s.rand.Float64() * most / 6
	}
	s.faults = protocoltest.Faults{
		LostRequest: chance(), LostReply: chance(), LateRequest: chance(),
		LateReply: chance(), Retried: chance(), Repeated: chance(),
		Latency: time.Duration(s.rand.IntN(30)) * time.Millisecond,
		Late:    time.Duration(1 + s.rand.Int64N(int64(2*s.window))),
	}
}

func (s *schedule) newInstance() *instance {
	network := protocoltest.NewNetwork(s.server, s.rand.Uint64(), s.faults)
	return &instance{redisstore.NewOn(network, s.cfg), network}
}

// crash replaces an instance by one that knows nothing.
func (s *schedule) crash(i int) {
	s.nodes[i].network.Cut()
	s.nodes[i].store.Close()
	s.nodes[i] = s.newInstance()
}

func (s *schedule) end() {
	for _, in := range s.nodes {
		in.store.Close()
	}
	time.Sleep(time.Second + 2*s.faults.Late) // what is late has come
}

func (s *schedule) pause() {
	switch s.rand.IntN(8) {
	case 0:
		time.Sleep(time.Duration(s.rand.Int64N(int64(time.Millisecond))))
	case 1:
		time.Sleep(time.Duration(s.rand.Int64N(int64(300 * time.Millisecond))))
	case 2:
		time.Sleep(time.Duration(s.rand.Int64N(int64(3 * time.Second))))
	case 3:
		if s.rand.IntN(5) == 0 {
			time.Sleep(time.Duration(s.rand.Int64N(int64(s.window))))
		}
	}
}

// charge is one request.
func (s *schedule) charge(in *instance, key, plan, n int) ratelimit.Decision {
	begun := time.Now().Add(s.skew)
	d, err := in.store.Take(context.Background(), ratelimit.Charge{
		Policy: ratelimit.Policy{Name: "p", Quota: s.plans[plan], Window: s.window},
		Key:    fmt.Sprint("k", key), N: n,
	})
	s.mu.Lock()
	defer s.mu.Unlock()
	switch {
	case err != nil:
		s.errors++
	case d.Allowed && n > 0:
		s.admits += n
		if end := s.slot(key, d).window * int64(s.window/time.Second); begun.Unix() >= end {
			s.late = max(s.late, begun.Sub(time.Unix(end, 0))+1)
		}
		s.count(key, plan, n, d)
		s.taken = append(s.taken, taken{in, key, plan, n, d})
	case !d.Allowed:
		s.refuses++
	}
	return d
}

// slot returns the server's window. Reset is late by the latency, and the clocks
// differ.
func (s *schedule) slot(key int, d ratelimit.Decision) slot {
	return slot{int64(key), d.Reset.Add(s.skew).Add(s.window/2).Unix() / int64(s.window/time.Second)}
}

func (s *schedule) count(key, plan, n int, d ratelimit.Decision) {
	at := s.slot(key, d)
	if s.held[at] == nil {
		s.held[at] = make([]int, len(s.plans))
	}
	s.held[at][plan] += n
}

// refund gives back what some charge has taken.
func (s *schedule) refund() {
	if len(s.taken) == 0 {
		return
	}
	i := s.rand.IntN(len(s.taken))
	back := s.taken[i]
	s.taken = append(s.taken[:i], s.taken[i+1:]...)
	d := back.decision
	// It is off our count first, since it may be spent again at once.
	s.count(back.key, back.plan, -back.n, d)
	_, err := back.on.store.Take(context.Background(), ratelimit.Charge{
		Policy: d.Policy, Key: fmt.Sprint("k", back.key), N: -back.n, Reset: d.Reset,
	})
	if err != nil {
		s.errors++
	}
}

func (s *schedule) step() {
	in := s.nodes[s.rand.IntN(len(s.nodes))]
	key, plan := s.rand.IntN(s.keys), s.rand.IntN(len(s.plans))
	n := min(s.rand.IntN(5), s.plans[plan])
	switch k := s.rand.IntN(20); {
	case k == 0:
		s.refund()
	case k < 4: // many at a time
		var wg sync.WaitGroup
		for range 2 + s.rand.IntN(10) {
			in, n := s.nodes[s.rand.IntN(len(s.nodes))], min(1+s.rand.IntN(3), s.plans[plan])
			wg.Go(func() { s.charge(in, key, plan, n) })
		}
		wg.Wait()
	default:
		s.charge(in, key, plan, n)
	}
	s.pause()
}

// checkLate looks for units that were asked for when their window was over by the
// server's clock, of which each instance only knows what the server has told.
func (s *schedule) checkLate(t *testing.T) {
	t.Helper()
	if s.late > 0 {
		t.Errorf("seed %d: a unit was spent %v after its window", s.seed, s.late)
	}
}

// check compares what was admitted under each quota with it. times is how many
// quotas may be, as after an outage.
func (s *schedule) check(t *testing.T, times int) {
	t.Helper()
	s.mu.Lock()
	defer s.mu.Unlock()
	for at, held := range s.held {
		sum := 0
		for plan, n := range held {
			if sum += n; sum > times*s.plans[plan] {
				t.Fatalf("seed %d: key %d, window %d: %d units were admitted under quotas of at most %d",
					s.seed, at.key, at.window, sum, s.plans[plan])
			}
		}
	}
}

// schedules runs body in bubbles of their own, and stops at the first that fails.
func schedules(t *testing.T, count uint64, body func(t *testing.T, seed uint64)) {
	t.Helper()
	if testing.Short() {
		count /= 10
	}
	for seed := range count {
		synctest.Test(t, func(t *testing.T) { body(t, seed) })
		if t.Failed() {
			return
		}
	}
}
