package redistest_test

import (
	"context"
	"fmt"
	"sync"
	"testing"
	"time"

	"github.com/seed-86b940f4/demur/ratelimit"
	"github.com/seed-86b940f4/demur/ratelimit/redisstore"
)

// A tally says how many units have been admitted of each key.
type tally struct {
	mu       sync.Mutex
	admitted map[string]int
}

func (a *tally) add(key string, n int) {
	a.mu.Lock()
	defer a.mu.Unlock()
	if a.admitted == nil {
		a.admitted = make(map[string]int)
	}
	a.admitted[key] += n
}

func (a *tally) of(key string) int {
	a.mu.Lock()
	defer a.mu.Unlock()
	return a.admitted[key]
}

// callers is how many charges each store gets at the same time.
const callers = 4

// spend charges each key with each store until it is refused.
func (a *tally) spend(t testing.TB, stores []*redisstore.Store, keys []string, quota int) {
	a.charge(t.Context(), t, stores, keys, quota, true)
}

// until charges each key with each store until the context is done.
func (a *tally) until(ctx context.Context, t testing.TB, stores []*redisstore.Store, keys []string, quota int) {
	a.charge(ctx, t, stores, keys, quota, false)
}

func (a *tally) charge(ctx context.Context, t testing.TB, stores []*redisstore.Store, keys []string, quota int, refused bool) {
	var wg sync.WaitGroup
	for _, s := range stores {
		for i := range callers {
			wg.Go(func() {
				// Each begins with another key, so that each key has callers of all stores.
				left := append(append([]string(nil), keys[i*len(keys)/callers:]...), keys[:i*len(keys)/callers]...)
				for i := 0; len(left) > 0 && ctx.Err() == nil; i++ {
					key := left[i%len(left)]
					d, err := s.Take(context.WithoutCancel(ctx), chargeOf(key, quota))
					switch {
					case err != nil:
						t.Error(err)
						return
					case d.Allowed:
						a.add(key, 1)
					case refused:
						left = without(left, key)
					}
				}
			})
		}
	}
	wg.Wait()
}

// spendRest charges the key of charge with each store in turn, until all refuse in the
// same round, and returns how many units were admitted.
func spendRest(t *testing.T, stores []*redisstore.Store, quota int) (admitted int) {
	t.Helper()
	eventually(t, "the quota is spent", func() bool {
		refused := 0
		for _, s := range stores {
			d, err := s.Take(t.Context(), charge(quota, 1))
			switch {
			case err != nil:
			case d.Allowed:
				admitted++
			default:
				refused++
			}
		}
		return refused == len(stores)
	})
	return admitted
}

func without(keys []string, key string) (others []string) {
	for _, k := range keys {
		if k != key {
			others = append(others, k)
		}
	}
	return others
}

func someKeys(n int) (keys []string) {
	for i := range n {
		keys = append(keys, fmt.Sprint("key ", i))
	}
	return keys
}

// chargeOf is one unit of a key, in a window that does not end during the test as a
// rule.
func chargeOf(key string, quota int) ratelimit.Charge {
	return ratelimit.Charge{Policy: ratelimit.Policy{Name: "daily", Quota: quota, Window: 24 * time.Hour}, Key: key, N: 1}
}
