package redistest_test

import (
	"fmt"
	"net"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/redis/go-redis/v9"

	"github.com/seed-86b940f4/demur/ratelimit/redisstore"
)

// A guarded server has a replica, and three sentinels that let that take over.
type guarded struct {
	t               *testing.T
	master, replica *redisProcess
	sentinels       []*redisProcess
}

const masterName = "quotas"

func startGuarded(t *testing.T) *guarded {
	t.Helper()
	g := &guarded{t: t, master: startServer(t)}
	g.replica = startServer(t, "--replicaof", strings.Replace(g.master.addr, ":", " ", 1))
	for range 3 {
		g.sentinels = append(g.sentinels, g.startSentinel())
	}
	eventually(t, "the replica is connected", func() bool {
		return strings.Contains(g.replica.client().Info(t.Context(), "replication").Val(), "master_link_status:up")
	})
	for _, s := range g.sentinels {
		eventually(t, "the sentinels know each other and the replica", func() bool {
			state := g.ask(s, "SENTINEL", "MASTER", masterName)
			return state["num-other-sentinels"] == "2" && state["num-slaves"] == "1"
		})
	}
	return g
}

// startSentinel starts a sentinel that is too patient to judge anybody by itself on a
// busy machine.
func (g *guarded) startSentinel() *redisProcess {
	dir := g.t.TempDir()
	host, port, _ := net.SplitHostPort(g.master.addr)
	s := launch(g.t, func(own string) []string {
		file := filepath.Join(dir, "sentinel-"+own+".conf")
		conf := fmt.Sprintf("port %s\nbind 127.0.0.1\ndir %s\n"+
			"sentinel monitor %[3]s %s %s 2\nsentinel down-after-milliseconds %[3]s 60000\nsentinel failover-timeout %[3]s 10000\n",
			own, dir, masterName, host, port)
		if err := os.WriteFile(file, []byte(conf), 0o600); err != nil {
			g.t.Fatal(err)
		}
		return []string{file, "--sentinel"}
	})
	// Redis 7 and later can be told to talk more often, and to go on when a busy
	// machine has let it sleep.
	for _, setting := range []string{"publish-period 200", "info-period 500", "tilt-trigger 60000"} {
		name, value, _ := strings.Cut(setting, " ")
		_ = s.client().Do(g.t.Context(), "SENTINEL", "DEBUG", name, value).Err()
	}
	return s
}

// ask returns the reply of a sentinel as a map.
func (g *guarded) ask(s *redisProcess, command ...any) map[string]string {
	cmd := redis.NewMapStringStringCmd(g.t.Context(), command...)
	_ = s.client().Process(g.t.Context(), cmd)
	return cmd.Val()
}

func (g *guarded) client() redis.UniversalClient {
	options := &redis.FailoverOptions{MasterName: masterName}
	for _, s := range g.sentinels {
		options.SentinelAddrs = append(options.SentinelAddrs, s.addr)
	}
	client := redis.NewFailoverClient(options)
	g.t.Cleanup(func() { client.Close() })
	return client
}

// cutReplica keeps from the replica what is written from now on.
func (g *guarded) cutReplica() {
	g.t.Helper()
	ctx := g.t.Context()
	if err := g.master.client().Wait(ctx, 1, patience).Err(); err != nil {
		g.t.Fatal(err)
	}
	if err := g.replica.client().ConfigSet(ctx, "masterauth", "wrong").Err(); err != nil {
		g.t.Fatal(err)
	}
	if err := g.master.client().Do(ctx, "CLIENT", "KILL", "TYPE", "replica").Err(); err != nil {
		g.t.Fatal(err)
	}
	eventually(g.t, "the replica is cut off", func() bool {
		return strings.Contains(g.replica.client().Info(ctx, "replication").Val(), "master_link_status:down")
	})
}

// failOver kills the master, and returns when the replica has taken over.
func (g *guarded) failOver() {
	g.t.Helper()
	g.master.kill()
	for _, s := range g.sentinels {
		if err := s.client().Do(g.t.Context(), "SENTINEL", "SET", masterName, "down-after-milliseconds", 300).Err(); err != nil {
			g.t.Fatal(err)
		}
	}
	eventually(g.t, "the replica has taken over", func() bool {
		return strings.Contains(g.replica.client().Info(g.t.Context(), "replication").Val(), "role:master")
	})
}

// TestSentinel kills the master. What had reached the replica is still counted, and
// what an instance knows that lives is counted again. What an instance had counted
// that is gone, too late for the replica, is admitted once more.
func TestSentinel(t *testing.T) {
	t.Parallel()
	const quota, early, late = 40, 7, 5
	g := startGuarded(t)
	cfg := redisstore.Config{Timeout: patience, Retry: timeout, WithoutLeases: true, OnUnavailable: redisstore.Refuse}
	lives, dies, other := newStore(t, g.client(), cfg), newStore(t, g.client(), cfg), newStore(t, g.client(), cfg)
	admitted := 0
	count := func(s *redisstore.Store, n int) {
		t.Helper()
		if !take(t, s, quota, n).Allowed {
			t.Fatalf("%d units were refused, after %d of %d", n, admitted, quota)
		}
		admitted += n
	}
	count(lives, early)
	count(dies, early)
	g.cutReplica()
	count(lives, late)
	count(dies, late)
	if d := take(t, other, quota, 0); d.Remaining != quota-admitted {
		t.Errorf("before the failover %d units are left, after %d of %d", d.Remaining, admitted, quota)
	}
	g.failOver()
	eventually(t, "the store counts at the new master", func() bool {
		d, err := lives.Take(t.Context(), charge(quota, 1))
		if err == nil && d.Allowed {
			admitted++
		}
		return err == nil
	})
	admitted += spendRest(t, []*redisstore.Store{lives, other}, quota)
	if admitted != quota+late {
		t.Errorf("%d units were admitted, of a quota of %d, when %d were lost in the failover", admitted, quota, late)
	}
}
