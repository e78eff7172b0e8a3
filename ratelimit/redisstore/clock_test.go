package redisstore_test

import (
	"testing"
	"testing/synctest"
	"time"

	"github.com/seed-86b940f4/demur/ratelimit/redisstore"
	"github.com/seed-86b940f4/demur/ratelimit/redisstore/internal/protocoltest"
)

// TestOutageGoesByTheServersClock turns the server's hour, which is not ours,
// while the server is gone.
func TestOutageGoesByTheServersClock(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		const skew = 25 * time.Minute
		model := new(protocoltest.Model)
		model.SetClock(func() time.Time { return time.Now().Add(skew) })
		network := protocoltest.NewNetwork(model, 1, protocoltest.Faults{})
		s := redisstore.NewOn(network, redisstore.Config{Logger: silent})
		defer s.Close()
		if d := take(t, s, charge(3, 1)); time.Until(d.Reset) != 35*time.Minute {
			t.Errorf("the hour ends in %v, want 35m", time.Until(d.Reset))
		}
		network.SetDown(true)
		for range 2 {
			for i := range 3 {
				d := take(t, s, charge(3, 1))
				if !d.Allowed && i < 2 || time.Until(d.Reset) > time.Hour {
					t.Errorf("charge %d: %+v", i, d)
				}
			}
			if take(t, s, charge(3, 1)).Allowed {
				t.Error("more than the quota was admitted")
			}
			time.Sleep(35 * time.Minute)
		}
		network.SetDown(false)
		// An hour later by the server's clock: 10 minutes into the second.
		if left := time.Until(take(t, s, charge(3, 0)).Reset); left != 25*time.Minute {
			t.Errorf("the hour ends in %v, want 25m", left)
		}
	})
}

// TestClockOfTheServerIsSetBack does not open a window again that is over.
func TestClockOfTheServerIsSetBack(t *testing.T) {
	t.Parallel()
	for _, forgets := range []bool{false, true} {
		synctest.Test(t, func(t *testing.T) {
			model, skew := new(protocoltest.Model), time.Duration(0)
			model.SetClock(func() time.Time { return time.Now().Add(skew) })
			s := redisstore.NewOn(model, redisstore.Config{WithoutLeases: true})
			defer s.Close()
			time.Sleep(time.Until(time.Now().Truncate(time.Hour).Add(time.Hour)))
			take(t, s, charge(3, 3))
			skew = -time.Second // before the hour
			if forgets {        // as one that takes over, and had not heard
				model.Forget()
			}
			if take(t, s, charge(3, 1)).Allowed {
				t.Error("more than the quota was admitted")
			}
			if other := redisstore.NewOn(model, redisstore.Config{}); !forgets && take(t, other, charge(3, 1)).Allowed {
				t.Error("more than the quota was admitted by an instance that did not know")
			}
			time.Sleep(time.Second)
			if take(t, s, charge(3, 1)).Allowed {
				t.Error("more than the quota was admitted when the hour began again")
			}
			skew = -5 * time.Hour // who has been wrong by hours is believed
			if d := take(t, s, charge(3, 1)); !d.Allowed {
				t.Error("a clock that was hours ahead is not believed any more")
			}
		})
	}
}
