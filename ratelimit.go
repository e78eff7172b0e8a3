package demur

import (
	"errors"
	"time"

	"github.com/labstack/echo/v4"

	"github.com/seed-86b940f4/demur/internal/quota"
	"github.com/seed-86b940f4/demur/ratelimit"
)

// RateLimit returns middleware that admits, for each key, the quota of p in each
// window of the clock, and answers 429 until the next begins. It counts in the
// memory of this process. It panics if p has a mistake or key is nil; with a
// [RateLimitConfig] that is an error, and there is more to choose.
//
//	e.Group("/v1", keyAuth, demur.RateLimit(ratelimit.Hourly(1000), demur.KeyByHeader("X-API-Key")))
//
// Every answer to a request that was decided tells the client how it stands: RateLimit-Policy and RateLimit, as
// draft-ietf-httpapi-ratelimit-headers-10 has them.
//
//	RateLimit-Policy: "hourly";q=1000;w=3600
//	RateLimit: "hourly";r=50;t=30
//
// The 429 is returned as an error, like any other, so [Errors] must stand further
// out. It has Retry-After (RFC 9110 section 10.2.3): the whole seconds until the
// window ends, rounded up. Every request counts, also HEAD, OPTIONS and those that
// come to nothing, unless RateLimitConfig.Skipper says otherwise.
func RateLimit(p ratelimit.Policy, key KeyFunc) echo.MiddlewareFunc {
	limiter, err := ratelimit.NewFixedWindow(p, nil)
	if key == nil {
		err = errors.Join(err, errors.New("demur: RateLimit with a nil KeyFunc"))
	}
	mustNot(err)
	l := &limit{cfg: RateLimitConfig{Limiter: limiter, Key: key}}
	return l.middleware
}

// RateLimitConfig says how requests are limited. Limiter and Key are needed; for
// all else the zero value does.
type RateLimitConfig struct {
	_ [0]func() // literals name their fields

	// Limiter decides. nil is a mistake, unless Policy is set: then quotas are
	// those of Policy alone, counted in the memory of this process. A limiter
	// without a policy is a mistake too, such as &ratelimit.FixedWindow{}.
	Limiter ratelimit.Limiter

	// Key says whose quota a request spends. nil is a mistake.
	Key KeyFunc

	// Cost is how many units a request spends. nil stands for 1. At a cost of 0 the
	// request passes and the client learns how it stands. A negative cost is
	// answered with 500, one of more than the whole quota with 403, since
	// waiting would not help.
	Cost func(c echo.Context) int

	// Policy chooses the policy of a request, as for customers with different
	// plans. The zero Policy stands for that of Limiter, which must be a
	// [ratelimit.PolicyLimiter]. nil stands for that of Limiter always. A
	// policy with mistakes is answered with 500; check those of your plans at the
	// start, with [ratelimit.Policy.Check].
	Policy func(c echo.Context) ratelimit.Policy

	// Skipper, if not nil, tells which requests are not counted, such as those
	// of a health check.
	Skipper func(c echo.Context) bool

	// Refund, if not nil, is asked when a request that was admitted has been
	// handled. If it returns true the units are given back: a login may count
	// only when it fails. err is what the handler returned, as [Errors] will
	// answer it, so [apierror.StatusOf] tells the status; the fields were sent
	// before. It is not asked after a panic,
	// nor when the client has gone. A client that can provoke what is
	// given back has no quota for it. Limiter must be a [ratelimit.Refunder].
	Refund func(c echo.Context, err error) bool

	// Fields chooses the header fields. Zero stands for [DraftFields].
	Fields RateLimitFields

	// Jitter is the most that is added to Retry-After, at random, so that not
	// all clients come back in the same second; no more than the wait itself.
	// Zero adds nothing. It never makes Retry-After earlier.
	Jitter time.Duration

	// OnStoreError, if not nil, is called with the error of a limiter that
	// cannot tell. The request passes, uncounted, if it returns nil and has not
	// answered by itself, and else fails with what it returns. nil stands for 503, with the Retry-After of
	// [Config]. It is not called for a request that its client or its deadline
	// has ended. A limiter that fails never makes a 429.
	OnStoreError func(c echo.Context, err error) error
}

// RateLimitFields chooses header fields. None of them is a standard yet.
type RateLimitFields int

const (
	// DraftFields are RateLimit and RateLimit-Policy, the Lists of
	// draft-ietf-httpapi-ratelimit-headers-10. Each policy is an item. The names
	// of the policies and their quotas can be read by clients.
	DraftFields = RateLimitFields(quota.Draft)

	// LegacyFields are X-RateLimit-Limit, X-RateLimit-Remaining and
	// X-RateLimit-Reset, the last a Unix time in seconds. Of several policies
	// they tell the one that refused or that has the least left.
	LegacyFields = RateLimitFields(quota.Legacy)

	// BothFields are DraftFields and LegacyFields.
	BothFields = RateLimitFields(quota.Both)

	// NoFields sends none of them. A 429 has Retry-After all the same, and its
	// body tells policy and quota.
	NoFields = RateLimitFields(quota.None)
)

// ToMiddleware returns the middleware, as [RateLimit] does. The error names every
// mistake of the configuration.
func (cfg RateLimitConfig) ToMiddleware() (echo.MiddlewareFunc, error) {
	l := &limit{cfg: cfg}
	if cfg.Limiter == nil && cfg.Policy != nil {
		own, err := ratelimit.NewFixedWindow(ratelimit.Hourly(1), nil)
		mustNot(err)
		l.cfg.Limiter, l.chosen = own, true
	}
	if err := errors.Join(l.check()...); err != nil {
		return nil, err
	}
	return l.middleware, nil
}

// The key of the decision in Echo's context.
const decisionKey = "github.com/seed-86b940f4/demur ratelimit"

// RateLimitDecision returns what [RateLimit] decided for the request, for
// handlers and loggers. Of several limiters in the chain it is the last that
// decided. ok is false if none did.
func RateLimitDecision(c echo.Context) (d ratelimit.Decision, ok bool) {
	standing, ok := c.Get(decisionKey).(*quota.Standing)
	if !ok {
		return ratelimit.Decision{}, false
	}
	return standing.Decision, true
}
