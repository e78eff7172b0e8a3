package redisstore_test

import (
	"context"
	"errors"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/redis/go-redis/v9"

	"github.com/seed-86b940f4/demur/ratelimit"
	"github.com/seed-86b940f4/demur/ratelimit/redisstore"
	"github.com/seed-86b940f4/demur/ratelimit/redisstore/internal/protocol"
	"github.com/seed-86b940f4/demur/ratelimit/redisstore/internal/protocoltest"
)

func charge(quota, n int) ratelimit.Charge {
	return ratelimit.Charge{Policy: ratelimit.Policy{Name: "p", Quota: quota, Window: time.Hour}, Key: "k", N: n}
}

func take(t *testing.T, s *redisstore.Store, c ratelimit.Charge) ratelimit.Decision {
	t.Helper()
	d, err := s.Take(context.Background(), c)
	if err != nil {
		t.Fatal(err)
	}
	return d
}

// sound is a network without faults.
func sound(latency time.Duration) *protocoltest.Network {
	return protocoltest.NewNetwork(new(protocoltest.Model), 1, protocoltest.Faults{Latency: latency})
}

// A slow server answers late, and does not look at the context.
type slow struct {
	protocol.Server
	latency time.Duration
}

func (s slow) State(ctx context.Context, st protocol.Statement) (protocol.Reply, error) {
	time.Sleep(s.latency)
	return s.Server.State(ctx, st)
}

// TestHotKeyIsAnsweredLocally counts round trips.
func TestHotKeyIsAnsweredLocally(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		network := sound(time.Millisecond)
		s := redisstore.NewOn(network, redisstore.Config{})
		defer s.Close()
		const charges = 100_000
		for range charges {
			if !take(t, s, charge(charges, 1)).Allowed {
				t.Fatal("a unit of the quota was refused")
			}
			time.Sleep(10 * time.Microsecond)
		}
		// A lease is a sixteenth of what is left, so the last few units take a trip each.
		if n := network.Served(); n > 300 {
			t.Errorf("%d charges in a second took %d round trips", charges, n)
		}
	})
}

// TestChargesShareRoundTrips has many callers wait for one key.
func TestChargesShareRoundTrips(t *testing.T) {
	t.Parallel()
	for _, exact := range []bool{false, true} {
		synctest.Test(t, func(t *testing.T) {
			network := sound(time.Millisecond)
			s := redisstore.NewOn(network, redisstore.Config{WithoutLeases: exact})
			defer s.Close()
			var wg sync.WaitGroup
			for range 64 {
				wg.Go(func() {
					if !take(t, s, charge(64, 1)).Allowed {
						t.Error("a unit of the quota was refused")
					}
				})
			}
			wg.Wait()
			if n := network.Served(); n > 2 {
				t.Errorf("64 charges at a time took %d round trips", n)
			}
		})
	}
}

// TestLargeChargesAreNotOvertaken has small charges come while a large one waits,
// which counts on what is leased.
func TestLargeChargesAreNotOvertaken(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		s := redisstore.NewOn(slow{new(protocoltest.Model), 10 * time.Millisecond}, redisstore.Config{OnUnavailable: redisstore.Refuse})
		defer s.Close()
		for range 4 { // the last leaves some that are leased
			take(t, s, charge(1000, 1))
		}
		var wg sync.WaitGroup
		for _, n := range []int{100, 1, 1, 1} {
			wg.Go(func() {
				if !take(t, s, charge(1000, n)).Allowed {
					t.Errorf("%d units were refused, with hundreds left", n)
				}
			})
			synctest.Wait()
		}
		wg.Wait()
	})
}

// TestSpentKeyIsRefusedLocally has a client that goes on, for a second.
func TestSpentKeyIsRefusedLocally(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		network := sound(0)
		s := redisstore.NewOn(network, redisstore.Config{})
		defer s.Close()
		take(t, s, charge(5, 5))
		for range 1000 {
			if take(t, s, charge(5, 1)).Allowed {
				t.Fatal("more than the quota was admitted")
			}
			time.Sleep(time.Millisecond)
		}
		if n := network.Served(); n > 6 {
			t.Errorf("1000 refusals in a second took %d round trips", n)
		}
	})
}

// TestNobodyWaitsLongerThanTheTimeout has a client that waits for 5 s itself. Some
// come when others wait already.
func TestNobodyWaitsLongerThanTheTimeout(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		const timeout = 100 * time.Millisecond
		server := slow{new(protocoltest.Model), 5 * time.Second}
		defer time.Sleep(10 * time.Second) // the last late replies
		s := redisstore.NewOn(server, redisstore.Config{Timeout: timeout, Logger: silent})
		defer s.Close()
		var wg sync.WaitGroup
		for i := range 200 {
			wg.Go(func() {
				time.Sleep(time.Duration(i) * time.Millisecond)
				begun := time.Now()
				d := take(t, s, charge(1000, 1))
				if took := time.Since(begun); took > timeout || !d.Allowed {
					t.Errorf("charge %d: %+v after %v", i, d, took)
				}
			})
		}
		wg.Wait()
		time.Sleep(10 * time.Second) // late replies come, and are lost
		if d := take(t, s, charge(1000, 0)); d.Remaining != 800 {
			t.Errorf("%d units are left of 1000, after 200 charges", d.Remaining)
		}
	})
}

// TestCancelledCallersDoNotSpoilOthers has the one who went first give up.
func TestCancelledCallersDoNotSpoilOthers(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		server := slow{new(protocoltest.Model), 40 * time.Millisecond}
		s := redisstore.NewOn(server, redisstore.Config{WithoutLeases: true, OnUnavailable: redisstore.Refuse})
		defer s.Close()
		ctx, cancel := context.WithTimeout(t.Context(), 10*time.Millisecond)
		defer cancel()
		var wg sync.WaitGroup
		for _, ctx := range []context.Context{ctx, ctx, t.Context(), t.Context()} {
			wg.Go(func() {
				begun := time.Now()
				d, err := s.Take(ctx, charge(10, 1))
				switch {
				case ctx == t.Context():
					if err != nil || !d.Allowed {
						t.Errorf("%+v, %v", d, err)
					}
				case !errors.Is(err, context.DeadlineExceeded) || time.Since(begun) != 10*time.Millisecond:
					t.Errorf("%v after %v", err, time.Since(begun))
				}
			})
			synctest.Wait()
		}
		wg.Wait()
		if d := take(t, s, charge(10, 1)); !d.Allowed || d.Remaining < 5 {
			t.Errorf("%+v: four at most were counted", d)
		}
	})
}

func TestNew(t *testing.T) {
	t.Parallel()
	client := redis.NewClient(&redis.Options{Addr: "127.0.0.1:1"})
	defer client.Close()
	if _, err := redisstore.New(client, redisstore.Config{}); err != nil {
		t.Errorf("the zero Config: %v", err)
	}
	for _, client := range []redis.UniversalClient{nil, (*redis.Client)(nil), (*redis.ClusterClient)(nil)} {
		if s, err := redisstore.New(client, redisstore.Config{}); err == nil || s != nil {
			t.Errorf("New(%#v) = %v, %v", client, s, err)
		}
	}
}
