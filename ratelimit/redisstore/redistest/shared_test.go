package redistest_test

import (
	"log/slog"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/alicebob/miniredis/v2"
	"github.com/redis/go-redis/v9"

	"github.com/seed-86b940f4/demur/ratelimit/redisstore"
)

// TestTwoInstances shares a quota between two stores, each with a client of its
// own.
func TestTwoInstances(t *testing.T) {
	t.Parallel()
	for _, exact := range []bool{false, true} {
		name := map[bool]string{false: "leases", true: "without leases"}[exact]
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			server := startServer(t)
			shareQuota(t, func() redis.UniversalClient { return server.client() }, exact)
		})
	}
}

func shareQuota(t *testing.T, client func() redis.UniversalClient, exact bool) {
	const quota = 20_000
	cfg := redisstore.Config{Timeout: patience, Nodes: 2, WithoutLeases: exact}
	stores := []*redisstore.Store{newStore(t, client(), cfg), newStore(t, client(), cfg)}
	var admitted atomic.Int64
	var wg sync.WaitGroup
	for i := range 32 {
		wg.Go(func() {
			for {
				d, err := stores[i%2].Take(t.Context(), charge(quota, 1+i%3))
				if err != nil {
					t.Error(err)
					return
				}
				if !d.Allowed {
					return
				}
				admitted.Add(int64(1 + i%3))
			}
		})
	}
	wg.Wait()
	if n := admitted.Load(); n > quota || n < quota*9/10 {
		t.Errorf("%d units were admitted, of a quota of %d", n, quota)
	}
	// What one has leased is there for the other, once it is given back.
	if err := stores[1].Close(); err != nil {
		t.Error(err)
	}
	for range 20 {
		for take(t, stores[0], quota, 1).Allowed {
			admitted.Add(1)
		}
		if admitted.Load() >= quota {
			break
		}
		time.Sleep(100 * time.Millisecond) // a refusal is remembered that long
	}
	if n := admitted.Load(); n != quota {
		t.Errorf("%d units were admitted in the end, of a quota of %d", n, quota)
	}
}

// TestIdleLeasesComeBack waits until an instance gives back what it does not use.
func TestIdleLeasesComeBack(t *testing.T) {
	t.Parallel()
	server := startServer(t)
	client := server.client()
	cfg := redisstore.Config{Timeout: patience, Nodes: 1}
	store := newStore(t, client, cfg)
	for range 10 {
		take(t, store, 1000, 1)
	}
	// A new instance knows nothing, so it asks.
	left := func() int { return take(t, newStore(t, client, cfg), 1000, 0).Remaining }
	if n := left(); n == 990 {
		t.Errorf("%d units are left: nothing was leased, so there is nothing to see here", n)
	}
	for begun := time.Now(); left() != 990; time.Sleep(50 * time.Millisecond) {
		if time.Since(begun) > 20*time.Second {
			t.Fatal("leased units have not come back")
		}
	}
}

// TestServersClockDecides has a server whose clock is twelve hours off.
func TestServersClockDecides(t *testing.T) {
	t.Parallel()
	server := miniredis.RunT(t)
	now := time.Now().Truncate(24 * time.Hour).Add(23*time.Hour + 59*time.Minute + 55*time.Second)
	server.SetTime(now)
	client := redis.NewClient(&redis.Options{Addr: server.Addr()})
	defer client.Close()
	store := newStore(t, client, redisstore.Config{Timeout: patience, WithoutLeases: true})
	d := take(t, store, 2, 2)
	if left := time.Until(d.Reset); left > 5*time.Second || left < -patience {
		t.Errorf("Reset is in %v; the day of the server ends in 5s", left)
	}
	if take(t, store, 2, 1).Allowed {
		t.Error("a unit was admitted over the quota")
	}
	server.SetTime(now.Add(5 * time.Second))
	d = take(t, store, 2, 1)
	if !d.Allowed || time.Until(d.Reset) < 23*time.Hour {
		t.Errorf("a day has begun: %+v", d)
	}
	server.SetTime(now.Add(4 * time.Second))
	take(t, store, 2, 1)
	if d := take(t, store, 2, 1); d.Allowed {
		t.Error("the clock was set back, and a window that was over has been opened again")
	}
}

// TestNothingOfTheKeyIsInRedis looks at all there is.
func TestNothingOfTheKeyIsInRedis(t *testing.T) {
	t.Parallel()
	server := miniredis.RunT(t)
	client := redis.NewClient(&redis.Options{Addr: server.Addr()})
	defer client.Close()
	store := newStore(t, client, redisstore.Config{Timeout: patience, Prefix: "quota:"})
	for _, key := range []string{secret, strings.Repeat(secret, 1000)} {
		c := charge(1000, 1)
		c.Key = key
		for range 3 {
			if _, err := store.Take(t.Context(), c); err != nil {
				t.Fatal(err)
			}
		}
	}
	if n := len(server.Keys()); n != 2 {
		t.Errorf("%d Redis keys, want 2", n)
	}
	if dump := server.Dump(); strings.Contains(dump, secret) || strings.Contains(dump, "daily") {
		t.Errorf("the key or the name of the policy is in Redis:\n%s", dump)
	}
	for _, key := range server.Keys() {
		if len(key) != len("quota:{}")+22 || !strings.HasPrefix(key, "quota:{") || !strings.HasSuffix(key, "}") {
			t.Errorf("the Redis key is %q", key)
		}
		if ttl := server.TTL(key); ttl <= 0 || ttl > 24*time.Hour {
			t.Errorf("%q expires in %v", key, ttl)
		}
	}
}

// TestScriptIsLoadedAgain has a server that forgets its scripts, as one that took
// over.
func TestScriptIsLoadedAgain(t *testing.T) {
	t.Parallel()
	server := startServer(t)
	client := server.client()
	store := newStore(t, client, redisstore.Config{Timeout: patience, WithoutLeases: true, OnUnavailable: redisstore.Refuse})
	for i := range 3 {
		if d := take(t, store, 10, 1); !d.Allowed || d.Remaining != 9-i {
			t.Errorf("%+v", d)
		}
		if err := client.ScriptFlush(t.Context()).Err(); err != nil {
			t.Fatal(err)
		}
	}
}

// TestErrorReplies are no refusals.
func TestErrorReplies(t *testing.T) {
	t.Parallel()
	for _, reply := range []string{
		"LOADING Redis is loading the dataset in memory", "READONLY You can't write against a read only replica.",
		"OOM command not allowed when used memory > 'maxmemory'.", "NOPERM this user has no permissions",
	} {
		server := miniredis.RunT(t)
		client := redis.NewClient(&redis.Options{Addr: server.Addr(), MaxRetries: -1})
		defer client.Close()
		store := newStore(t, client, redisstore.Config{
			Timeout: patience, Retry: time.Millisecond, Logger: slog.New(slog.DiscardHandler),
		})
		server.SetError(reply)
		for i := range 5 {
			if d := take(t, store, 5, 1); !d.Allowed {
				t.Errorf("%.8s: charge %d of 5 was refused", reply, i+1)
			}
		}
		server.SetError("")
		time.Sleep(5 * time.Millisecond)
		if d := take(t, store, 5, 1); d.Allowed {
			t.Errorf("%.8s: more than the quota was admitted", reply)
		}
	}
}
