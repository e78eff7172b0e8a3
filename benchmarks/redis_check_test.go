package main

import (
	"context"
	"errors"
	"testing"
	"time"

	"github.com/redis/go-redis/v9"

	"github.com/seed-86b940f4/demur/benchmarks/redisserver"
)

func TestSharedLimitersDoNotExceedTheQuota(t *testing.T) {
	t.Parallel()
	server, err := redisserver.Start(t.Context())
	if errors.Is(err, redisserver.ErrNone) {
		t.Skip(err)
	}
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = server.Close() })
	client := redis.NewClient(&redis.Options{Addr: server.Addr, PoolSize: sharedCallers})
	t.Cleanup(func() { _ = client.Close() })
	for _, m := range sharedLimiters() {
		if _, err := m.check(t.Context(), client, 2); err != nil {
			t.Error(err)
		}
	}
	each := func(quota int) sharedMaker { // every node has a quota of its own
		return sharedMaker{"broken", false, func(*redis.Client, int) (node, error) {
			c, err := openDemur(limits{quota: quota, window: 24 * time.Hour, keys: sharedKeys})
			return node{func(_ context.Context, key string) (bool, error) { return c.take(key), nil }, c.done}, err
		}}
	}
	if _, err := each(checkedQuota/2).check(t.Context(), client, 2); err != nil {
		t.Errorf("half a quota each: %v", err)
	}
	if _, err := each(checkedQuota/2+1).check(t.Context(), client, 2); err == nil {
		t.Error("check finds nothing wrong with one unit too many")
	}
}
