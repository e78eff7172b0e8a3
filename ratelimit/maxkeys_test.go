package ratelimit_test

import (
	"fmt"
	"math"
	"math/rand/v2"
	"testing"
	"testing/synctest"
	"time"

	"github.com/seed-86b940f4/demur/ratelimit"
)

// TestMaxKeysAreCountedExactly fills stores to the brim. Each store hashes with a
// seed of its own, so it takes many.
func TestMaxKeysAreCountedExactly(t *testing.T) {
	t.Parallel()
	for _, maxKeys := range []int{1, 2, 3, 7, 8, 9, 15, 16, 17, 18, 20, 24, 33, 50, 100, 250, 1000, 4095, 4096, 8191, 8192, 10_000, 100_000} {
		t.Run(fmt.Sprint(maxKeys), func(t *testing.T) {
			t.Parallel()
			if race && maxKeys > 1000 {
				t.Skip("not with -race")
			}
			keys := names("key ", maxKeys)
			stores := max(300_000/maxKeys, 10)
			if brief() {
				stores = max(20_000/maxKeys, 2)
			}
			for range min(stores, 3000) {
				synctest.Test(t, func(t *testing.T) {
					l := must(ratelimit.NewFixedWindow(ratelimit.Hourly(2), &ratelimit.MemoryStore{MaxKeys: maxKeys}))
					for _, want := range []struct {
						allowed bool
						left    int
					}{{true, 1}, {true, 0}, {false, 0}} {
						for _, key := range keys {
							if d := take(t, l, key, 1); d.Allowed != want.allowed || d.Remaining != want.left {
								t.Fatalf("%s: Allowed %t, Remaining %d; want %t, %d", key, d.Allowed, d.Remaining, want.allowed, want.left)
							}
						}
					}
				})
			}
		})
	}
}

// TestMaxKeysHourAfterHour has as many keys in each hour, some of them those of
// the hours before, which find their old places or somebody else there.
func TestMaxKeysHourAfterHour(t *testing.T) {
	t.Parallel()
	for _, maxKeys := range []int{8, 16, 17, 100, 1000, 4096, 10_000} {
		t.Run(fmt.Sprint(maxKeys), func(t *testing.T) {
			t.Parallel()
			if race && maxKeys > 1000 {
				t.Skip("not with -race")
			}
			stores := 1 + 20_000/maxKeys
			if brief() {
				stores = 1
			}
			for seed := range uint64(stores) {
				synctest.Test(t, func(t *testing.T) {
					r := rand.New(rand.NewPCG(seed, 4))
					l := must(ratelimit.NewFixedWindow(ratelimit.Hourly(2), &ratelimit.MemoryStore{MaxKeys: maxKeys}))
					keys, next := names("key ", maxKeys), maxKeys
					for hour := range 24 {
						for pass := range 3 {
							for _, key := range keys {
								if d := take(t, l, key, 1); d.Allowed != (pass < 2) || d.Remaining != max(1-pass, 0) {
									t.Fatalf("seed %d, hour %d, pass %d, %s: Allowed %t, Remaining %d", seed, hour, pass, key, d.Allowed, d.Remaining)
								}
							}
						}
						gone := r.Float64()
						for i := range keys {
							if r.Float64() < gone {
								keys[i] = fmt.Sprint("key ", next)
								next++
							}
						}
						r.Shuffle(len(keys), func(i, j int) { keys[i], keys[j] = keys[j], keys[i] })
						time.Sleep(time.Hour)
					}
				})
			}
		})
	}
}

// TestNewKeysRefusedForANumberTooLarge: no bound at all is written as the largest
// number that there is.
func TestNewKeysRefusedForANumberTooLarge(t *testing.T) {
	t.Parallel()
	for _, maxKeys := range []int{math.MaxInt, math.MaxInt - 1, math.MaxInt / 2, math.MaxInt32} {
		l := must(ratelimit.NewFixedWindow(ratelimit.Hourly(1), &ratelimit.MemoryStore{MaxKeys: maxKeys}))
		refused := 0
		for _, key := range names("key ", 20_000) {
			if !take(t, l, key, 1).Allowed {
				refused++
			}
		}
		if refused > 0 {
			t.Errorf("MaxKeys %d: %d of 20,000 new keys were refused", maxKeys, refused)
		}
	}
}

// TestBusyKeysKeepTheirPlace: those that have spent more than others are not put
// out by a flood, so they lose nothing by it.
func TestBusyKeysKeepTheirPlace(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		const maxKeys, quota = 4096, 1000
		l := must(ratelimit.NewFixedWindow(ratelimit.Hourly(quota), &ratelimit.MemoryStore{MaxKeys: maxKeys}))
		busy := names("busy ", maxKeys/10)
		for _, key := range busy {
			expect(t, l, key, 500, true, 500)
		}
		for _, key := range names("flood ", 50*maxKeys) {
			take(t, l, key, 1)
		}
		for _, key := range busy {
			expect(t, l, key, 500, true, 0)
			expect(t, l, key, 1, false, 0)
		}
		// A stranger is told what it would be counted with, and may be refused early.
		if d := take(t, l, "stranger", 0); d.Remaining == quota || d.Remaining < quota-500 {
			t.Errorf("in a full store a new key has %d units left of %d", d.Remaining, quota)
		}
	})
}

// TestRefundInAFullStore: where a key was evicted, counts stand for more than one.
func TestRefundInAFullStore(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		l := must(ratelimit.NewFixedWindow(ratelimit.Hourly(10), &ratelimit.MemoryStore{MaxKeys: 8}))
		for i := range 8 {
			expect(t, l, fmt.Sprint(i), 9, true, 1)
		}
		d := expect(t, l, "new", 1, true, 0) // it begins with the 9 of the one that is evicted
		refund(t, l, "new", 1, d)
		for i := range 8 {
			expect(t, l, fmt.Sprint(i), 2, false, 1)
		}
		time.Sleep(time.Hour)
		d = expect(t, l, "new", 10, true, 0)
		refund(t, l, "new", 4, d)
		expect(t, l, "new", 4, true, 0)
	})
}
