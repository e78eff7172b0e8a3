// Package redis has the middleware of the README that counts in Redis.
package redis

import (
	"github.com/labstack/echo/v4"
	"github.com/redis/go-redis/v9"

	"github.com/seed-86b940f4/demur"
	"github.com/seed-86b940f4/demur/ratelimit"
	"github.com/seed-86b940f4/demur/ratelimit/redisstore"
)

//readme:redis
func newSharedLimit() (echo.MiddlewareFunc, *redisstore.Store, error) {
	client := redis.NewClient(&redis.Options{Addr: "redis:6379"})
	store, err := redisstore.New(client, redisstore.Config{}) // does not connect yet
	if err != nil {
		return nil, nil, err
	}
	hourly, err := ratelimit.NewFixedWindow(ratelimit.Hourly(1000), store)
	if err != nil {
		return nil, nil, err
	}
	limit, err := demur.RateLimitConfig{Limiter: hourly, Key: demur.KeyByHeader("X-API-Key")}.ToMiddleware()
	return limit, store, err // call store.Close when the service stops: it gives back what is leased
}

//readme:end

var _ = newSharedLimit
