package redistest_test

import (
	"context"
	"testing"
	"time"

	"github.com/seed-86b940f4/demur/ratelimit/redisstore"
)

// TestScriptFlushWhileCounting has a server that forgets its scripts again and again,
// and counts on.
func TestScriptFlushWhileCounting(t *testing.T) {
	t.Parallel()
	const quota = 2000
	server := startServer(t)
	admin := server.client()
	cfg := redisstore.Config{Timeout: patience, WithoutLeases: true, OnUnavailable: redisstore.Refuse}
	stores := []*redisstore.Store{newStore(t, server.client(), cfg), newStore(t, server.client(), cfg)}
	ctx, cancel := context.WithCancel(t.Context())
	flushed, flushing := 0, make(chan struct{})
	go func() {
		defer close(flushing)
		for ; ctx.Err() == nil; time.Sleep(time.Millisecond) {
			if err := admin.ScriptFlush(t.Context()).Err(); err != nil {
				t.Error(err)
				return
			}
			flushed++
		}
	}()
	var spent tally
	spent.spend(t, stores, someKeys(1), quota)
	cancel()
	<-flushing
	if n := spent.of(someKeys(1)[0]); n != quota {
		t.Errorf("%d units were admitted, of a quota of %d", n, quota)
	}
	if flushed < 5 {
		t.Errorf("the scripts were forgotten %d times only", flushed)
	}
}

// TestRestartLosesEverything has two instances count on after a restart. Each repeats
// what it has claimed with its next charge; until then the other knows nothing of it.
func TestRestartLosesEverything(t *testing.T) {
	t.Parallel()
	const quota, each = 20, 6
	for _, test := range []struct {
		name     string
		returns  bool // the second instance charges the key again
		admitted int
	}{
		{"both come back", true, quota},
		{"one comes back", false, quota + each},
	} {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			server := startServer(t)
			cfg := redisstore.Config{Timeout: patience, Retry: timeout, WithoutLeases: true, OnUnavailable: redisstore.Refuse}
			stores := []*redisstore.Store{newStore(t, server.client(), cfg), newStore(t, server.client(), cfg)}
			for _, s := range stores {
				if !take(t, s, quota, each).Allowed {
					t.Fatal("a part of the quota was refused")
				}
			}
			server.kill()
			server.restart()
			if !test.returns {
				stores = stores[:1]
			}
			admitted := 2 * each
			for _, s := range stores {
				eventually(t, "the store counts again", func() bool {
					d, err := s.Take(t.Context(), charge(quota, 1))
					if err == nil && d.Allowed {
						admitted++
					}
					return err == nil
				})
			}
			admitted += spendRest(t, stores, quota)
			if admitted != test.admitted {
				t.Errorf("%d units were admitted, of a quota of %d, want %d", admitted, quota, test.admitted)
			}
		})
	}
}
