package ratelimit_test

import (
	"fmt"
	"sync"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"
)

// TestTokensConcurrently stops the clock, so that the sum is exact.
func TestTokensConcurrently(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		const burst, keys = 500, 4
		l := bucket(burst, time.Minute, burst)
		for range 5 {
			var admitted [keys]atomic.Int64
			var wg sync.WaitGroup
			for i := range 32 {
				wg.Go(func() {
					key := i % keys
					for n := 1 + i%5; n > 0; {
						d, err := l.Take(t.Context(), fmt.Sprint(key), n)
						switch {
						case err != nil:
							t.Error(err)
							return
						case !d.Allowed:
							n--
						case i%7 == 0: // gives back what it has
							if err := l.Refund(t.Context(), fmt.Sprint(key), n, d); err != nil {
								t.Error(err)
							}
							n--
						default:
							admitted[key].Add(int64(n))
						}
					}
				})
			}
			wg.Wait()
			for key := range admitted {
				got := admitted[key].Load() + int64(take(t, l, fmt.Sprint(key), 0).Remaining)
				if got != burst {
					t.Errorf("key %d: %d tokens, of %d", key, got, burst)
				}
			}
			time.Sleep(time.Minute)
		}
	})
}

// TestMoreBucketsThanRoom has more busy keys than there are buckets. Those
// without share 64.
func TestMoreBucketsThanRoom(t *testing.T) {
	t.Parallel()
	if brief() {
		t.Skip("it takes 200 MB; not with -short or -race")
	}
	synctest.Test(t, func(t *testing.T) {
		const room, shared, keys, burst = 1_000_000, 64, 1_300_000, 2
		l := bucket(1, 24*time.Hour, burst)
		admitted := make([]uint8, keys)
		sum := 0
		for range burst + 1 {
			for i := range admitted {
				if take(t, l, fmt.Sprint(i), 1).Allowed {
					admitted[i]++
					sum++
				}
			}
		}
		for i, n := range admitted {
			if n > burst {
				t.Fatalf("key %d: %d tokens, of %d", i, n, burst)
			}
		}
		if most := (room + shared) * burst; sum > most || sum < room*burst*99/100 {
			t.Errorf("%d tokens were taken in all, want at most %d and little less", sum, most)
		}
		// When all are full again, there is room for new keys.
		time.Sleep(burst * 24 * time.Hour)
		for i := range 1000 {
			expect(t, l, fmt.Sprint("new ", i), burst, true, 0)
			expect(t, l, fmt.Sprint("new ", i), 1, false, 0)
		}
	})
}
