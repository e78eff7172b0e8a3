package conformance_test

import (
	"net/http"
	"testing"

	"github.com/go-chi/chi/v5"
	"github.com/gorilla/mux"

	"github.com/seed-86b940f4/demur/adapter"
	"github.com/seed-86b940f4/demur/adapter/adaptertest"
	"github.com/seed-86b940f4/demur/apierror"
	"github.com/seed-86b940f4/demur/demurhttp"
	"github.com/seed-86b940f4/demur/ratelimit"
)

// TestAdapterChi drives what all adapters have in common against demurhttp in chi.
func TestAdapterChi(t *testing.T) {
	t.Parallel()
	adaptertest.Run(t, adaptertest.Adapter{New: func(t testing.TB, s adaptertest.Service) http.Handler {
		r := chi.NewRouter()
		r.NotFound(func(w http.ResponseWriter, r *http.Request) { demurhttp.Unrouted(w, r) })
		r.MethodNotAllowed(func(w http.ResponseWriter, r *http.Request) { demurhttp.Unrouted(w, r, allowedByChi(r)...) })
		r.Group(func(r chi.Router) { // whose middleware runs after routing
			r.Use(middlewareOf(t, s)...)
			for _, route := range s.Routes {
				r.Method(route.Method, route.Path, handlerOf(route))
			}
		})
		return errorsAround(t, r, s, nil)
	}})
}

// TestAdapterGorilla drives it against demurhttp in gorilla/mux.
func TestAdapterGorilla(t *testing.T) {
	t.Parallel()
	adaptertest.Run(t, adaptertest.Adapter{New: func(t testing.TB, s adaptertest.Service) http.Handler {
		r := mux.NewRouter()
		r.NotFoundHandler = http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) { demurhttp.Unrouted(w, r) })
		r.MethodNotAllowedHandler = http.HandlerFunc(func(w http.ResponseWriter, req *http.Request) {
			demurhttp.Unrouted(w, req, allowedByGorilla(r, req)...)
		})
		for _, mw := range middlewareOf(t, s) {
			r.Use(mw)
		}
		for _, route := range s.Routes {
			r.Handle(route.Path, handlerOf(route)).Methods(route.Method)
		}
		return errorsAround(t, r, s, func(r *http.Request, name string) string { return mux.Vars(r)[name] })
	}})
}

// middlewareOf returns the middleware of the routes, the outermost first.
func middlewareOf(t testing.TB, s adaptertest.Service) (all []func(http.Handler) http.Handler) {
	if s.Guard != nil {
		all = append(all, guardedBy(s.Guard))
	}
	if s.Acceptable {
		all = append(all, demurhttp.RequireAcceptable)
	}
	for _, limit := range s.Limits {
		all = append(all, limitedBy(t, limit))
	}
	return all
}

func handlerOf(route adaptertest.Route) http.Handler {
	return demurhttp.HandlerFunc(func(w http.ResponseWriter, r *http.Request) error { return route.Handle(handling{w, r}) })
}

// errorsAround returns h inside of as many Errors as the service has.
func errorsAround(t testing.TB, h http.Handler, s adaptertest.Service, pathValue func(*http.Request, string) string) http.Handler {
	c := s.Config
	cfg := demurhttp.Config{
		PathValue: pathValue,
		Formats:   c.Formats, Challenge: c.Challenge, RetryAfter: c.RetryAfter,
		Logger: c.Logger, TypeBase: c.TypeBase, KeepTruncated: c.KeepTruncated,
	}
	if c.Map != nil {
		cfg.Map = func(_ http.ResponseWriter, _ *http.Request, err error) error { return c.Map(err) }
	}
	if c.Customize != nil {
		cfg.Customize = func(_ http.ResponseWriter, _ *http.Request, e *apierror.Error) *apierror.Error { return c.Customize(e) }
	}
	if c.Observe != nil {
		cfg.Observe = func(_ http.ResponseWriter, _ *http.Request, e *apierror.Error) { c.Observe(e) }
	}
	for range 1 + s.Nested {
		mw, err := cfg.Middleware()
		if err != nil {
			t.Fatal(err)
		}
		h = mw(h)
	}
	return h
}

func guardedBy(guard func(r *http.Request) error) func(http.Handler) http.Handler {
	return func(next http.Handler) http.Handler {
		return demurhttp.HandlerFunc(func(w http.ResponseWriter, r *http.Request) error {
			if err := guard(r); err != nil {
				return err
			}
			next.ServeHTTP(w, r)
			return nil
		})
	}
}

func limitedBy(t testing.TB, l adaptertest.Limit) func(http.Handler) http.Handler {
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
	mw, err := cfg.Middleware()
	if err != nil {
		t.Fatal(err)
	}
	return mw
}

// handling is a handler's context as the tests of all adapters see it.
type handling struct {
	w http.ResponseWriter
	r *http.Request
}

func (h handling) Request() *http.Request          { return h.r }
func (h handling) Writer() http.ResponseWriter     { return h.w }
func (h handling) Respond(status int, v any) error { return demurhttp.Respond(h.w, h.r, status, v) }
func (h handling) Created(location string, v any) error {
	return demurhttp.Created(h.w, h.r, location, v)
}
func (h handling) Decision() (ratelimit.Decision, bool) { return demurhttp.RateLimitDecision(h.r) }
func (h handling) Bind(v any) error {
	if err := (demurhttp.Binder{}).Bind(h.r, v); err != nil {
		return err
	}
	return adapter.Validate(v)
}
