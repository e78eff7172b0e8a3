package redistest_test

import (
	"context"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/redis/go-redis/v9"

	"github.com/seed-86b940f4/demur/ratelimit/redisstore"
)

// A cluster is a Redis Cluster of three masters, without replicas.
type cluster struct {
	t     testing.TB
	nodes []*redisProcess
	ids   []string // of the nodes
}

const slots = 16384

// startCluster returns when each node knows that the cluster is complete.
func startCluster(t testing.TB) *cluster {
	t.Helper()
	c := &cluster{t: t}
	for range 3 {
		c.nodes = append(c.nodes, startServer(t, "--cluster-enabled", "yes", "--cluster-require-full-coverage", "no"))
	}
	for i, node := range c.nodes {
		admin := node.client()
		c.ids = append(c.ids, c.must(admin.Do(t.Context(), "CLUSTER", "MYID")).(string))
		c.must(admin.Do(t.Context(), "CLUSTER", "SET-CONFIG-EPOCH", i+1))
		c.succeed(admin.ClusterAddSlotsRange(t.Context(), slots*i/3, slots*(i+1)/3-1))
	}
	for _, node := range c.nodes[1:] {
		host, port, _ := strings.Cut(node.addr, ":")
		c.succeed(c.nodes[0].client().ClusterMeet(t.Context(), host, port))
	}
	c.untilComplete()
	return c
}

func (c *cluster) untilComplete() {
	c.t.Helper()
	for _, node := range c.nodes {
		admin := node.client()
		eventually(c.t, "the cluster is complete", func() bool {
			info := admin.ClusterInfo(c.t.Context()).Val()
			return strings.Contains(info, "cluster_state:ok") && strings.Contains(info, "cluster_slots_ok:"+strconv.Itoa(slots))
		})
	}
}

func (c *cluster) must(cmd *redis.Cmd) any {
	c.t.Helper()
	v, err := cmd.Result()
	if err != nil {
		c.t.Fatalf("%v: %v", cmd.Args(), err)
	}
	return v
}

func (c *cluster) succeed(cmd *redis.StatusCmd) {
	c.t.Helper()
	if err := cmd.Err(); err != nil {
		c.t.Fatalf("%v: %v", cmd.Args(), err)
	}
}

func (c *cluster) client() redis.UniversalClient {
	client := redis.NewClusterClient(&redis.ClusterOptions{Addrs: []string{c.nodes[0].addr, c.nodes[1].addr, c.nodes[2].addr}})
	c.t.Cleanup(func() { client.Close() })
	return client
}

func (c *cluster) stores(n int, cfg redisstore.Config) (stores []*redisstore.Store) {
	for range n {
		stores = append(stores, newStore(c.t, c.client(), cfg))
	}
	return stores
}

// TestCluster shares quotas by way of three servers, of which one is killed in the
// end.
func TestCluster(t *testing.T) {
	t.Parallel()
	c := startCluster(t)
	t.Run("many keys", func(t *testing.T) {
		for _, exact := range []bool{true, false} {
			cfg := redisstore.Config{Timeout: patience, WithoutLeases: exact, OnUnavailable: redisstore.Refuse, Prefix: strconv.FormatBool(exact)}
			spendAll(t, c.stores(3, cfg), someKeys(60), 40)
			for i, node := range c.nodes {
				if node.client().DBSize(t.Context()).Val() == 0 {
					t.Errorf("node %d has no counter", i)
				}
			}
		}
	})
	t.Run("a slot moves", func(t *testing.T) { moveSlots(t, c, c.client, "moves:") })
	t.Run("the documented user", func(t *testing.T) { useCluster(t, c) })
	t.Run("a node is killed", func(t *testing.T) { killNode(t, c) })
}

