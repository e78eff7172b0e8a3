package main

import (
	"errors"
	"log/slog"
	"time"

	"github.com/labstack/echo/v4"
	"github.com/redis/go-redis/v9"

	"github.com/seed-86b940f4/demur"
	"github.com/seed-86b940f4/demur/ratelimit"
	"github.com/seed-86b940f4/demur/ratelimit/redisstore"
)

// trial is the plan of accounts that do not pay yet.
var trial = ratelimit.Policy{Name: "trial", Quota: 2, Window: time.Hour}

// perKey is middleware behind KeyAuth: each key has its requests in a clock hour,
// hourly or those of its account's plan. nil as store counts in this process.
func perKey(hourly int, store ratelimit.Store) (echo.MiddlewareFunc, error) {
	limiter, err := ratelimit.NewFixedWindow(ratelimit.Hourly(hourly), store)
	if err != nil {
		return nil, err
	}
	return demur.RateLimitConfig{
		Limiter: limiter,
		Key:     demur.KeyByHeader("X-API-Key"),
		Policy:  func(c echo.Context) ratelimit.Policy { return caller(c).plan },
	}.ToMiddleware()
}

// newCounters returns what counts: a Redis that other instances count in too or, for
// no address, nothing. closeCounters gives back what this instance has leased.
func newCounters(addr string, logger *slog.Logger) (store ratelimit.Store, closeCounters func() error, err error) {
	if addr == "" {
		return nil, func() error { return nil }, nil
	}
	client := redis.NewClient(&redis.Options{Addr: addr})
	shared, err := redisstore.New(client, redisstore.Config{Logger: logger})
	if err != nil {
		return nil, nil, errors.Join(err, client.Close())
	}
	return shared, func() error { return errors.Join(shared.Close(), client.Close()) }, nil
}

// perAddress is middleware before KeyAuth: whoever guesses keys is slowed down.
func perAddress() (echo.MiddlewareFunc, error) {
	guard, err := ratelimit.NewTokenBucket(ratelimit.Policy{Name: "address", Quota: 6000, Window: time.Minute}, 1000)
	if err != nil {
		return nil, err
	}
	return demur.RateLimitConfig{Limiter: guard, Key: demur.KeyByIP}.ToMiddleware()
}
