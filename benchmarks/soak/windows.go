package soak

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"sync/atomic"
	"time"

	"github.com/seed-86b940f4/demur/example/payments"
	"github.com/seed-86b940f4/demur/ratelimit"
	"github.com/seed-86b940f4/demur/ratelimit/redisstore"
)

// windowOf names a window of a key, for all instances that share the counter.
type windowOf struct {
	counter counter
	key     string
	ends    time.Time
}

// share is what one instance has decided in a window.
type share struct{ admitted, refused int }

// window is what became of the quota of a key in one window.
type window struct {
	policy ratelimit.Policy
	of     map[string]share // by adapter
}

// faults returns what is wrong with a window that is over. away says that Redis did not
// always answer, lost that it has forgotten what was counted.
func (w *window) faults(c counter, away, lost bool) (faults []string) {
	total, refused := 0, 0
	for adapter, s := range w.of {
		total, refused = total+s.admitted, refused+s.refused
		// Whoever admits all while Redis is away does not count. For all others it
		// holds at any time.
		if s.admitted > w.policy.Quota && !(c == admits && away) {
			faults = append(faults, fmt.Sprintf("%s alone admitted %d of a quota of %d", adapter, s.admitted, w.policy.Quota))
		}
	}
	exceptional := away
	if c == refuses {
		exceptional = lost // it admits nothing that Redis has not granted
	}
	if total > w.policy.Quota && !exceptional {
		faults = append(faults, fmt.Sprintf("all instances together admitted %d of a quota of %d", total, w.policy.Quota))
	}
	if c == inMemory && refused > 0 && total < w.policy.Quota {
		faults = append(faults, fmt.Sprintf("a request was refused, but only %d of a quota of %d were admitted", total, w.policy.Quota))
	}
	return faults
}

// windows has what was decided, by window. It is safe for concurrent use.
type windows struct {
	found    *findings
	troubles *troubles

	mu   sync.Mutex
	open map[windowOf]*window
	// How many windows are over, with Redis there all the time and not, and how many of
	// the first were asked for more than the quota.
	whole, disturbed, full int
}

func (w *windows) note(of windowOf, p ratelimit.Policy, adapter string, allowed bool) {
	w.mu.Lock()
	defer w.mu.Unlock()
	one := w.open[of]
	if one == nil {
		one = &window{policy: p, of: map[string]share{}}
		w.open[of] = one
	}
	s := one.of[adapter]
	if allowed {
		s.admitted++
	} else {
		s.refused++
	}
	one.of[adapter] = s
}

// settle judges the windows that ended before a time, and forgets them.
func (w *windows) settle(before time.Time) {
	w.mu.Lock()
	defer w.mu.Unlock()
	for of, one := range w.open {
		if !of.ends.Before(before) {
			continue
		}
		delete(w.open, of)
		away, lost := false, false
		if of.counter != inMemory {
			away, lost = w.troubles.within(of.ends.Add(-one.policy.Window), of.ends)
		}
		for _, fault := range one.faults(of.counter, away, lost) {
			w.found.add(OverQuota, "%s, windows of %v: %s", of.counter, one.policy.Window, fault)
		}
		if away {
			w.disturbed++
			continue
		}
		w.whole++
		for _, s := range one.of {
			if s.refused > 0 {
				w.full++
				break
			}
		}
	}
}

// turnstile is the limiter of an instance. It notes what the one inside decides about the
// keys that are counted exactly, and holds it to what its documentation says.
type turnstile struct {
	ratelimit.PolicyLimiter
	windows  *windows
	counter  counter
	adapter  string
	admitted atomic.Int64 // of the keys that are counted exactly
}

// tooLong is far more than a store waits for Redis, for busy machines.
const tooLong = 2 * time.Second

// forgotten is when a store has not heard of Redis for so long that it does not refuse
// any more because of what it has heard: a quarter of a second, and a little.
const forgotten = 400 * time.Millisecond

// TakePolicy implements ratelimit.PolicyLimiter.
func (t *turnstile) TakePolicy(ctx context.Context, p ratelimit.Policy, key string, n int) (ratelimit.Decision, error) {
	before := time.Now()
	d, err := t.PolicyLimiter.TakePolicy(ctx, p, key, n)
	after := time.Now()
	found, troubles := t.windows.found, t.windows.troubles
	if after.Sub(before) > tooLong {
		found.add(WrongOutage, "%s: a request waited for longer than %v for its quota", t.counter, tooLong)
	}
	if err != nil {
		t.failed(ctx, err, before, after)
		return d, err
	}
	if !counted(key) {
		return d, nil
	}
	// Redis says when a window ends, by a message that is under way for a moment.
	ends := d.Reset.Truncate(p.Window)
	begins := ends.Add(-p.Window)
	if late := d.Reset.Sub(ends); late > tooLong || t.counter == inMemory && late > 0 {
		found.add(OverQuota, "%s: a window ends at no multiple of %v", t.counter, p.Window)
	}
	if after.Before(begins) || before.After(d.Reset) {
		found.add(OverQuota, "%s: a request is counted in a window of %v in which it was not made", t.counter, p.Window)
	}
	if t.counter == admits && !d.Allowed && troubles.lasts(forgotten, before, after) {
		found.add(WrongOutage, "%s: refused while Redis is away", t.counter)
	}
	t.windows.note(windowOf{t.counter, t.group(key), ends}, p, t.adapter, d.Allowed)
	if d.Allowed {
		t.admitted.Add(int64(n))
	}
	return d, nil
}

// group is the key, and for counters in memory whose they are.
func (t *turnstile) group(key string) string {
	if t.counter == inMemory {
		return t.adapter + key
	}
	return key
}

// failed judges an error of the limiter: none but that of who refuses in an outage, and
// that of a client who has gone.
func (t *turnstile) failed(ctx context.Context, err error, before, after time.Time) {
	_, unavailable := errors.AsType[redisstore.UnavailableError](err)
	away, _ := t.windows.troubles.within(before.Add(-tooLong), after)
	switch {
	case ctx.Err() != nil:
	case t.counter != refuses || !unavailable:
		t.windows.found.add(WrongOutage, "%s: the limiter failed: %v", t.counter, err)
	case !away:
		t.windows.found.add(WrongOutage, "%s: refused while Redis answers", t.counter)
	}
}

// Quotas of the keys that are counted exactly. The windows stand for hours: they turn
// many times in a run. One has the length of the service's own policy, for which the
// store in memory has a shorter way.
var (
	ownPolicy = ratelimit.Policy{Name: "hourly", Quota: 1_000_000, Window: 3 * time.Second}
	keyPlans  = map[string]ratelimit.Policy{
		payments.TrialKey:    {Name: "trial", Quota: 7, Window: time.Second},
		payments.OperatorKey: {Name: "operator", Quota: 17, Window: 3 * time.Second},
	}
)
