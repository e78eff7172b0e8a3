package echov5_test

import (
	"fmt"
	"log/slog"
	"net/http"
	"strings"
	"testing"

	"github.com/labstack/echo/v5"

	"github.com/seed-86b940f4/demur/adapter"
	"github.com/seed-86b940f4/demur/adapter/adaptertest"
	"github.com/seed-86b940f4/demur/apierror"
	demur "github.com/seed-86b940f4/demur/echov5"
	"github.com/seed-86b940f4/demur/ratelimit"
)

func TestAdapter(t *testing.T) {
	t.Parallel()
	adaptertest.Run(t, adaptertest.Adapter{
		New: newNeutral,
		HTTPError: func(status int, message any, cause error) error {
			he := echo.NewHTTPError(status, fmt.Sprint(message))
			if cause != nil {
				return he.Wrap(cause)
			}
			return he
		},
		Lacks: map[adaptertest.Feature]string{
			adaptertest.AnyMessage: "the message of an HTTPError of Echo v5 is a string",
		},
	})
}

// neutral is a request as the suite sees it.
type neutral struct{ *echo.Context }

func (c neutral) Writer() http.ResponseWriter { return c.Response() }
func (c neutral) BindWidget() (adaptertest.Widget, error) {
	return demur.Bind[adaptertest.Widget](c.Context)
}
func (c neutral) Respond(status int, v any) error      { return demur.Respond(c.Context, status, v) }
func (c neutral) Created(location string, v any) error { return demur.Created(c.Context, location, v) }
func (c neutral) Decision() (d ratelimit.Decision, known bool) {
	return demur.RateLimitDecision(c.Context)
}
func (c neutral) Fail(err error) { c.Echo().HTTPErrorHandler(c.Context, err) }

func (c neutral) Bind(dst any) error {
	if err := c.Context.Bind(dst); err != nil {
		return err
	}
	return c.Validate(dst)
}

// newNeutral builds a service of the suite with Echo.
func newNeutral(t testing.TB, s adaptertest.Service) http.Handler {
	t.Helper()
	e := echo.New()
	e.Logger = slog.New(slog.DiscardHandler)
	e.Binder = demur.Binder{
		RejectUnknown: s.Binder.RejectUnknown, MaxBytes: s.Binder.MaxBytes,
		MaxElements: s.Binder.MaxElements, MaxDepth: s.Binder.MaxDepth,
	}
	if s.Validator != nil {
		e.Validator = s.Validator
	}
	for _, mw := range s.Outside {
		e.Use(middlewareOf(mw))
	}
	cfg := configOf(s.Config)
	if s.ErrorHandlerOnly {
		e.HTTPErrorHandler = must(cfg.ToHTTPErrorHandler())
	} else if err := cfg.Install(e); err != nil {
		t.Fatal(err)
	}
	for _, g := range s.Groups {
		group := e.Group(g.Prefix, chainOf(cfg, g)...)
		for _, r := range g.Routes {
			path := strings.NewReplacer("{", ":", "}", "").Replace(r.Path)
			group.Add(r.Method, path, func(c *echo.Context) error { return r.Handle(neutral{c}) })
		}
	}
	return e
}

func chainOf(cfg demur.Config, g adaptertest.Group) (chain []echo.MiddlewareFunc) {
	for _, wrap := range g.Wrap {
		chain = append(chain, echo.WrapMiddleware(wrap))
	}
	if g.Errors {
		chain = append(chain, must(cfg.ToMiddleware()))
	}
	for _, mw := range g.Use {
		chain = append(chain, middlewareOf(mw))
	}
	if g.RequireAcceptable {
		chain = append(chain, demur.RequireAcceptable())
	}
	if g.Quota != (ratelimit.Policy{}) {
		chain = append(chain, demur.RateLimit(g.Quota, demur.KeyByHeader("X-API-Key")))
	}
	for _, limit := range g.Limits {
		chain = append(chain, must(limitOf(limit).ToMiddleware()))
	}
	return chain
}

func middlewareOf(mw adaptertest.Middleware) echo.MiddlewareFunc {
	return func(next echo.HandlerFunc) echo.HandlerFunc {
		return func(c *echo.Context) error {
			return mw(neutral{c}, func() error { return next(c) })
		}
	}
}

func configOf(s adapter.Config[adaptertest.Context]) demur.Config {
	cfg := demur.Config{
		Formats: s.Formats, Challenge: s.Challenge, RetryAfter: s.RetryAfter,
		Logger: s.Logger, TypeBase: s.TypeBase, KeepTruncated: s.KeepTruncated,
	}
	if s.Map != nil {
		cfg.Map = func(c *echo.Context, err error) error { return s.Map(neutral{c}, err) }
	}
	if s.Customize != nil {
		cfg.Customize = func(c *echo.Context, e *apierror.Error) *apierror.Error { return s.Customize(neutral{c}, e) }
	}
	if s.Observe != nil {
		cfg.Observe = func(c *echo.Context, e *apierror.Error) { s.Observe(neutral{c}, e) }
	}
	return cfg
}

func limitOf(s adapter.Limit[adaptertest.Context]) demur.RateLimitConfig {
	cfg := demur.RateLimitConfig{Limiter: s.Limiter, Fields: demur.RateLimitFields(s.Fields), Jitter: s.Jitter}
	cfg.Key = func(c *echo.Context) (string, error) { return s.Key(neutral{c}) }
	if s.Cost != nil {
		cfg.Cost = func(c *echo.Context) int { return s.Cost(neutral{c}) }
	}
	if s.Policy != nil {
		cfg.Policy = func(c *echo.Context) ratelimit.Policy { return s.Policy(neutral{c}) }
	}
	if s.Skipper != nil {
		cfg.Skipper = func(c *echo.Context) bool { return s.Skipper(neutral{c}) }
	}
	if s.Refund != nil {
		cfg.Refund = func(c *echo.Context, err error) bool { return s.Refund(neutral{c}, err) }
	}
	if s.OnStoreError != nil {
		cfg.OnStoreError = func(c *echo.Context, err error) error { return s.OnStoreError(neutral{c}, err) }
	}
	return cfg
}

func must[T any](v T, err error) T {
	if err != nil {
		panic(err)
	}
	return v
}
