package redistest_test

import (
	"context"
	"testing"

	"github.com/seed-86b940f4/demur/ratelimit"
	"github.com/seed-86b940f4/demur/ratelimit/redisstore"
)

// BenchmarkTake is of one hot key, on a redis-server on this machine.
func BenchmarkTake(b *testing.B) {
	server := startServer(b)
	for _, exact := range []bool{false, true} {
		name := map[bool]string{false: "leases=on", true: "leases=off"}[exact]
		store := newStore(b, server.client(), redisstore.Config{WithoutLeases: exact, Timeout: patience})
		c := charge(1<<31-1, 1)
		c.Policy.Name = name
		body := func(b *testing.B, ask func(context.Context, ratelimit.Charge) (ratelimit.Decision, error)) {
			if d, err := ask(context.Background(), c); err != nil || !d.Allowed {
				b.Errorf("%+v, %v", d, err)
			}
		}
		b.Run("callers=one/"+name, func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				body(b, store.Take)
			}
		})
		b.Run("callers=many/"+name, func(b *testing.B) {
			b.SetParallelism(64)
			b.RunParallel(func(pb *testing.PB) {
				for pb.Next() {
					body(b, store.Take)
				}
			})
		})
	}
}
