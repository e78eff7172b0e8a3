package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"math"
	"sync/atomic"
	"time"

	"github.com/go-redis/redis_rate/v10"
	"github.com/redis/go-redis/v9"

	"github.com/seed-86b940f4/demur/benchmarks/redisserver"
	"github.com/seed-86b940f4/demur/ratelimit"
	"github.com/seed-86b940f4/demur/ratelimit/redisstore"
)

// node is a limiter of one machine of several that share a quota.
type node struct {
	take func(ctx context.Context, key string) (bool, error)
	done func()
}

// sharedMaker is a library that counts in Redis.
type sharedMaker struct {
	name  string
	exact bool // a quota that is asked for is admitted to the last unit
	open  func(client *redis.Client, quota int) (node, error)
}

// sharedLimiters returns demur and its rival. redis_rate has no windows: its
// bucket holds the quota, and is filled at the rate of one quota a day.
func sharedLimiters() []sharedMaker {
	return []sharedMaker{
		{"demur", false, func(client *redis.Client, quota int) (node, error) {
			return openShared(client, quota, redisstore.Config{})
		}},
		{"demur-without-leases", true, func(client *redis.Client, quota int) (node, error) {
			return openShared(client, quota, redisstore.Config{WithoutLeases: true})
		}},
		{"redis_rate", true, func(client *redis.Client, quota int) (node, error) {
			l := redis_rate.NewLimiter(client)
			limit := redis_rate.Limit{Rate: quota, Burst: quota, Period: 24 * time.Hour}
			return node{func(ctx context.Context, key string) (bool, error) {
				r, err := l.Allow(ctx, key, limit)
				return err == nil && r.Allowed > 0, err
			}, func() {}}, nil
		}},
	}
}

func openShared(client *redis.Client, quota int, cfg redisstore.Config) (node, error) {
	// Whatever Redis does not answer fails, for nothing else is to be measured here.
	cfg.OnUnavailable, cfg.Timeout = redisstore.Refuse, 5*time.Second
	store, err := redisstore.New(client, cfg)
	if err != nil {
		return node{}, err
	}
	f, err := ratelimit.NewFixedWindow(ratelimit.Policy{Quota: quota, Window: 24 * time.Hour}, store)
	return node{func(ctx context.Context, key string) (bool, error) {
		d, err := f.Take(ctx, key, 1)
		return err == nil && d.Allowed, err
	}, func() { _ = store.Close() }}, err
}

const (
	sharedKeys    = 20
	sharedCallers = 64
	leaseRatio    = 0.1 // of the time of redis_rate, at most
)

const sharedTitle = "limiter: Redis"

// printShared prints one row for each. It prints a plain sentence instead if
// there is no redis-server.
func printShared(ctx context.Context, w io.Writer, rounds int) error {
	server, err := redisserver.Start(ctx)
	if errors.Is(err, redisserver.ErrNone) {
		_, err := fmt.Fprintf(w, "\nRedis: not measured, since %v.\n", err)
		return err
	}
	if err != nil {
		return err
	}
	defer func() { _ = server.Close() }()
	client := redis.NewClient(&redis.Options{Addr: server.Addr, PoolSize: sharedCallers})
	defer client.Close()

	makers := sharedLimiters()
	over := make([]excess, len(makers))
	for i, m := range makers {
		if over[i], err = m.check(ctx, client, 2); err != nil {
			return err
		}
	}
	rates, ratios := make([][]float64, len(makers)), make([][]float64, len(makers))
	for round := range rounds {
		perSecond := make([]float64, len(makers))
		for i := range makers {
			if round%2 == 1 {
				i = len(makers) - 1 - i
			}
			if perSecond[i], err = makers[i].rate(ctx, client, time.Second); err != nil {
				return err
			}
		}
		for i := range makers {
			rates[i] = append(rates[i], perSecond[i])
			ratios[i] = append(ratios[i], perSecond[i]/perSecond[0])
		}
	}

	fmt.Fprintf(w, "\n| %s: %d keys Zipf, %d callers | requests/s | demur's time to its | admitted of %d by two nodes | target | |\n|---|--:|--:|---|---|---|\n",
		sharedTitle, sharedKeys, sharedCallers, checkedQuota)
	for i, m := range makers {
		wanted, verdict := "", ""
		if m.name == "redis_rate" {
			wanted = fmt.Sprintf("<= %.2fx, none over", leaseRatio)
			verdict = word(median(ratios[i]) <= leaseRatio && over[0].most <= checkedQuota && over[1].most <= checkedQuota)
		}
		fmt.Fprintf(w, "| %s | %.0f | %.3fx | %s | %s | %s |\n", m.name, median(rates[i]), median(ratios[i]), over[i], wanted, verdict)
	}
	return nil
}

// openAll returns so many nodes, with nothing spent.
func (m sharedMaker) openAll(ctx context.Context, client *redis.Client, quota, nodes int) ([]node, error) {
	if err := client.FlushAll(ctx).Err(); err != nil {
		return nil, err
	}
	all := make([]node, nodes)
	for i := range all {
		n, err := m.open(client, quota)
		if err != nil {
			return nil, fmt.Errorf("%s: %w", m.name, err)
		}
		all[i] = n
	}
	return all, nil
}

// rate returns how many requests a second one node decides, all admitted.
func (m sharedMaker) rate(ctx context.Context, client *redis.Client, d time.Duration) (float64, error) {
	nodes, err := m.openAll(ctx, client, math.MaxInt32, 1)
	if err != nil {
		return 0, err
	}
	defer nodes[0].done()
	var over atomic.Bool
	defer time.AfterFunc(d, func() { over.Store(true) }).Stop()
	begin := time.Now()
	counts, err := callAll(ctx, nodes, func(int) bool { return !over.Load() })
	if err != nil {
		return 0, fmt.Errorf("%s: %w", m.name, err)
	}
	took := time.Since(begin)
	var asked, admitted int
	for _, c := range counts {
		asked, admitted = asked+c.asked, admitted+c.admitted
	}
	if asked != admitted {
		return 0, fmt.Errorf("%s refuses %d of %d requests that are within the quota", m.name, asked-admitted, asked)
	}
	return float64(admitted) / took.Seconds(), nil
}
