package redisstore_test

import (
	"context"
	"io"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"github.com/seed-86b940f4/demur/ratelimit/redisstore"
	"github.com/seed-86b940f4/demur/ratelimit/redisstore/internal/protocol"
	"github.com/seed-86b940f4/demur/ratelimit/redisstore/internal/protocoltest"
)

// TestCountedTwiceInFlight has a charge under way when the outage is noticed, by
// another key. What is counted locally meanwhile is counted once.
func TestCountedTwiceInFlight(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		network := sound(0)
		server := &halfGone{slow{network, 50 * time.Millisecond}, network}
		s := redisstore.NewOn(server, redisstore.Config{Logger: silent})
		defer s.Close()
		admitted := 0
		first := make(chan bool)
		go func() { first <- take(t, s, charge(10, 5)).Allowed }()
		synctest.Wait()
		network.SetDown(true)
		other := charge(10, 1)
		other.Key = "other"
		take(t, s, other)
		for range 4 {
			if take(t, s, charge(10, 1)).Allowed {
				admitted++
			}
		}
		network.SetDown(false)
		if !<-first {
			t.Error("five units of ten were refused, with four spent")
		}
		admitted += 5
		time.Sleep(3 * time.Second)
		if d := take(t, redisstore.NewOn(network, redisstore.Config{}), charge(10, 0)); d.Remaining != 10-admitted {
			t.Errorf("another instance finds %d units left of 10, and %d are spent", d.Remaining, admitted)
		}
		for range 10 {
			if take(t, s, charge(10, 1)).Allowed {
				admitted++
			}
		}
		if admitted != 10 {
			t.Errorf("%d units were admitted, of a quota of 10", admitted)
		}
	})
}

// TestReplyOfTheLastWindowIsLate has the window turn, without Redis, while a charge
// is under way whose reply tells of the last one.
func TestReplyOfTheLastWindowIsLate(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		network := sound(0)
		server := &halfGone{slowReply{network, 50 * time.Millisecond}, network}
		s := redisstore.NewOn(server, redisstore.Config{Logger: silent})
		defer s.Close()
		time.Sleep(time.Until(time.Now().Truncate(time.Hour).Add(time.Hour - 10*time.Millisecond)))
		take(t, s, charge(5, 1)) // so that the window is known
		last := make(chan struct{})
		go func() { take(t, s, charge(10, 5)); close(last) }()
		synctest.Wait()
		time.Sleep(20 * time.Millisecond)
		network.SetDown(true)
		other := charge(10, 1)
		other.Key = "other"
		take(t, s, other)
		if d := take(t, s, charge(5, 4)); !d.Allowed || d.Remaining != 1 {
			t.Errorf("in the new window: %+v", d)
		}
		<-last
		time.Sleep(time.Second)
		admitted := 4
		for range 5 {
			if take(t, s, charge(5, 1)).Allowed {
				admitted++
			}
		}
		if admitted > 5 {
			t.Errorf("%d units were admitted in the new window, of a quota of 5", admitted)
		}
	})
}

// A slowReply server judges at once, and answers late.
type slowReply struct {
	protocol.Server
	latency time.Duration
}

func (s slowReply) State(ctx context.Context, st protocol.Statement) (protocol.Reply, error) {
	defer time.Sleep(s.latency)
	return s.Server.State(ctx, st)
}

// A halfGone server refuses new connections, and serves old ones slowly: those of
// charges of five units.
type halfGone struct {
	old, new protocol.Server
}

func (h *halfGone) State(ctx context.Context, st protocol.Statement) (protocol.Reply, error) {
	if st.Want == 5 {
		return h.old.State(ctx, st)
	}
	return h.new.State(ctx, st)
}

func (h *halfGone) Home(string) string { return "" }

// TestLostReplyStrandsNothing has a grant that the instance never hears of, and no
// charge after it.
func TestLostReplyStrandsNothing(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		model := new(protocoltest.Model)
		server := &losesReplies{Server: model}
		s := redisstore.NewOn(server, redisstore.Config{OnUnavailable: redisstore.Refuse})
		defer s.Close()
		take(t, s, charge(10, 1))
		server.loses.Store(true)
		if _, err := s.Take(t.Context(), charge(10, 9)); err == nil {
			t.Error("no error, and no reply")
		}
		server.loses.Store(false)
		time.Sleep(3 * time.Second)
		if d := take(t, redisstore.NewOn(model, redisstore.Config{}), charge(10, 0)); d.Remaining != 9 {
			t.Errorf("another instance finds %d units left of 10, and 1 is spent", d.Remaining)
		}
	})
}

type losesReplies struct {
	protocol.Server
	loses atomic.Bool
}

func (l *losesReplies) State(ctx context.Context, st protocol.Statement) (protocol.Reply, error) {
	r, err := l.Server.State(ctx, st)
	if l.loses.Load() {
		return protocol.Reply{}, io.ErrUnexpectedEOF
	}
	return r, err
}
