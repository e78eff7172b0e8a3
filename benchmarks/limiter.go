package main

import (
	"context"
	"time"

	"github.com/labstack/echo/v4/middleware"
	sethvargo "github.com/sethvargo/go-limiter/memorystore"
	"github.com/throttled/throttled/v2"
	throttledstore "github.com/throttled/throttled/v2/store/memstore"
	"github.com/ulule/limiter/v3"
	ululestore "github.com/ulule/limiter/v3/drivers/store/memory"
	"golang.org/x/time/rate"

	"github.com/seed-86b940f4/demur/ratelimit"
)

// limits are what a limiter is made for.
type limits struct {
	quota  int
	window time.Duration
	keys   int // how many come
}

// counter is a limiter in memory, with its own counters.
type counter struct {
	take func(key string) bool // false also for an error
	done func()                // ends its goroutines, if it has any
}

// limiterMaker is a library that counts in memory.
type limiterMaker struct {
	name    string
	open    func(limits) (counter, error)
	aligned bool // windows are those of the clock, not of the first request
}

// limiters returns demur and its rivals, each set as its documentation advises
// for so many units in a window.
func limiters() []limiterMaker {
	return []limiterMaker{
		{name: "demur", open: openDemur, aligned: true},
		{name: "sethvargo", open: openSethvargo},
		{name: "httprate", open: openHTTPRate},
		{name: "ulule", open: openUlule},
		{name: "echo", open: openEcho},
		{name: "throttled", open: openThrottled},
	}
}

// deciders returns the limiters, and what of one of them decides at its quickest.
func deciders() []limiterMaker {
	return append(limiters(), limiterMaker{name: "httprate-counter", open: openHTTPRateCounter})
}

func openDemur(l limits) (counter, error) {
	ctx := context.Background()
	policy := ratelimit.Policy{Quota: l.quota, Window: l.window}
	f, err := ratelimit.NewFixedWindow(policy, &ratelimit.MemoryStore{MaxKeys: l.keys})
	return counter{func(key string) bool {
		d, err := f.Take(ctx, key, 1)
		return err == nil && d.Allowed
	}, func() {}}, err
}

func openSethvargo(l limits) (counter, error) {
	ctx := context.Background()
	s, err := sethvargo.New(&sethvargo.Config{
		Tokens: uint64(l.quota), Interval: l.window,
		// By default what is over stays for 12 hours. To keep memory to the keys of
		// a window or two, as the others do, it has to sweep as often.
		SweepInterval: l.window, SweepMinTTL: l.window,
	})
	return counter{func(key string) bool {
		_, _, _, ok, err := s.Take(ctx, key)
		return err == nil && ok
	}, func() { _ = s.Close(ctx) }}, err
}

func openUlule(l limits) (counter, error) {
	ctx := context.Background()
	store := ululestore.NewStoreWithOptions(limiter.StoreOptions{Prefix: limiter.DefaultPrefix, CleanUpInterval: l.window})
	u := limiter.New(store, limiter.Rate{Period: l.window, Limit: int64(l.quota)})
	return counter{func(key string) bool {
		state, err := u.Get(ctx, key)
		return err == nil && !state.Reached
	}, func() {}}, nil
}

// openEcho returns Echo's own store. It has no windows: the bucket holds the
// quota, and is filled at the rate of one quota in a window.
func openEcho(l limits) (counter, error) {
	s := middleware.NewRateLimiterMemoryStoreWithConfig(middleware.RateLimiterMemoryStoreConfig{
		Rate: rate.Limit(float64(l.quota) / l.window.Seconds()), Burst: l.quota, ExpiresIn: l.window,
	})
	return counter{func(key string) bool {
		ok, err := s.Allow(key)
		return err == nil && ok
	}, func() {}}, nil
}

// openThrottled returns a counter that never forgets a key; the one that does
// forgets what clients have spent.
func openThrottled(l limits) (counter, error) {
	ctx := context.Background()
	store, err := throttledstore.NewCtx(0)
	if err != nil {
		return counter{}, err
	}
	g, err := throttled.NewGCRARateLimiterCtx(store, throttled.RateQuota{
		MaxRate: throttled.PerDuration(l.quota, l.window), MaxBurst: l.quota - 1,
	})
	if err != nil {
		return counter{}, err
	}
	g.SetMaxCASAttemptsLimit(1000) // it gives up after 10 on a busy key
	return counter{func(key string) bool {
		limited, _, err := g.RateLimitCtx(ctx, key, 1)
		return err == nil && !limited
	}, func() {}}, nil
}
