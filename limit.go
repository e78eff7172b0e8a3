package demur

import (
	"context"
	"errors"
	"fmt"
	"reflect"
	"time"

	"github.com/labstack/echo/v4"

	"github.com/seed-86b940f4/demur/adapter"
	"github.com/seed-86b940f4/demur/apierror"
	"github.com/seed-86b940f4/demur/ratelimit"
)

// limit is a RateLimitConfig at work.
type limit struct {
	cfg    RateLimitConfig
	chosen bool // every policy is chosen by cfg.Policy

	planned  ratelimit.PolicyLimiter // cfg.Limiter, if cfg.Policy is set
	refunder ratelimit.Refunder      // cfg.Limiter, if cfg.Refund is set
}

func (l *limit) check() (mistakes []error) {
	mistake := func(format string, args ...any) {
		mistakes = append(mistakes, fmt.Errorf("demur: RateLimitConfig: "+format, args...))
	}
	cfg := &l.cfg
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
	if !adapter.Fields(cfg.Fields).Valid() {
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

func (l *limit) middleware(next echo.HandlerFunc) echo.HandlerFunc {
	return func(c echo.Context) error {
		if l.cfg.Skipper != nil && l.cfg.Skipper(c) {
			return next(c)
		}
		r, err := l.charge(c)
		if err != nil {
			return err
		}
		ctx := c.Request().Context()
		d, err := l.take(ctx, r)
		if err != nil {
			if err = l.undecided(ctx, c, r, err); err != nil || c.Response().Committed {
				return err // or OnStoreError has answered by itself
			}
			return next(c)
		}
		now := time.Now()
		standing := &adapter.Standing{Decision: d}
		adapter.Fields(l.cfg.Fields).Set(c.Response().Header(), standing, now)
		c.Set(decisionKey, standing)
		if !d.Allowed {
			return adapter.Exceeded(d, now, l.cfg.Jitter)
		}
		err = next(c)
		// Who hangs up has had the work done, whatever the error says.
		if l.cfg.Refund != nil && r.cost > 0 && ctx.Err() == nil && l.cfg.Refund(c, answerable(c, err)) {
			// What fails here costs the client a unit, and is the store's to log.
			_ = l.refunder.Refund(context.WithoutCancel(ctx), r.key, r.cost, d)
		}
		return err
	}
}

// answerable returns what is answered for err, so that apierror.StatusOf tells the
// status that the client gets, for errors of Echo and validator too.
func answerable(c echo.Context, err error) error {
	if err == nil || isLeaf(err) {
		return err
	}
	r, ok := adapter.OwnerOf(c.Response()).(*responder)
	if !ok {
		r = zero
	}
	return r.known(c, c.Request(), err)
}

// A charge is what one request spends, and of whose quota.
type charge struct {
	key    string
	cost   int
	policy ratelimit.Policy // zero for the limiter's own
}

func (l *limit) charge(c echo.Context) (r charge, err error) {
	if r.key, err = l.cfg.Key(c); err != nil {
		return r, err
	}
	if r.key == "" {
		return r, apierror.InternalServerError.Wrap(errEmptyKey, "")
	}
	if r.cost = 1; l.cfg.Cost != nil {
		r.cost = l.cfg.Cost(c)
	}
	if r.cost < 0 {
		err = fmt.Errorf("demur: RateLimitConfig: Cost returned %d", r.cost)
		return r, apierror.InternalServerError.Wrap(err, "")
	}
	if l.cfg.Policy == nil {
		return r, nil
	}
	if r.policy = l.cfg.Policy(c); l.chosen || r.policy != (ratelimit.Policy{}) {
		if err := r.policy.Check(); err != nil {
			return r, apierror.InternalServerError.Wrap(err, "")
		}
	}
	return r, nil
}

func (l *limit) take(ctx context.Context, r charge) (ratelimit.Decision, error) {
	if r.policy != (ratelimit.Policy{}) {
		return l.planned.TakePolicy(ctx, r.policy, r.key, r.cost)
	}
	return l.cfg.Limiter.Take(ctx, r.key, r.cost)
}

// undecided returns the error of a request that the limiter did not decide, nil
// if it is to pass.
func (l *limit) undecided(ctx context.Context, c echo.Context, r charge, err error) error {
	if cost, ok := errors.AsType[ratelimit.CostError](err); ok {
		r.cost = 0
		if d, err := l.take(ctx, r); err == nil {
			adapter.Fields(l.cfg.Fields).Set(c.Response().Header(), &adapter.Standing{Decision: d}, time.Now())
		}
		return adapter.Unaffordable(cost)
	}
	if ended := ctx.Err(); ended != nil {
		return errors.Join(ended, err)
	}
	if l.cfg.OnStoreError != nil {
		return l.cfg.OnStoreError(c, err)
	}
	if _, ok := errors.AsType[apierror.Status](err); ok {
		return err // a limiter of the caller's own may know better
	}
	return apierror.ServiceUnavailable.Wrap(err, "")
}