// spendAll spends the quota of each key, with all stores at the same time. In the
// end what has been admitted of each is the quota.
func spendAll(t *testing.T, stores []*redisstore.Store, keys []string, quota int) {
	t.Helper()
	var spent tally
	spent.spend(t, stores, keys, quota)
	for _, key := range keys {
		if n := spent.of(key); n > quota || n == 0 {
			t.Errorf("%s: %d units were admitted, of a quota of %d", key, n, quota)
		}
	}
	// What one store has leased is there for another, once it is given back.
	for _, s := range stores[1:] {
		if err := s.Close(); err != nil {
			t.Error(err)
		}
	}
	last := stores[:1]
	eventually(t, "each quota is spent", func() bool {
		spent.spend(t, last, keys, quota)
		for _, key := range keys {
			if spent.of(key) < quota {
				return false
			}
		}
		return true
	})
	for _, key := range keys {
		if n := spent.of(key); n != quota {
			t.Errorf("%s: %d units were admitted in the end, of a quota of %d", key, n, quota)
		}
	}
}

// moveSlots has the slot of a key go from node to node while the key is counted.
func moveSlots(t *testing.T, c *cluster, client func() redis.UniversalClient, prefix string) {
	const plenty, moves = 1 << 30, 8
	key := []string{"the only one of its slot, with " + prefix}
	cfg := redisstore.Config{Timeout: patience, WithoutLeases: true, OnUnavailable: redisstore.Refuse, Prefix: prefix}
	stores := []*redisstore.Store{newStore(t, client(), cfg), newStore(t, client(), cfg)}
	before := c.keys(prefix)
	var spent tally
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	counting := make(chan struct{})
	go func() {
		defer close(counting)
		spent.until(ctx, t, stores, key, plenty)
	}()
	redisKey, at := c.find(prefix, before)
	for range moves {
		counted, to := spent.of(key[0]), (at+1)%len(c.nodes)
		c.moveKey(redisKey, at, to)
		at = to
		eventually(t, "it is counted at the new node", func() bool { return spent.of(key[0]) > counted+10 })
	}
	cancel()
	<-counting
	if n := c.nodes[at].client().Exists(t.Context(), redisKey).Val(); n != 1 {
		t.Error("the counter is not where its slot is")
	}
	// A quota that is nearly spent shows whether each unit has been counted.
	quota := spent.of(key[0]) + 100
	spent.spend(t, stores, key, quota)
	if n := spent.of(key[0]); n != quota {
		t.Errorf("%d units were admitted, of a quota of %d", n, quota)
	}
}

// keys returns the Redis keys that begin with a prefix, each with its node.
func (c *cluster) keys(prefix string) map[string]int {
	keys := make(map[string]int)
	for i, node := range c.nodes {
		for _, key := range node.client().Keys(c.t.Context(), prefix+"*").Val() {
			keys[key] = i
		}
	}
	return keys
}

// find waits for a counter that was not there before.
func (c *cluster) find(prefix string, before map[string]int) (key string, node int) {
	c.t.Helper()
	eventually(c.t, "there is a new counter", func() bool {
		for k, n := range c.keys(prefix) {
			if _, old := before[k]; !old {
				key, node = k, n
			}
		}
		return key != ""
	})
	return key, node
}

// moveKey moves a slot with its only key, as resharding does.
func (c *cluster) moveKey(key string, from, to int) {
	c.t.Helper()
	ctx := c.t.Context()
	source, target := c.nodes[from].client(), c.nodes[to].client()
	slot := source.ClusterKeySlot(ctx, key).Val()
	c.must(target.Do(ctx, "CLUSTER", "SETSLOT", slot, "IMPORTING", c.ids[from]))
	c.must(source.Do(ctx, "CLUSTER", "SETSLOT", slot, "MIGRATING", c.ids[to]))
	time.Sleep(5 * time.Millisecond) // some are counted before it moves, and some are asked for at the new node
	host, port, _ := strings.Cut(c.nodes[to].addr, ":")
	c.succeed(source.Migrate(ctx, host, port, key, 0, time.Minute))
	time.Sleep(5 * time.Millisecond)
	for _, node := range []int{to, from, 3 - from - to} {
		c.must(c.nodes[node].client().Do(ctx, "CLUSTER", "SETSLOT", slot, "NODE", c.ids[to]))
	}
}
