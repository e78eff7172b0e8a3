package adapter

import (
	"context"
	"errors"
	"fmt"
	"reflect"
	"time"

	"github.com/seed-86b940f4/demur/apierror"
	"github.com/seed-86b940f4/demur/ratelimit"
)

// Limit says how requests are limited. Limiter and Key are needed, or Policy and Key;
// for all else the zero value does. The fields are those of demur.RateLimitConfig, where
// they are described. The functions are called by the goroutines of requests.
type Limit[C Context] struct {
	_ [0]func() // literals name their fields

	Limiter      ratelimit.Limiter          // nil stands for one in memory whose policies Policy gives
	Key          func(c C) (string, error)  // whose quota a request spends; nil is a mistake
	Cost         func(c C) int              // nil stands for 1
	Policy       func(c C) ratelimit.Policy // nil stands for that of Limiter
	Skipper      func(c C) bool             // nil leaves none out
	Refund       func(c C, err error) bool  // nil gives nothing back
	Fields       Fields                     // zero stands for DraftFields
	Jitter       time.Duration              // the most that is added to Retry-After; zero adds nothing
	OnStoreError func(c C, err error) error // nil stands for 503
}

// limitKey is where the framework's context has the limitState of a request that did not
// pass a Handle. Such a request has no record yet: one that is made when it fails knows
// that the handler may have changed the header, one that is made here would not.
const limitKey = "github.com/seed-86b940f4/demur limit"

// limiter is a Limit at work.
type limiter[C Context] struct {
	Limit[C]
	responder *Responder[C] // for requests that nobody else answers
	chosen    bool          // every policy is chosen by Policy

	planned  ratelimit.PolicyLimiter // Limiter, if Policy is set
	refunder ratelimit.Refunder      // Limiter, if Refund is set

	texts    policyTexts
	refusals refusals
}

// Limit returns what the middleware of an adapter does with each request: it calls next
// and returns what that returns, or it returns the 429, which the Handle further out
// answers. It is safe for concurrent use. The error of Limit names every mistake of the
// configuration. r answers for requests that did not pass a Handle.
func (r *Responder[C]) Limit(cfg Limit[C]) (func(c C, next func(c C) error) error, error) {
	l := &limiter[C]{Limit: cfg, responder: r}
	if cfg.Limiter == nil && cfg.Policy != nil {
		own, err := ratelimit.NewFixedWindow(ratelimit.Hourly(1), nil)
		if err != nil {
			return nil, err
		}
		l.Limiter, l.chosen = own, true
	}
	if err := errors.Join(l.check()...); err != nil {
		return nil, err
	}
	return l.handle, nil
}

// Decision returns what the last limiter that the request of c has passed decided. ok
// is false if none did, or if there is a writer without the method Unwrap between the
// limiter and whoever asks.
func (r *Responder[C]) Decision(c C) (d ratelimit.Decision, ok bool) {
	// A limiter may stand outside of the innermost Handle.
	for w := watcherOf(r.framework.Response(c)); w != nil; w = watcherOf(w.ResponseWriter) {
		if w.limit != nil {
			return w.limit.Decision, true
		}
	}
	s, ok := c.Get(limitKey).(*limitState)
	if !ok {
		return ratelimit.Decision{}, false
	}
	return s.Decision, true
}

func (l *limiter[C]) check() (mistakes []error) {
	mistake := func(format string, args ...any) {
		mistakes = append(mistakes, fmt.Errorf("demur: RateLimitConfig: "+format, args...))
	}
	cfg := &l.Limit
	switch {
	case cfg.Limiter == nil || isNilPointer(cfg.Limiter):
		mistake("Limiter is nil")
	case isZeroLimiter(cfg.Limiter):
		mistake("Limiter is a zero %T, which has no policy", cfg.Limiter)
	default:
		var ok bool
		if l.planned, ok = cfg.Limiter.(ratelimit.PolicyLimiter); cfg.Policy != nil && !ok {
			mistake("Policy is set, but Limiter is no ratelimit.PolicyLimiter")
		}
		if l.refunder, ok = cfg.Limiter.(ratelimit.Refunder); cfg.Refund != nil && !ok {
			mistake("Refund is set, but Limiter is no ratelimit.Refunder")
		}
	}
	if cfg.Key == nil {
		mistake("Key is nil")
	}
	if !cfg.Fields.valid() {
		mistake("Fields is %d, which is none of the constants", cfg.Fields)
	}
	if cfg.Jitter < 0 {
		mistake("Jitter %v is negative", cfg.Jitter)
	}
	return mistakes
}

// isZeroLimiter reports whether a limiter of package ratelimit was not made by its
// constructor. An All is made of no such limiter.
func isZeroLimiter(l ratelimit.Limiter) bool {
	switch l := l.(type) {
	case *ratelimit.FixedWindow:
		return *l == ratelimit.FixedWindow{}
	case *ratelimit.TokenBucket:
		return *l == ratelimit.TokenBucket{}
	}
	return false
}

