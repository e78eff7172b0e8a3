package demurhttp

import (
	"errors"
	"net/http"
	"time"

	"github.com/seed-86b940f4/demur/adapter"
	"github.com/seed-86b940f4/demur/ratelimit"
)

// RateLimit returns middleware that admits, for each key, the quota of p in each
// window of the clock. When the quota is spent it answers 429 until the next window
// begins. It counts in the memory of this process. It panics if p has a mistake or key
// is nil. [RateLimitConfig] returns an error instead, and has more options.
//
//	limit := demurhttp.RateLimit(ratelimit.Hourly(1000), demurhttp.KeyByHeader("X-API-Key"))
//	mux.Handle("/v1/", keyAuth(limit(v1)))
//
// Every answer to a request that the limiter admitted or refused tells how much is left, in
// the header fields RateLimit-Policy and RateLimit of
// draft-ietf-httpapi-ratelimit-headers-10:
//
//	RateLimit-Policy: "hourly";q=1000;w=3600
//	RateLimit: "hourly";r=50;t=30
//
// The 429 has Retry-After (RFC 9110 section 10.2.3): the whole seconds until the
// window ends, rounded up. Every request counts, also HEAD, OPTIONS and requests
// that fail later, except those that RateLimitConfig.Skipper leaves out.
func RateLimit(p ratelimit.Policy, key KeyFunc) func(http.Handler) http.Handler {
	limiter, err := ratelimit.NewFixedWindow(p, nil)
	if key == nil {
		err = errors.Join(err, errors.New("demur: RateLimit with a nil KeyFunc"))
	}
	mustNot(err)
	mw, err := RateLimitConfig{Limiter: limiter, Key: key}.Middleware()
	mustNot(err)
	return mw
}

// RateLimitConfig says how requests are limited. Limiter and Key are needed; for
// all else the zero value does.
type RateLimitConfig struct {
	_ [0]func() // literals name their fields

	// Limiter decides. nil is a mistake unless Policy is set. If only Policy is set,
	// it gives every quota, and the requests are counted in the memory of this
	// process. A limiter without a policy is a mistake too, such as
	// &ratelimit.FixedWindow{}.
	Limiter ratelimit.Limiter

	// Key says whose quota a request spends. nil is a mistake.
	Key KeyFunc

	// Cost is how many units a request spends. nil stands for 1. A request of cost 0
	// passes, and its answer tells how much is left. A negative cost is answered with
	// 500. A cost greater than the whole quota is answered with 403, since waiting
	// would not help.
	Cost func(r *http.Request) int

	// Policy chooses the policy of a request, as for customers with different
	// plans. Limiter must be a [ratelimit.PolicyLimiter]. If Policy returns the zero
	// Policy, or is nil, the policy of Limiter counts. A policy with mistakes is
	// answered with 500; check those of your plans at the start, with
	// [ratelimit.Policy.Check].
	Policy func(r *http.Request) ratelimit.Policy

	// Skipper, if not nil, tells which requests are not counted, such as those
	// of a health check.
	Skipper func(r *http.Request) bool

	// Refund, if not nil, is called when a request that was admitted has been
	// handled. If it returns true, the units are given back: for example, so that a
	// login counts only if it fails. err is the error that the client got, so
	// [apierror.StatusOf] returns the status; nil means a success. If a handler has
	// answered 400 or more by itself, or middleware in between has a response without a
	// method Unwrap, err is the [apierror.Status] alone. The header fields of the answer
	// do not show the refund. Refund is not called after a panic, nor if the
	// client has gone. Do not refund a failure that a client can cause on purpose: the
	// client could send such requests without limit. Limiter must be a
	// [ratelimit.Refunder]. nil gives nothing back.
	Refund func(r *http.Request, err error) bool

	// Fields chooses the header fields. Zero stands for [DraftFields].
	Fields RateLimitFields

	// Jitter is the most that is added to Retry-After, at random, so that not
	// all clients come back in the same second; no more than the wait itself.
	// Zero adds nothing. It never makes Retry-After earlier.
	Jitter time.Duration

	// OnStoreError, if not nil, is called if the limiter fails and so cannot decide.
	// If it returns an error, the request fails with this error. If it returns nil
	// and has not answered the request, the request passes and is not counted. nil
	// stands for 503, with the Retry-After of [Config]. OnStoreError is not called
	// if the client has gone or the deadline of the request is over. A limiter that
	// fails never leads to a 429.
	OnStoreError func(w http.ResponseWriter, r *http.Request, err error) error
}

// RateLimitFields chooses header fields. None of them is a standard yet.
type RateLimitFields int

const (
	// DraftFields are RateLimit and RateLimit-Policy, the Lists of
	// draft-ietf-httpapi-ratelimit-headers-10. Each policy is an item. The names
	// of the policies and their quotas can be read by clients.
	DraftFields = RateLimitFields(adapter.DraftFields)

	// LegacyFields are X-RateLimit-Limit, X-RateLimit-Remaining and
	// X-RateLimit-Reset, the last a Unix time in seconds. Of several policies
	// they tell the one that refused or that has the least left.
	LegacyFields = RateLimitFields(adapter.LegacyFields)

	// BothFields are DraftFields and LegacyFields.
	BothFields = RateLimitFields(adapter.BothFields)

	// NoFields sends none of them. A 429 still has Retry-After, and its body still
	// has the policy and the quota.
	NoFields = RateLimitFields(adapter.NoFields)
)

// Middleware returns the middleware, as [RateLimit] does. The error names every
// mistake of the configuration.
func (cfg RateLimitConfig) Middleware() (func(http.Handler) http.Handler, error) {
	limit := adapter.Limit[*exchange]{
		Limiter: cfg.Limiter,
		Cost:    ofRequest(cfg.Cost),
		Policy:  ofRequest(cfg.Policy),
		Skipper: ofRequest(cfg.Skipper),
		Fields:  adapter.Fields(cfg.Fields),
		Jitter:  cfg.Jitter,
	}
	if cfg.Key != nil {
		limit.Key = func(x *exchange) (string, error) { return cfg.Key(x.r) }
	}
	if cfg.Refund != nil {
		limit.Refund = func(x *exchange, err error) bool { return cfg.Refund(x.r, err) }
	}
	if cfg.OnStoreError != nil {
		limit.OnStoreError = func(x *exchange, err error) error { return cfg.OnStoreError(x.w, x.r, err) }
	}
	handle, err := zero.responder.Limit(limit)
	if err != nil {
		return nil, err
	}
	return func(next http.Handler) http.Handler { return newMiddleware(nil, next, handle) }, nil
}

// ofRequest returns f as a function of an exchange, nil for nil.
func ofRequest[V any](f func(r *http.Request) V) func(x *exchange) V {
	if f == nil {
		return nil
	}
	return func(x *exchange) V { return f(x.r) }
}

// RateLimitDecision returns what [RateLimit] decided for the request, for handlers and
// loggers. Of several limiters in the chain it is the last that decided. ok is false if
// none did. r is the request as the handler gets it, or, for middleware further out, as
// [Errors] passes it on.
func RateLimitDecision(r *http.Request) (d ratelimit.Decision, ok bool) {
	if x := exchangeOf(r).lastLimiter(); x != nil {
		return x.settings.responder.Decision(x)
	}
	return ratelimit.Decision{}, false
}
