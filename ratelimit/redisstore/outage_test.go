package redisstore_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"log/slog"
	"strings"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"github.com/seed-86b940f4/demur/ratelimit"
	"github.com/seed-86b940f4/demur/ratelimit/redisstore"
	"github.com/seed-86b940f4/demur/ratelimit/redisstore/internal/protocol"
	"github.com/seed-86b940f4/demur/ratelimit/redisstore/internal/protocoltest"
)

var silent = slog.New(slog.DiscardHandler)

// TestOutageIsNoticedAndProbed counts what is sent to a server that does not
// answer, at each moment of virtual time.
func TestOutageIsNoticedAndProbed(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		var log bytes.Buffer
		silence := &silentServer{}
		defer time.Sleep(time.Second) // the last probe
		const timeout, retry = 100 * time.Millisecond, 2 * time.Second
		s := redisstore.NewOn(silence, redisstore.Config{
			Timeout: timeout, Retry: retry, OnUnavailable: redisstore.Admit,
			Logger: slog.New(slog.NewTextHandler(&log, nil)),
		})
		defer s.Close()
		for i := range 5 {
			begun := time.Now()
			if d := take(t, s, charge(1, 1)); !d.Allowed {
				t.Errorf("charge %d was refused", i)
			}
			want := timeout
			if i >= 3 {
				want = 0 // three have failed: nobody waits any more
			}
			if took := time.Since(begun); took != want {
				t.Errorf("charge %d took %v, want %v", i, took, want)
			}
		}
		for range 100 {
			begun := time.Now()
			take(t, s, charge(1, 1))
			if took := time.Since(begun); took != 0 {
				t.Fatalf("a charge waited %v for a server that is known to be gone", took)
			}
			time.Sleep(100 * time.Millisecond)
		}
		if n := silence.sent.Load(); n < 3+4 || n > 3+5 {
			t.Errorf("in 10 s, with a retry every %v, %d probes were sent", retry, n-3)
		}
		if n := strings.Count(log.String(), "\n"); n != 1 {
			t.Errorf("%d log records, want 1:\n%s", n, &log)
		}
	})
}

type silentServer struct{ sent atomic.Int64 }

func (s *silentServer) State(ctx context.Context, _ protocol.Statement) (protocol.Reply, error) {
	s.sent.Add(1)
	<-ctx.Done()
	return protocol.Reply{}, ctx.Err()
}

func (s *silentServer) Home(string) string { return "" }

// TestRefusedConnectionIsNoticedAtOnce needs no three attempts.
func TestRefusedConnectionIsNoticedAtOnce(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		var log bytes.Buffer
		network := sound(0)
		s := redisstore.NewOn(network, redisstore.Config{Logger: slog.New(slog.NewTextHandler(&log, nil))})
		defer s.Close()
		for _, down := range []bool{true, false, true, false} {
			network.SetDown(down)
			for range 5 {
				take(t, s, charge(1000, 1))
				time.Sleep(time.Second)
			}
		}
		if got := strings.Count(log.String(), "level=ERROR"); got != 2 {
			t.Errorf("%d records of an outage, want 2\n%s", got, &log)
		}
		if got := strings.Count(log.String(), "level=INFO"); got != 2 {
			t.Errorf("%d records of a recovery, want 2\n%s", got, &log)
		}
		if d := take(t, s, charge(1000, 0)); d.Remaining != 980 {
			t.Errorf("%d units are left of 1000, after 20 charges", d.Remaining)
		}
	})
}

// TestErrorTellsNoAddress has the address in the cause only.
func TestErrorTellsNoAddress(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		network := sound(0)
		network.SetDown(true)
		s := redisstore.NewOn(network, redisstore.Config{OnUnavailable: redisstore.Refuse, Logger: silent, MaxKeys: 1})
		defer s.Close()
		for i := range 3 { // the third finds no room
			c := charge(5, 1)
			c.Key = fmt.Sprint("secret", i)
			_, err := s.Take(t.Context(), c)
			e, ok := errors.AsType[redisstore.UnavailableError](err)
			if !ok || err.Error() != "redisstore: the store is unavailable" || e.Err == nil {
				t.Errorf("charge %d: %v, because of %v", i, err, e.Err)
			}
		}
	})
}

