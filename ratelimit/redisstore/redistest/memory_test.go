package redistest_test

import (
	"log/slog"
	"strings"
	"testing"

	"github.com/redis/go-redis/v9"

	"github.com/seed-86b940f4/demur/ratelimit/redisstore"
)

// fill has a server use all the memory that it may.
func fill(t *testing.T, admin *redis.Client) {
	t.Helper()
	for size := 1 << 20; size > 8; {
		if err := admin.Append(t.Context(), "filling", strings.Repeat("x", size)).Err(); err != nil {
			size /= 2
		}
	}
}

// TestMemoryIsFull has a server that keeps what it has and stores nothing more. That
// is an outage. When there is memory again, so is the count.
func TestMemoryIsFull(t *testing.T) {
	t.Parallel()
	const quota, each = 9, 3
	server := startServer(t, "--maxmemory", "16mb", "--maxmemory-policy", "noeviction")
	admin := server.client()
	for _, p := range promises {
		t.Run(p.policy.String(), func(t *testing.T) {
			cfg := redisstore.Config{
				Timeout: patience, Retry: timeout, WithoutLeases: true, OnUnavailable: p.policy,
				Logger: slog.New(slog.DiscardHandler), Prefix: p.policy.String(),
			}
			store := newStore(t, server.client(), cfg)
			counted := 0
			for range each {
				if !take(t, store, quota, 1).Allowed {
					t.Fatal("a unit of the quota was refused")
				}
				counted++
			}
			fill(t, admin)
			for range each {
				d, err := store.Take(t.Context(), charge(quota, 1))
				if !p.answered(d, err) {
					t.Errorf("memory is full: %s", describe(d, err))
				}
				if p.policy == redisstore.CountLocally {
					counted++
				}
			}
			if err := admin.Del(t.Context(), "filling").Err(); err != nil {
				t.Fatal(err)
			}
			cfg.OnUnavailable = redisstore.Refuse
			other := newStore(t, server.client(), cfg)
			eventually(t, "Redis knows what was counted", func() bool {
				return take(t, newStore(t, server.client(), cfg), quota, 0).Remaining == quota-counted
			})
			for take(t, other, quota, 1).Allowed {
				counted++
			}
			if counted != quota {
				t.Errorf("%d units were counted, of a quota of %d", counted, quota)
			}
			eventually(t, "the store refuses what is over the quota", func() bool {
				d, err := store.Take(t.Context(), charge(quota, 1))
				if d.Allowed && p.policy != redisstore.Admit {
					t.Errorf("the quota is spent: %s", describe(d, err))
				}
				return err == nil && !d.Allowed
			})
		})
	}
}

// TestEvictionForgetsCounters has a server that makes room by itself. The README warns
// of that. What two instances know comes back, and what a third knew is lost.
func TestEvictionForgetsCounters(t *testing.T) {
	t.Parallel()
	const quota, gone = 20, 5
	server := startServer(t, "--maxmemory", "16mb", "--maxmemory-policy", "allkeys-lru")
	admin := server.client()
	cfg := redisstore.Config{Timeout: patience, WithoutLeases: true, OnUnavailable: redisstore.Refuse}
	var stores []*redisstore.Store
	admitted := 0
	for range 3 {
		s := newStore(t, server.client(), cfg)
		stores = append(stores, s)
		if !take(t, s, quota, gone).Allowed {
			t.Fatal("a part of the quota was refused")
		}
		admitted += gone
	}
	value := strings.Repeat("x", 100_000)
	eventually(t, "the counter is evicted", func() bool {
		admin.RPush(t.Context(), "filling", value)
		return len(admin.Keys(t.Context(), "demur:*").Val()) == 0
	})
	if err := admin.Del(t.Context(), "filling").Err(); err != nil {
		t.Fatal(err)
	}
	for _, s := range stores[:2] {
		if take(t, s, quota, 1).Allowed {
			admitted++ // and the server hears what the store had claimed
		}
	}
	admitted += spendRest(t, stores[:2], quota)
	if admitted != quota+gone {
		t.Errorf("%d units were admitted, of a quota of %d, when %d were forgotten", admitted, quota, gone)
	}
}
