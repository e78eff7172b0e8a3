package redistest_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"log/slog"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/seed-86b940f4/demur/ratelimit"
	"github.com/seed-86b940f4/demur/ratelimit/redisstore"
)

// A recorder keeps log records as text.
type recorder struct {
	mu  sync.Mutex
	buf bytes.Buffer
}

func (r *recorder) Write(p []byte) (int, error) {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.buf.Write(p)
}

func (r *recorder) lines() []string {
	r.mu.Lock()
	defer r.mu.Unlock()
	return strings.Split(strings.TrimSpace(r.buf.String()), "\n")
}

const (
	timeout = 100 * time.Millisecond
	// soon is more than timeout, for busy machines, and far less than the client
	// would wait by itself: 5 s for each of its attempts.
	soon = 1500 * time.Millisecond

	secret = "secret-key-of-a-client"
)

var policies = []redisstore.OnUnavailable{redisstore.CountLocally, redisstore.Admit, redisstore.Refuse}

// TestOutage has a server that crashes and comes back without its data, and one
// that stands still.
func TestOutage(t *testing.T) {
	t.Parallel()
	outages := []struct {
		name       string
		begin, end func(*redisProcess)
	}{
		{"crash", (*redisProcess).kill, (*redisProcess).restart},
		{"pause", (*redisProcess).pause, (*redisProcess).resume},
	}
	for _, outage := range outages {
		for _, policy := range policies {
			t.Run(fmt.Sprint(outage.name, "/", policy), func(t *testing.T) {
				t.Parallel()
				server, log := startServer(t), new(recorder)
				store := newStore(t, server.client(), redisstore.Config{
					Timeout: timeout, Retry: 50 * time.Millisecond, OnUnavailable: policy,
					Logger: slog.New(slog.NewTextHandler(log, nil)),
				})
				o := &outageTest{t, store, 0}
				o.untilAnswered() // a busy machine may need a moment to connect
				before := o.admitted
				outage.begin(server)
				for range 40 {
					o.during(policy)
				}
				if policy == redisstore.CountLocally && o.admitted != quota {
					t.Errorf("%d units were admitted, %d of them before the outage, of a quota of %d", o.admitted, before, quota)
				}
				outage.end(server)
				o.untilThere(server)
				if policy == redisstore.CountLocally {
					// What was counted in the outage is known to others now.
					other := newStore(t, server.client(), redisstore.Config{Timeout: patience})
					if d := take(t, other, quota, 0); d.Remaining != 0 {
						t.Errorf("another instance finds %d units left", d.Remaining)
					}
				}
				checkLog(t, log)
			})
		}
	}
}

const quota = 20

type outageTest struct {
	t        *testing.T
	store    *redisstore.Store
	admitted int
}

func (o *outageTest) charge(n int) (ratelimit.Decision, error) {
	begun := time.Now()
	d, err := o.store.Take(o.t.Context(), charge(quota, n))
	if took := time.Since(begun); took > soon {
		o.t.Errorf("a charge took %v, with a timeout of %v", took, timeout)
	}
	if err == nil && d.Allowed {
		o.admitted += n
	}
	return d, err
}

func (o *outageTest) untilAnswered() {
	for range 3 {
		d, err := o.charge(1)
		if err != nil || !d.Allowed {
			o.t.Fatalf("before the outage: %+v, %v", d, err)
		}
	}
}

func (o *outageTest) during(policy redisstore.OnUnavailable) {
	d, err := o.charge(1)
	switch policy {
	case redisstore.CountLocally:
		if err != nil {
			o.t.Errorf("CountLocally: %v", err)
		}
		if !d.Allowed && o.admitted < quota {
			o.t.Errorf("CountLocally refused after %d units of %d", o.admitted, quota)
		}
	case redisstore.Admit:
		if err != nil || !d.Allowed {
			o.t.Errorf("Admit: %+v, %v", d, err)
		}
	case redisstore.Refuse:
		if err == nil && d.Allowed {
			return // it was leased
		}
		if _, ok := errors.AsType[redisstore.UnavailableError](err); !ok {
			o.t.Errorf("Refuse: %+v, %v", d, err)
		} else if err.Error() != "redisstore: the store is unavailable" || errors.Unwrap(err) == nil {
			o.t.Errorf("Refuse: %v, because of %v", err, errors.Unwrap(err))
		}
		if errors.Is(err, context.DeadlineExceeded) {
			o.t.Error("the error looks as if the caller's time were up")
		}
	}
}

// untilThere returns when charges are counted in Redis again.
func (o *outageTest) untilThere(server *redisProcess) {
	o.t.Helper()
	client := server.client()
	for begun := time.Now(); time.Since(begun) < 20*time.Second; time.Sleep(20 * time.Millisecond) {
		if _, err := o.charge(1); err != nil {
			continue
		}
		for _, key := range client.Keys(o.t.Context(), "demur:*").Val() {
			if u, _ := client.HGet(o.t.Context(), key, "u").Int(); u >= min(o.admitted, quota) {
				return
			}
		}
	}
	o.t.Error("the store has not come back")
}

func checkLog(t *testing.T, log *recorder) {
	t.Helper()
	lines := log.lines()
	if len(lines) != 2 || !strings.Contains(lines[0], "is unavailable") || !strings.Contains(lines[1], "available again") {
		t.Errorf("the log is not of two changes:\n%s", strings.Join(lines, "\n"))
	}
	if strings.Contains(strings.Join(lines, ""), secret) {
		t.Error("a key is in the log")
	}
}

func charge(quota, n int) ratelimit.Charge {
	return ratelimit.Charge{Policy: ratelimit.Policy{Name: "daily", Quota: quota, Window: 24 * time.Hour}, Key: secret, N: n}
}

func take(t *testing.T, store *redisstore.Store, quota, n int) ratelimit.Decision {
	t.Helper()
	d, err := store.Take(t.Context(), charge(quota, n))
	if err != nil {
		t.Fatal(err)
	}
	return d
}