// TestLeasesAreSpentFirst has Refuse, and units that were leased before.
func TestLeasesAreSpentFirst(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		network := sound(0)
		s := redisstore.NewOn(network, redisstore.Config{OnUnavailable: redisstore.Refuse, Logger: silent})
		defer s.Close()
		for range 4 { // 1, 1 + 1 leased, 1, 1 + 3 leased
			take(t, s, charge(1000, 1))
		}
		network.SetDown(true)
		served := 0
		for ; served < 100; served++ {
			if _, err := s.Take(t.Context(), charge(1000, 1)); err != nil {
				break
			}
		}
		if served == 0 || served > 10 {
			t.Errorf("%d units were served of a lease of a few", served)
		}
		if d := take(t, s, charge(1000, 0)); !d.Allowed {
			t.Error("zero units were refused, and the window is known")
		}
	})
}

// TestRedisIsToldOfAnOutage has no charge that comes after it.
func TestRedisIsToldOfAnOutage(t *testing.T) {
	t.Parallel()
	for _, exact := range []bool{false, true} {
		synctest.Test(t, func(t *testing.T) {
			model := new(protocoltest.Model)
			network := protocoltest.NewNetwork(model, 1, protocoltest.Faults{})
			s := redisstore.NewOn(network, redisstore.Config{WithoutLeases: exact, Logger: silent})
			defer s.Close()
			network.SetDown(true)
			for range 5 {
				take(t, s, charge(100, 3))
			}
			network.SetDown(false)
			time.Sleep(5 * time.Second)
			other := redisstore.NewOn(model, redisstore.Config{})
			if d := take(t, other, charge(100, 0)); d.Remaining != 85 {
				t.Errorf("%d units are left of 100, and 15 were admitted in the outage", d.Remaining)
			}
			if redisstore.HasTimer(s) {
				t.Error("a timer runs, and there is nothing to tell")
			}
		})
	}
}

// TestKeysAreBounded has more keys than there is room for, with Redis and without.
func TestKeysAreBounded(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		const maxKeys, keys, quota = 100, 1000, 4
		network := sound(0)
		s := redisstore.NewOn(network, redisstore.Config{MaxKeys: maxKeys, Logger: silent})
		defer s.Close()
		admitted := 0
		flood := func() {
			for i := range keys {
				c := charge(quota, 1)
				c.Key = fmt.Sprint("key ", i)
				if take(t, s, c).Allowed {
					admitted++
				}
			}
			if n := redisstore.Len(s); n > maxKeys {
				t.Errorf("%d entries, want at most %d", n, maxKeys)
			}
		}
		for range quota + 1 {
			flood()
		}
		if admitted != quota*keys {
			t.Errorf("%d units were admitted, of %d keys with a quota of %d", admitted, keys, quota)
		}
		network.SetDown(true)
		admitted = 0
		for range quota + 1 {
			flood()
		}
		// Those that are remembered are spent. The others have a quota for the outage,
		// and so has one that made room before the outage was noticed.
		if others := quota * (keys - maxKeys); admitted < others || admitted > others+quota {
			t.Errorf("%d units were admitted in the outage, of %d keys with a quota of %d", admitted, keys, quota)
		}
	})
}

// What Admit let pass was not counted, so its refund must not renew the quota.
func TestRefundOfWhatWasNotCounted(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		network := sound(0)
		s := redisstore.NewOn(network, redisstore.Config{OnUnavailable: redisstore.Admit, Logger: silent})
		defer s.Close()
		for range 10 {
			take(t, s, charge(10, 1))
		}
		network.SetDown(true)
		time.Sleep(time.Second)
		var passed []ratelimit.Decision
		for range 20 {
			if d := take(t, s, charge(10, 1)); d.Allowed {
				passed = append(passed, d)
			}
		}
		for _, d := range passed {
			back := charge(10, -1)
			back.Reset = d.Reset
			take(t, s, back)
		}
		network.SetDown(false)
		time.Sleep(5 * time.Second)
		if d := take(t, s, charge(10, 1)); len(passed) == 0 || d.Allowed {
			t.Errorf("%d passed in the outage; after it %+v, and the quota was spent before", len(passed), d)
		}
	})
}
