package redisstore_test

import (
	"bytes"
	"context"
	"fmt"
	"log/slog"
	"strings"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"github.com/seed-86b940f4/demur/ratelimit/redisstore"
	"github.com/seed-86b940f4/demur/ratelimit/redisstore/internal/protocol"
	"github.com/seed-86b940f4/demur/ratelimit/redisstore/internal/protocoltest"
)

// A twoServers is a Cluster of two.
type twoServers struct {
	servers [2]protocoltest.Model
	silent  [2]atomic.Bool
	unknown atomic.Bool // the client does not know yet which server has which key
	sent    [2]atomic.Int64
}

// at is the number of the server that has a key.
func at(key string) int { return int(key[strings.IndexByte(key, '{')+1]) % 2 }

func (c *twoServers) Home(key string) string {
	if c.unknown.Load() {
		return ""
	}
	return fmt.Sprint("server ", at(key))
}

func (c *twoServers) State(ctx context.Context, st protocol.Statement) (protocol.Reply, error) {
	i := at(st.Key)
	c.sent[i].Add(1)
	if c.silent[i].Load() {
		<-ctx.Done()
		return protocol.Reply{}, ctx.Err()
	}
	return c.servers[i].State(ctx, st)
}

// keysOf returns n keys that are at a server. It spends a unit of each in a Cluster
// of its own.
func keysOf(t *testing.T, server, n int) (keys []string) {
	t.Helper()
	c := new(twoServers)
	s := redisstore.NewOn(c, redisstore.Config{})
	for i := 0; len(keys) < n; i++ {
		before := c.sent[server].Load()
		takeKey(t, s, fmt.Sprint("key ", i), 10)
		if c.sent[server].Load() > before {
			keys = append(keys, fmt.Sprint("key ", i))
		}
	}
	return keys
}

func takeKey(t *testing.T, s *redisstore.Store, key string, quota int) bool {
	t.Helper()
	c := charge(quota, 1)
	c.Key = key
	return take(t, s, c).Allowed
}

// Keys were counted locally whose server answered, as soon as another did not.
func TestOneServerIsGoneAndAllKeysWereCountedLocally(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		const quota, timeout = 10, 100 * time.Millisecond
		var log bytes.Buffer
		c := new(twoServers)
		cfg := redisstore.Config{WithoutLeases: true, Timeout: timeout, Logger: slog.New(slog.NewTextHandler(&log, nil))}
		stores := []*redisstore.Store{redisstore.NewOn(c, cfg), redisstore.NewOn(c, cfg)}
		there, gone := keysOf(t, 0, 20), keysOf(t, 1, 20)
		c.silent[1].Store(true)
		for i, key := range gone {
			begun := time.Now()
			takeKey(t, stores[0], key, quota)
			if took := time.Since(begun); took > 0 && i >= 3 {
				t.Errorf("charge %d waited %v for a server that is known to be gone", i, took)
			}
		}
		for _, key := range there {
			admitted := 0
			for range quota {
				for _, s := range stores {
					begun := time.Now()
					if takeKey(t, s, key, quota) {
						admitted++
					}
					if time.Since(begun) > 0 {
						t.Errorf("a charge waited %v for a server that answers", time.Since(begun))
					}
				}
			}
			if admitted != quota {
				t.Errorf("%s: %d units were admitted, of a quota of %d", key, admitted, quota)
			}
		}
		c.silent[1].Store(false)
		time.Sleep(2 * time.Second)
		takeKey(t, stores[0], gone[0], quota)
		synctest.Wait()
		if n := strings.Count(log.String(), "\n"); n != 2 || strings.Count(log.String(), `server="server 1"`) != 2 {
			t.Errorf("the log is not of two changes of server 1:\n%s", &log)
		}
		for _, s := range stores {
			if err := s.Close(); err != nil {
				t.Error(err)
			}
		}
	})
}

// TestServersAreUnknownAtFirst has an outage before the client has seen the Cluster.
func TestServersAreUnknownAtFirst(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		var log bytes.Buffer
		c := new(twoServers)
		setGone := func(gone bool) {
			c.unknown.Store(gone)
			for i := range c.silent {
				c.silent[i].Store(gone)
			}
		}
		setGone(true)
		s := redisstore.NewOn(c, redisstore.Config{Logger: slog.New(slog.NewTextHandler(&log, nil))})
		defer s.Close()
		for i := range 10 {
			takeKey(t, s, fmt.Sprint(i), 10)
		}
		setGone(false)
		takeKey(t, s, "another", 10)
		synctest.Wait()
		if n := strings.Count(log.String(), "\n"); n != 2 || !strings.Contains(log.String(), "available again") {
			t.Errorf("the log is not of two changes:\n%s", &log)
		}
	})
}

// TestFullStoreAndOneServerGone has no room for new keys. Those of the server that
// answers get it from each other. Nothing is forgotten that the other cannot be told.
func TestFullStoreAndOneServerGone(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		const quota, room = 3, 10
		c := new(twoServers)
		s := redisstore.NewOn(c, redisstore.Config{MaxKeys: room, WithoutLeases: true, Logger: silent})
		defer s.Close()
		there, gone := keysOf(t, 0, 5*room), keysOf(t, 1, 5*room)
		for _, key := range append(there[:room:room], gone[:room/2]...) {
			takeKey(t, s, key, quota)
			time.Sleep(time.Millisecond) // so that the first is the oldest
		}
		c.silent[1].Store(true)
		admitted := make(map[string]int)
		for range 2 * quota {
			for i := range there {
				for _, key := range []string{there[i], gone[i]} {
					if takeKey(t, s, key, quota) {
						admitted[key]++
					}
					time.Sleep(time.Millisecond)
				}
			}
		}
		for i, key := range there {
			want := quota
			if i < room {
				want-- // spent before
			}
			if n := admitted[key]; n != want {
				t.Errorf("%s, whose server answers: %d units were admitted, want %d", key, n, want)
			}
		}
		for _, key := range gone[:room/2] {
			if n := admitted[key]; n != quota-1 {
				t.Errorf("%s, that was remembered: %d units were admitted, want %d", key, n, quota-1)
			}
		}
		if n := redisstore.Len(s); n > room {
			t.Errorf("%d entries, want %d at most", n, room)
		}
		// Two windows later nothing of the server is remembered. A key that there is no
		// room for finds out that the server is back.
		time.Sleep(2 * time.Hour)
		for _, key := range there {
			takeKey(t, s, key, quota)
			time.Sleep(time.Millisecond)
		}
		c.silent[1].Store(false)
		before := c.sent[1].Load()
		takeKey(t, s, gone[len(gone)-1], quota)
		synctest.Wait()
		if c.sent[1].Load() == before {
			t.Error("the server is back, and nobody has asked it")
		}
	})
}

// TestServerThatHasLeftIsForgotten has a server whose keys another has taken over.
func TestServerThatHasLeftIsForgotten(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		c := new(twoServers)
		s := redisstore.NewOn(c, redisstore.Config{Logger: silent})
		defer s.Close()
		c.silent[1].Store(true)
		for _, key := range keysOf(t, 1, 5) {
			takeKey(t, s, key, 10)
		}
		if n := redisstore.OpenBreakers(s); n != 1 {
			t.Errorf("%d servers are known to be gone, want 1", n)
		}
		time.Sleep(3 * time.Hour) // in the first, the store wants to tell what it has counted
		takeKey(t, s, keysOf(t, 0, 1)[0], 10)
		if n := redisstore.OpenBreakers(s); n != 0 {
			t.Errorf("%d servers are known to be gone, when nobody has needed them for long", n)
		}
	})
}
