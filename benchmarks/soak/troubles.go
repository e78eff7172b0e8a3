package soak

import (
	"context"
	"log/slog"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/redis/go-redis/v9"
)

// trouble is a time in which Redis did not answer, or somebody thought so.
type trouble struct {
	what     string
	from, to time.Time // to is zero while it lasts
	since    time.Time // of one that this program has begun: when it was complete
	until    time.Time // and until when it surely was
	loses    bool      // Redis lost what it had counted
}

// troubles tells the windows in which the quota is exact for all instances from those
// in which each may count by itself. It is safe for concurrent use.
type troubles struct {
	mu   sync.Mutex
	list []trouble
}

// begin is called before Redis is made to fail.
func (t *troubles) begin(what string, loses bool) {
	t.add(trouble{what: what, from: time.Now(), loses: loses})
}

// complete is called when it has failed, for so long at least since it began.
func (t *troubles) complete(what string, lasts time.Duration) {
	t.change(what, func(one *trouble) { one.since, one.until = time.Now(), one.from.Add(lasts) })
}

// ending is called before it is brought back.
func (t *troubles) ending(what string) {
	t.change(what, func(one *trouble) {
		if now := time.Now(); now.Before(one.until) {
			one.until = now
		}
	})
}

// change changes what has begun under this name and not ended.
func (t *troubles) change(what string, change func(one *trouble)) {
	t.mu.Lock()
	defer t.mu.Unlock()
	for i := range t.list {
		if one := &t.list[i]; one.what == what && one.to.IsZero() {
			change(one)
		}
	}
}

func (t *troubles) add(one trouble) {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.list = append(t.list, one)
}

// end ends what has begun under this name.
func (t *troubles) end(what string, to time.Time) {
	t.change(what, func(one *trouble) { one.to = to })
}

// within reports whether there was trouble between two times, and whether Redis lost
// what it had counted.
func (t *troubles) within(from, to time.Time) (any, loses bool) {
	t.mu.Lock()
	defer t.mu.Unlock()
	for _, one := range t.list {
		if one.from.Before(to) && (one.to.IsZero() || one.to.After(from)) {
			any, loses = true, loses || one.loses
		}
	}
	return any, loses
}

// lasts reports whether Redis had failed for d already at a time, and did not come back
// before another.
func (t *troubles) lasts(d time.Duration, from, to time.Time) bool {
	t.mu.Lock()
	defer t.mu.Unlock()
	return slices.ContainsFunc(t.list, func(one trouble) bool {
		return !one.since.IsZero() && from.Sub(one.since) >= d && to.Before(one.until)
	})
}

// forget drops what ended before a time.
func (t *troubles) forget(before time.Time) {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.list = slices.DeleteFunc(t.list, func(one trouble) bool { return !one.to.IsZero() && one.to.Before(before) })
}

// slow is from when on an answer of Redis counts as trouble. The requests of one key may
// wait for each other, so a store may give up long before one of its commands does.
const slow = storeTimeout / 4

// DialHook implements redis.Hook.
func (t *troubles) DialHook(next redis.DialHook) redis.DialHook { return next }

// ProcessPipelineHook implements redis.Hook.
func (t *troubles) ProcessPipelineHook(next redis.ProcessPipelineHook) redis.ProcessPipelineHook {
	return next
}

// ProcessHook implements redis.Hook: it notes each command that fails or is slow.
func (t *troubles) ProcessHook(next redis.ProcessHook) redis.ProcessHook {
	return func(ctx context.Context, cmd redis.Cmder) error {
		from := time.Now()
		err := next(ctx, cmd)
		failed := err != nil && err != redis.Nil && !redis.HasErrorPrefix(err, "NOSCRIPT")
		if to := time.Now(); failed || to.Sub(from) >= slow {
			t.add(trouble{what: "command", from: from, to: to})
		}
		return err
	}
}

// watchClock notes when this process did not run: its timers fire before answers that
// have long arrived are read. It returns when ctx is done.
func (t *troubles) watchClock(ctx context.Context) {
	for from := time.Now(); sleep(ctx, slow/4); {
		to := time.Now()
		if to.Sub(from) >= slow {
			t.add(trouble{what: "clock", from: from, to: to})
		}
		from = to
	}
}

// storeLog is the log of a store. It says when the store thinks that Redis is away. Its
// records must alternate. It is safe for concurrent use.
type storeLog struct {
	name     string
	troubles *troubles
	found    *findings

	mu   sync.Mutex
	away bool
}

// Enabled implements slog.Handler.
func (l *storeLog) Enabled(context.Context, slog.Level) bool { return true }

// WithAttrs implements slog.Handler.
func (l *storeLog) WithAttrs([]slog.Attr) slog.Handler { return l }

// WithGroup implements slog.Handler.
func (l *storeLog) WithGroup(string) slog.Handler { return l }

// Handle implements slog.Handler.
func (l *storeLog) Handle(_ context.Context, r slog.Record) error {
	l.mu.Lock()
	defer l.mu.Unlock()
	away := strings.Contains(r.Message, "unavailable")
	switch {
	case away && !l.away:
		l.troubles.add(trouble{what: l.name, from: time.Now().Add(-3 * storeTimeout)})
	case !away && l.away:
		l.troubles.end(l.name, time.Now())
	default:
		l.found.add(WrongOutage, "%s: the record %q a second time in a row", l.name, r.Message)
	}
	l.away = away
	return nil
}
