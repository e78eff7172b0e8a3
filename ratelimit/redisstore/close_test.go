package redisstore_test

import (
	"errors"
	"testing"
	"testing/synctest"
	"time"

	"github.com/seed-86b940f4/demur/ratelimit/redisstore"
	"github.com/seed-86b940f4/demur/ratelimit/redisstore/internal/protocoltest"
)

// TestNothingRunsWhenNothingIsLeased waits an hour.
func TestNothingRunsWhenNothingIsLeased(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		network := sound(0)
		s := redisstore.NewOn(network, redisstore.Config{})
		for range 100 {
			take(t, s, charge(1000, 1))
		}
		time.Sleep(3 * time.Second)
		idle := network.Served()
		time.Sleep(time.Hour)
		if n := network.Served(); n != idle {
			t.Errorf("%d statements were made in an hour without a charge", n-idle)
		}
		if redisstore.HasTimer(s) {
			t.Error("a timer runs, and nothing is leased")
		}
	})
}

// TestClose gives back, and goes on without leases.
func TestClose(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		model := new(protocoltest.Model)
		one, two := redisstore.NewOn(model, redisstore.Config{}), redisstore.NewOn(model, redisstore.Config{})
		defer two.Close()
		for range 10 {
			take(t, one, charge(1000, 1))
		}
		for range 2 {
			if err := one.Close(); err != nil {
				t.Error(err)
			}
		}
		if d := take(t, two, charge(1000, 0)); d.Remaining != 990 {
			t.Errorf("%d units are left of 1000; 10 were spent", d.Remaining)
		}
		for i := range 10 {
			take(t, one, charge(1000, 1))
			fresh := redisstore.NewOn(model, redisstore.Config{})
			if d := take(t, fresh, charge(1000, 0)); d.Remaining != 989-i {
				t.Errorf("%d units are left of 1000; %d were spent", d.Remaining, 11+i)
			}
		}
		if redisstore.HasTimer(one) {
			t.Error("a timer runs after Close")
		}
	})
}

// TestCloseReturnsInTime has a server that is gone.
func TestCloseReturnsInTime(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		const timeout = 100 * time.Millisecond
		network := sound(0)
		s := redisstore.NewOn(network, redisstore.Config{Timeout: timeout, Logger: silent})
		for range 10 {
			take(t, s, charge(1000, 1))
		}
		network.SetDown(true)
		begun := time.Now()
		err := s.Close()
		if _, ok := errors.AsType[redisstore.UnavailableError](err); !ok || time.Since(begun) > timeout {
			t.Errorf("%v after %v", err, time.Since(begun))
		}
	})
}

// TestColdKeyLeasesNothing has a key that was hot once.
func TestColdKeyLeasesNothing(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		model := new(protocoltest.Model)
		s := redisstore.NewOn(model, redisstore.Config{})
		defer s.Close()
		for range 500 {
			take(t, s, charge(10_000, 1))
			time.Sleep(time.Millisecond)
		}
		time.Sleep(3 * time.Second)
		for i := range 5 {
			take(t, s, charge(10_000, 1))
			other := redisstore.NewOn(model, redisstore.Config{})
			if d := take(t, other, charge(10_000, 0)); d.Remaining != 9499-i {
				t.Errorf("another instance finds %d units left of 10000, and %d are spent", d.Remaining, 501+i)
			}
			time.Sleep(3 * time.Second)
		}
	})
}
