package main

import (
	"testing"

	"github.com/redis/go-redis/v9"

	"github.com/seed-86b940f4/demur/ratelimit"
	"github.com/seed-86b940f4/demur/ratelimit/ratelimittest"
	"github.com/seed-86b940f4/demur/ratelimit/redisstore"
)

func TestStore(t *testing.T) {
	addr, stop, err := startRedis()
	if err != nil {
		t.Fatal(err)
	}
	defer stop()
	client := redis.NewClient(&redis.Options{Addr: addr})
	defer client.Close()
	ratelimittest.TestStore(t, func(t *testing.T) ratelimit.Store {
		store, err := redisstore.New(client, redisstore.Config{WithoutLeases: true})
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { store.Close() })
		return store
	})
}
