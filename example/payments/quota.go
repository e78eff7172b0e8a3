package payments

import (
	"errors"
	"log/slog"
	"time"

	"github.com/redis/go-redis/v9"

	"github.com/seed-86b940f4/demur/ratelimit"
	"github.com/seed-86b940f4/demur/ratelimit/redisstore"
)

// trial is the plan of accounts that do not pay yet.
var trial = ratelimit.Policy{Name: "trial", Quota: 2, Window: time.Hour}

// NewCounters returns what counts: a Redis that other instances count in too or, for
// no address, nothing. closeCounters gives back what this instance has leased.
func NewCounters(addr string, logger *slog.Logger) (store ratelimit.Store, closeCounters func() error, err error) {
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
