package ratelimit_test

import (
	"fmt"
	"math/rand/v2"
	"runtime"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/seed-86b940f4/demur/ratelimit"
)

// heap returns what is reachable: bytes and objects.
func heap() (bytes, objects int64) {
	runtime.GC()
	runtime.GC() // what the first one has freed is swept by now
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	return int64(m.HeapAlloc), int64(m.HeapObjects)
}

// TestFlood sends millions of random keys, each of which nobody uses again, while
// some clients spend what they have. It is not parallel since it measures the
// heap.
func TestFlood(t *testing.T) {
	const maxKeys, clients, quota, perKey = 100_000, 200, 50, 40
	flood := 1_000_000 // for each of two
	if brief() {
		flood = 120_000
	}
	before, _ := heap()
	l := must(ratelimit.NewFixedWindow(ratelimit.Hourly(quota), &ratelimit.MemoryStore{MaxKeys: maxKeys}))
	var mu sync.Mutex
	admitted := map[cell]int{}
	spend := func(client, n int) {
		d, err := l.Take(t.Context(), fmt.Sprint("client ", client), n)
		if err != nil {
			t.Error(err)
		}
		if d.Allowed {
			mu.Lock()
			admitted[cell{client, d.Reset}] += n
			mu.Unlock()
		}
	}
	// The first hundred spend everything beforehand, the next a half.
	for client := range clients / 2 {
		spend(client, quota)
		spend(clients/4+client, quota/2)
	}
	var wg sync.WaitGroup
	var flooding atomic.Int64
	flooding.Store(2)
	for i := range uint64(2) {
		wg.Go(func() {
			defer flooding.Add(-1)
			r := rand.New(rand.NewPCG(i, 5))
			for range flood {
				if _, err := l.Take(t.Context(), fmt.Sprintf("%016x", r.Uint64()), 1); err != nil {
					t.Error(err)
					return
				}
			}
		})
	}
	wg.Go(func() {
		r := rand.New(rand.NewPCG(2, 5))
		for flooding.Load() > 0 {
			spend(r.IntN(clients), 1+r.IntN(3))
			if r.IntN(100) == 0 {
				time.Sleep(time.Microsecond)
			}
		}
	})
	wg.Wait()
	for client := range clients {
		for range quota {
			spend(client, 1)
		}
	}
	for c, n := range admitted {
		if n > quota {
			t.Errorf("client %d, the hour that ends at %v: %d units were admitted, of a quota of %d", c.key, c.reset, n, quota)
		}
	}
	after, _ := heap()
	t.Logf("%d bytes for each of MaxKeys", (after-before)/maxKeys)
	if after-before > perKey*maxKeys {
		t.Errorf("the heap has grown by %d bytes, want %d for each of MaxKeys at most", after-before, perKey)
	}
	runtime.KeepAlive(l)
}

// TestFloodThatComesBack has more keys than room, and each comes many times, so
// that all are evicted and counted anew. The flooders have their quotas, too.
func TestFloodThatComesBack(t *testing.T) {
	t.Parallel()
	for _, refunds := range []bool{false, true} {
		t.Run(fmt.Sprint("refunds ", refunds), func(t *testing.T) {
			t.Parallel()
			comeBack(t, refunds)
		})
	}
}

func comeBack(t *testing.T, refunds bool) {
	const maxKeys, keys, quota = 10_000, 15_000, 3
	rounds := 300_000
	if brief() {
		rounds = 50_000
	}
	l := must(ratelimit.NewFixedWindow(ratelimit.Hourly(quota), &ratelimit.MemoryStore{MaxKeys: maxKeys}))
	names := names("key ", keys)
	var mu sync.Mutex
	counts := map[cell]int{}
	var wg sync.WaitGroup
	for g := range uint64(4) {
		wg.Go(func() {
			r, mine := rand.New(rand.NewPCG(g, 6)), map[cell]int{}
			for range rounds {
				key := r.IntN(keys)
				d, err := l.Take(t.Context(), names[key], 1)
				if err != nil {
					t.Error(err)
					return
				}
				if !d.Allowed {
					continue
				}
				if refunds && r.IntN(4) == 0 {
					if err := l.Refund(t.Context(), names[key], 1, d); err != nil {
						t.Error(err)
					}
					continue // it counts no more
				}
				mine[cell{key, d.Reset}]++
			}
			mu.Lock()
			defer mu.Unlock()
			for c, n := range mine {
				counts[c] += n
			}
		})
	}
	wg.Wait()
	for c, n := range counts {
		if n > quota {
			t.Errorf("key %d, the hour that ends at %v: %d units were admitted, of a quota of %d", c.key, c.reset, n, quota)
		}
	}
}
