package demurhttp_test

import (
	"net/http"
	"testing"

	"github.com/seed-86b940f4/demur/adapter"
	"github.com/seed-86b940f4/demur/adapter/adaptertest"
	"github.com/seed-86b940f4/demur/apierror"
	"github.com/seed-86b940f4/demur/demurhttp"
	"github.com/seed-86b940f4/demur/ratelimit"
)

// TestAdapter drives what all adapters have in common against this one, also with
// middleware in between that has a response of its own.
func TestAdapter(t *testing.T) {
	t.Parallel()
	hidden := map[string]string{"hijacked": "the response in between has no method Hijack"}
	for _, test := range []struct {
		name    string
		between func(http.Handler) http.Handler
		without map[string]string
	}{
		{"directly", func(h http.Handler) http.Handler { return h }, nil},
		{"wrapped", unwrapping, nil},
		{"wrapped, with no way through", blunt, hidden},
	} {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			adaptertest.Run(t, adaptertest.Adapter{
				New:     func(t testing.TB, s adaptertest.Service) http.Handler { return newAdapted(t, s, test.between) },
				Without: test.without,
			})
		})
	}
}

func newAdapted(t testing.TB, s adaptertest.Service, between func(http.Handler) http.Handler) http.Handler {
	cfg := demurhttp.Config{
		Formats: s.Config.Formats, Challenge: s.Config.Challenge, RetryAfter: s.Config.RetryAfter,
		Logger: s.Config.Logger, TypeBase: s.Config.TypeBase, KeepTruncated: s.Config.KeepTruncated,
	}
	if s.Config.Map != nil {
		cfg.Map = func(_ http.ResponseWriter, _ *http.Request, err error) error { return s.Config.Map(err) }
	}
	if s.Config.Customize != nil {
		cfg.Customize = func(_ http.ResponseWriter, _ *http.Request, e *apierror.Error) *apierror.Error {
			return s.Config.Customize(e)
		}
	}
	if s.Config.Observe != nil {
		cfg.Observe = func(_ http.ResponseWriter, _ *http.Request, e *apierror.Error) { s.Config.Observe(e) }
	}
	mux := http.NewServeMux()
	for _, route := range s.Routes {
		mux.Handle(route.Method+" "+route.Path, between(demurhttp.HandlerFunc(func(w http.ResponseWriter, r *http.Request) error {
			return route.Handle(adapted{w, r})
		})))
	}
	h := demurhttp.Mux(mux)
	for i := range s.Limits {
		limit, err := limitOf(s.Limits[len(s.Limits)-1-i]).Middleware()
		if err != nil {
			t.Fatal(err)
		}
		h = limit(h)
	}
	if s.Acceptable {
		h = between(demurhttp.RequireAcceptable(h))
	}
	if s.Guard != nil {
		inside := h
		h = demurhttp.HandlerFunc(func(w http.ResponseWriter, r *http.Request) error {
			if err := s.Guard(r); err != nil {
				return err
			}
			inside.ServeHTTP(w, r)
			return nil
		})
	}
	top := http.NewServeMux()
	top.Handle("/v1/", h)
	h = demurhttp.Mux(top)
	for range 1 + s.Nested {
		errors, err := cfg.Middleware()
		if err != nil {
			t.Fatal(err)
		}
		h = errors(between(h))
	}
	return h
}

func limitOf(l adaptertest.Limit) demurhttp.RateLimitConfig {
	cfg := demurhttp.RateLimitConfig{
		Limiter: l.Limiter, Key: demurhttp.KeyByHeader("X-API-Key"), Cost: l.Cost, Policy: l.Policy, Skipper: l.Skipper,
		Fields: demurhttp.RateLimitFields(l.Fields), Jitter: l.Jitter,
	}
	if l.Refund != nil {
		cfg.Refund = func(_ *http.Request, err error) bool { return l.Refund(err) }
	}
	if l.OnStoreError != nil {
		cfg.OnStoreError = func(_ http.ResponseWriter, _ *http.Request, err error) error { return l.OnStoreError(err) }
	}
	return cfg
}

// adapted is a handler's context as the tests of all adapters see it.
type adapted struct {
	w http.ResponseWriter
	r *http.Request
}

func (a adapted) Request() *http.Request          { return a.r }
func (a adapted) Writer() http.ResponseWriter     { return a.w }
func (a adapted) Respond(status int, v any) error { return demurhttp.Respond(a.w, a.r, status, v) }
func (a adapted) Created(location string, v any) error {
	return demurhttp.Created(a.w, a.r, location, v)
}
func (a adapted) Decision() (ratelimit.Decision, bool) { return demurhttp.RateLimitDecision(a.r) }
func (a adapted) Bind(v any) error {
	if err := (demurhttp.Binder{}).Bind(a.r, v); err != nil {
		return err
	}
	return adapter.Validate(v)
}
