package redisstore_test

import (
	"testing"
	"time"

	"github.com/seed-86b940f4/demur/ratelimit/redisstore"
)

// TestNeverMoreThanTheQuota has several instances, which crash and come back, on
// a network that loses, delays and repeats what is sent.
func TestNeverMoreThanTheQuota(t *testing.T) {
	t.Parallel()
	var admits, refuses, failures int
	schedules(t, 3000, func(t *testing.T, seed uint64) {
		s := newSchedule(seed, 1+int(seed%4), redisstore.Config{OnUnavailable: redisstore.Refuse})
		s.misbehave(float64(seed%3) / 2)
		s.begin()
		defer s.end()
		for range 120 {
			if s.rand.IntN(60) == 0 {
				s.crash(s.rand.IntN(len(s.nodes)))
			}
			s.step()
			s.check(t, 1)
		}
		s.checkLate(t)
		admits, refuses, failures = admits+s.admits, refuses+s.refuses, failures+s.errors
	})
	t.Logf("%d units admitted, %d charges refused, %d failed", admits, refuses, failures)
	if admits == 0 || refuses == 0 || failures == 0 {
		t.Error("the schedules do not do what they are for")
	}
}

// TestOneInstanceIsExactInAnOutage has an instance that outlives its server, which
// loses its data now and then.
func TestOneInstanceIsExactInAnOutage(t *testing.T) {
	t.Parallel()
	schedules(t, 1500, func(t *testing.T, seed uint64) {
		s := newSchedule(seed, 1, redisstore.Config{})
		s.cfg.MaxKeys = 0 // who is evicted is not restored
		s.setSkew(0)      // an instance that has not heard the server goes by its own clock
		s.misbehave(float64(seed%3) / 3)
		s.begin()
		defer s.end()
		for range 120 {
			switch s.rand.IntN(20) {
			case 0:
				s.nodes[0].network.SetDown(true)
			case 1, 2:
				s.nodes[0].network.SetDown(false)
			case 3:
				s.server.Forget()
			}
			s.step()
			s.check(t, 1)
		}
	})
}

// TestOutageAdmitsAQuotaPerInstance is what CountLocally promises of many.
func TestOutageAdmitsAQuotaPerInstance(t *testing.T) {
	t.Parallel()
	schedules(t, 500, func(t *testing.T, seed uint64) {
		s := newSchedule(seed, 3, redisstore.Config{})
		s.cfg.MaxKeys = 0
		s.setSkew(0)
		s.misbehave(0.3)
		s.begin()
		defer s.end()
		for range 120 {
			in := s.nodes[s.rand.IntN(len(s.nodes))]
			switch s.rand.IntN(20) {
			case 0:
				in.network.SetDown(true)
			case 1, 2:
				in.network.SetDown(false)
			}
			s.step()
			s.check(t, len(s.nodes))
		}
	})
}

// TestNothingIsStranded has instances that go idle. What they had leased is there
// for one that asks then, to the last unit.
func TestNothingIsStranded(t *testing.T) {
	t.Parallel()
	schedules(t, 1000, func(t *testing.T, seed uint64) {
		s := newSchedule(seed, 1+int(seed%4), redisstore.Config{OnUnavailable: redisstore.Refuse})
		s.window, s.plans, s.cfg.MaxKeys = time.Hour, s.plans[:1], 0
		s.begin()
		defer s.end()
		for range 60 {
			s.step()
		}
		time.Sleep(3 * time.Second)
		for key := range s.keys {
			last := s.charge(s.nodes[0], key, 0, 1)
			for last.Allowed {
				last = s.charge(s.nodes[0], key, 0, 1)
			}
			if n := s.held[s.slot(key, last)][0]; n != s.plans[0] {
				t.Fatalf("seed %d: %d units of %d were admitted", seed, n, s.plans[0])
			}
		}
		if s.errors > 0 {
			t.Errorf("seed %d: %d charges failed", seed, s.errors)
		}
	})
}

// TestNothingIsRefusedEarly has one instance, whose every refusal must be due.
func TestNothingIsRefusedEarly(t *testing.T) {
	t.Parallel()
	schedules(t, 1000, func(t *testing.T, seed uint64) {
		s := newSchedule(seed, 1, redisstore.Config{OnUnavailable: redisstore.Refuse})
		s.window, s.plans, s.cfg.MaxKeys = 2*time.Second, s.plans[:1], 0
		s.begin()
		defer s.end()
		for range 150 {
			key, n := s.rand.IntN(s.keys), min(1+s.rand.IntN(6), s.plans[0])
			d := s.charge(s.nodes[0], key, 0, n)
			if d.Allowed {
				s.pause()
				continue
			}
			held := 0
			if plans := s.held[s.slot(key, d)]; plans != nil {
				held = plans[0]
			}
			if held+n <= s.plans[0] || d.Remaining != s.plans[0]-held {
				t.Fatalf("seed %d: %d units were refused with %d of %d spent, and %d left", seed, n, held, s.plans[0], d.Remaining)
			}
			if s.rand.IntN(4) == 0 {
				s.refund()
			}
			s.pause()
		}
		s.check(t, 1)
	})
}
