package redistest_test

import (
	"testing"

	"github.com/alicebob/miniredis/v2"
	"github.com/redis/go-redis/v9"

	"github.com/seed-86b940f4/demur/ratelimit"
	"github.com/seed-86b940f4/demur/ratelimit/ratelimittest"
	"github.com/seed-86b940f4/demur/ratelimit/redisstore"
)

// TestSuite holds the store to the rules of all stores.
func TestSuite(t *testing.T) {
	t.Parallel()
	for _, exact := range []bool{false, true} {
		name := "leases"
		if exact {
			name = "without leases"
		}
		t.Run("miniredis/"+name, func(t *testing.T) {
			t.Parallel()
			server := miniredis.RunT(t)
			runSuite(t, server.Addr(), exact)
		})
		t.Run("redis-server/"+name, func(t *testing.T) {
			t.Parallel()
			runSuite(t, startServer(t).addr, exact)
		})
	}
}

func runSuite(t *testing.T, addr string, exact bool) {
	client := redis.NewClient(&redis.Options{Addr: addr})
	t.Cleanup(func() { client.Close() })
	ratelimittest.TestStore(t, func(t *testing.T) ratelimit.Store {
		return newStore(t, client, redisstore.Config{WithoutLeases: exact, Timeout: patience})
	})
}