func isNilPointer(v any) bool {
	r := reflect.ValueOf(v)
	return r.Kind() == reflect.Pointer && r.IsNil()
}

func (l *limiter[C]) handle(c C, next func(c C) error) error {
	if l.Skipper != nil && l.Skipper(c) {
		return next(c)
	}
	spent, err := l.charge(c)
	if err != nil {
		return err
	}
	ctx := c.Request().Context()
	d, err := l.take(ctx, spent)
	if err != nil {
		if err = l.undecided(ctx, c, spent, err); err != nil || l.status(c) != 0 {
			return err // or OnStoreError has answered by itself
		}
		return next(c)
	}
	now := time.Now()
	if !d.Allowed {
		s := &refused{limitState: limitState{Decision: d}}
		l.tell(c, &s.limitState, now)
		return s.exceeded(l.refusals.of(&d, now), l.Jitter)
	}
	l.tell(c, &limitState{Decision: d}, now)
	err = next(c)
	// Who hangs up has had the work done, whatever the error says. A panic may have been
	// answered further in.
	if l.Refund != nil && spent.cost > 0 && ctx.Err() == nil && !isPanic(err) && l.Refund(c, l.answerable(c, err)) {
		// What fails here costs the client a unit, and is the store's to log.
		_ = l.refunder.Refund(context.WithoutCancel(ctx), spent.key, spent.cost, d)
	}
	return err
}

// tell tells the client and all who have the response what was decided.
func (l *limiter[C]) tell(c C, s *limitState, now time.Time) {
	w := l.responder.framework.Response(c)
	l.Fields.set(w.Header(), s, &l.texts, now)
	if own := watcherOf(w); own != nil {
		own.limit = s
	} else {
		c.Set(limitKey, s)
	}
}

// answerable returns what is answered for err, so that apierror.StatusOf tells the
// status that the client gets, for errors of the framework and validator too, and for
// a failure that the handler has answered by itself.
func (l *limiter[C]) answerable(c C, err error) error {
	if err != nil && !isLeaf(err) {
		r := l.responder.responderOf(c)
		err = r.identified(c, r.recordOf(c), err)
	}
	sent := apierror.Status(l.status(c))
	switch {
	case sent < 400 || err != nil && apierror.StatusOf(err) == sent:
		return err
	case err == nil:
		return sent
	}
	return sent.Wrap(err, "")
}

// status returns the status that was sent, 0 for none.
func (l *limiter[C]) status(c C) int {
	r := l.responder
	if s := r.state(r.framework.Response(c)); s.Committed != nil && *s.Committed {
		return *s.Status
	}
	if rec := r.recordOf(c); rec != nil {
		return int(rec.status)
	}
	return 0
}

// A charge is what one request spends, and of whose quota.
type charge struct {
	key    string
	cost   int
	policy ratelimit.Policy // zero for the limiter's own
}

func (l *limiter[C]) charge(c C) (spent charge, err error) {
	if spent.key, err = l.Key(c); err != nil {
		return spent, err
	}
	if spent.key == "" {
		return spent, apierror.InternalServerError.Wrap(errEmptyKey, "")
	}
	if spent.cost = 1; l.Cost != nil {
		spent.cost = l.Cost(c)
	}
	if spent.cost < 0 {
		err = fmt.Errorf("demur: RateLimitConfig: Cost returned %d", spent.cost)
		return spent, apierror.InternalServerError.Wrap(err, "")
	}
	if l.Policy == nil {
		return spent, nil
	}
	if spent.policy = l.Policy(c); l.chosen || spent.policy != (ratelimit.Policy{}) {
		if err := spent.policy.Check(); err != nil {
			return spent, apierror.InternalServerError.Wrap(err, "")
		}
	}
	return spent, nil
}

func (l *limiter[C]) take(ctx context.Context, spent charge) (ratelimit.Decision, error) {
	if spent.policy != (ratelimit.Policy{}) {
		return l.planned.TakePolicy(ctx, spent.policy, spent.key, spent.cost)
	}
	return l.Limiter.Take(ctx, spent.key, spent.cost)
}

// undecided returns the error of a request that the limiter did not decide, nil
// if it is to pass.
func (l *limiter[C]) undecided(ctx context.Context, c C, spent charge, err error) error {
	if cost, ok := errors.AsType[ratelimit.CostError](err); ok {
		spent.cost = 0
		if d, err := l.take(ctx, spent); err == nil {
			l.Fields.set(l.responder.framework.Response(c).Header(), &limitState{Decision: d}, &l.texts, time.Now())
		}
		return unaffordable(cost)
	}
	if ended := ctx.Err(); ended != nil {
		return errors.Join(ended, err)
	}
	if l.OnStoreError != nil {
		return l.OnStoreError(c, err)
	}
	if _, ok := errors.AsType[apierror.Status](err); ok {
		return err // a limiter of the caller's own may know better
	}
	return apierror.ServiceUnavailable.Wrap(err, "")
}
