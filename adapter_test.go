package demur_test

import (
	"net/http"
	"strings"
	"testing"

	"github.com/labstack/echo/v4"

	"github.com/seed-86b940f4/demur"
	"github.com/seed-86b940f4/demur/adapter/adaptertest"
	"github.com/seed-86b940f4/demur/apierror"
	"github.com/seed-86b940f4/demur/ratelimit"
)

// TestAdapter drives what all adapters have in common against this one.
func TestAdapter(t *testing.T) {
	t.Parallel()
	adaptertest.Run(t, adaptertest.Adapter{New: newAdapted})
}

func newAdapted(t testing.TB, s adaptertest.Service) http.Handler {
	e := echo.New()
	cfg := demur.Config{
		Formats: s.Config.Formats, Challenge: s.Config.Challenge, RetryAfter: s.Config.RetryAfter,
		Logger: s.Config.Logger, TypeBase: s.Config.TypeBase, KeepTruncated: s.Config.KeepTruncated,
	}
	if s.Config.Map != nil {
		cfg.Map = func(_ echo.Context, err error) error { return s.Config.Map(err) }
	}
	if s.Config.Customize != nil {
		cfg.Customize = func(_ echo.Context, e *apierror.Error) *apierror.Error { return s.Config.Customize(e) }
	}
	if s.Config.Observe != nil {
		cfg.Observe = func(_ echo.Context, e *apierror.Error) { s.Config.Observe(e) }
	}
	for range 1 + s.Nested {
		if err := cfg.Install(e); err != nil {
			t.Fatal(err)
		}
	}
	group := e.Group("/v1", func(next echo.HandlerFunc) echo.HandlerFunc {
		return func(c echo.Context) error {
			if s.Guard != nil {
				if err := s.Guard(c.Request()); err != nil {
					return err
				}
			}
			return next(c)
		}
	})
	if s.Acceptable {
		group.Use(demur.RequireAcceptable())
	}
	for _, l := range s.Limits {
		limit, err := limitOf(l).ToMiddleware()
		if err != nil {
			t.Fatal(err)
		}
		group.Use(limit)
	}
	for _, route := range s.Routes {
		path := strings.NewReplacer("/v1", "", "{", ":", "}", "").Replace(route.Path)
		group.Add(route.Method, path, func(c echo.Context) error { return route.Handle(adapted{c}) })
	}
	return e
}

func limitOf(l adaptertest.Limit) demur.RateLimitConfig {
	cfg := demur.RateLimitConfig{
		Limiter: l.Limiter, Key: demur.KeyByHeader("X-API-Key"), Fields: demur.RateLimitFields(l.Fields), Jitter: l.Jitter,
	}
	if l.Cost != nil {
		cfg.Cost = func(c echo.Context) int { return l.Cost(c.Request()) }
	}
	if l.Policy != nil {
		cfg.Policy = func(c echo.Context) ratelimit.Policy { return l.Policy(c.Request()) }
	}
	if l.Skipper != nil {
		cfg.Skipper = func(c echo.Context) bool { return l.Skipper(c.Request()) }
	}
	if l.Refund != nil {
		cfg.Refund = func(_ echo.Context, err error) bool { return l.Refund(err) }
	}
	if l.OnStoreError != nil {
		cfg.OnStoreError = func(_ echo.Context, err error) error { return l.OnStoreError(err) }
	}
	return cfg
}

// adapted is a handler's context as the tests of all adapters see it.
type adapted struct{ c echo.Context }

func (a adapted) Request() *http.Request               { return a.c.Request() }
func (a adapted) Writer() http.ResponseWriter          { return a.c.Response() }
func (a adapted) Respond(status int, v any) error      { return demur.Respond(a.c, status, v) }
func (a adapted) Created(location string, v any) error { return demur.Created(a.c, location, v) }
func (a adapted) Decision() (ratelimit.Decision, bool) { return demur.RateLimitDecision(a.c) }
func (a adapted) Bind(v any) error {
	if err := a.c.Bind(v); err != nil {
		return err
	}
	return a.c.Validate(v)
}
