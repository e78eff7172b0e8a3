package redistest_test

import (
	"errors"
	"log/slog"
	"strings"
	"testing"
	"time"

	"github.com/redis/go-redis/v9"

	"github.com/seed-86b940f4/demur/ratelimit/redisstore"
)

// killNode has one of three nodes killed. Two instances count each key locally that
// was there. The keys of the other nodes have one quota.
func killNode(t *testing.T, c *cluster) {
	const quota, victim = 30, 2
	log := new(recorder)
	cfg := redisstore.Config{
		Timeout: time.Second, Retry: 50 * time.Millisecond, WithoutLeases: true, Prefix: "killed:",
		Logger: slog.New(slog.NewTextHandler(log, nil)),
	}
	stores := c.stores(2, cfg)
	keys := someKeys(40)
	there, elsewhere := c.divide(t, stores, keys, victim, quota)
	var spent tally
	for _, key := range keys {
		spent.add(key, 2) // by divide
	}
	c.nodes[victim].kill()
	spent.spend(t, stores, keys, quota)
	for _, key := range elsewhere {
		if n := spent.of(key); n != quota {
			t.Errorf("%s, of a node that lives: %d units were admitted, of a quota of %d", key, n, quota)
		}
	}
	for _, key := range there {
		if n := spent.of(key); n < quota || n > 2*quota {
			t.Errorf("%s, of the killed node: %d units were admitted, of a quota of %d for each of two instances", key, n, quota)
		}
	}
	for _, line := range log.lines() {
		if strings.Contains(line, "available again") {
			t.Errorf("the node has not come back: %s", line)
		}
	}
	needAllSlots(t, c, elsewhere[0])
	c.nodes[victim].restart()
	c.untilComplete()
	c.configure("cluster-node-timeout", "15000")
	for _, key := range there {
		eventually(t, "the node knows what was counted in the outage", func() bool {
			for _, s := range stores {
				_, _ = s.Take(t.Context(), chargeOf(key, quota))
			}
			d, err := newStore(t, c.client(), cfg).Take(t.Context(), chargeOf(key, 3*quota))
			return err == nil && d.Remaining < 3*quota-spent.of(key)
		})
	}
	for _, s := range stores {
		eventually(t, "each quota is exact again", func() bool { return !chargeAll(t, s, keys, quota) })
	}
	for _, line := range log.lines() {
		if !strings.Contains(line, "server="+c.nodes[victim].addr) {
			t.Errorf("a record is not of the node: %s", line)
		}
	}
}

// chargeAll charges each key once, and reports whether one was admitted.
func chargeAll(t *testing.T, s *redisstore.Store, keys []string, quota int) (admitted bool) {
	t.Helper()
	for _, key := range keys {
		d, err := s.Take(t.Context(), chargeOf(key, quota))
		if err != nil {
			t.Fatal(err)
		}
		admitted = admitted || d.Allowed
	}
	return admitted
}

// needAllSlots has the other nodes refuse all commands when one is gone, as they do by
// default.
func needAllSlots(t *testing.T, c *cluster, key string) {
	t.Helper()
	c.configure("cluster-require-full-coverage", "yes")
	c.configure("cluster-node-timeout", "500")
	s := newStore(t, c.client(), redisstore.Config{Timeout: patience, OnUnavailable: redisstore.Refuse, Logger: slog.New(slog.DiscardHandler)})
	eventually(t, "no key is counted", func() bool {
		_, err := s.Take(t.Context(), chargeOf(key, 1<<30))
		return redis.HasErrorPrefix(errors.Unwrap(err), "CLUSTERDOWN")
	})
}

// configure changes a setting of the nodes that run.
func (c *cluster) configure(name, value string) {
	c.t.Helper()
	for _, node := range c.nodes {
		if node.cmd != nil {
			c.succeed(node.client().ConfigSet(c.t.Context(), name, value))
		}
	}
}

// divide charges each key once with each store, and finds out which are at a node.
func (c *cluster) divide(t *testing.T, stores []*redisstore.Store, keys []string, node, quota int) (there, elsewhere []string) {
	t.Helper()
	admin := c.nodes[node].client()
	for _, key := range keys {
		before := admin.DBSize(t.Context()).Val()
		for _, s := range stores {
			if d, err := s.Take(t.Context(), chargeOf(key, quota)); err != nil || !d.Allowed {
				t.Fatalf("%+v, %v", d, err)
			}
		}
		if admin.DBSize(t.Context()).Val() > before {
			there = append(there, key)
		} else {
			elsewhere = append(elsewhere, key)
		}
	}
	if len(there) == 0 || len(elsewhere) == 0 {
		t.Fatalf("%d of %d keys are at node %d", len(there), len(keys), node)
	}
	return there, elsewhere
}
