package demur_test

import (
	"context"
	"errors"
	"fmt"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/labstack/echo/v4"
	"github.com/labstack/echo/v4/middleware"

	"github.com/seed-86b940f4/demur"
	"github.com/seed-86b940f4/demur/apierror"
)

// Echo's ContextTimeout wraps every error that a deadline caused. What a handler
// has made of the deadline must not be lost.
func TestContextTimeoutKeepsTypedErrors(t *testing.T) {
	t.Parallel()
	e, _ := quietService(t)
	e.Use(middleware.ContextTimeout(time.Minute))
	e.GET("/", func(c echo.Context) error {
		return apierror.GatewayTimeout.Wrap(context.DeadlineExceeded, "The bank is slow.").WithRetryAfter(3 * time.Second)
	})
	if res := get(t, serve(t, e), "/"); res.StatusCode != 504 || !strings.Contains(res.body, "The bank is slow.") || res.Header.Get("Retry-After") != "3" {
		t.Errorf("%d %s", res.StatusCode, res.body)
	}
}

// Echo's ContextTimeout cancels its context when the handler returns. That is no
// client going away.
func TestForeignCancellationInsideContextTimeout(t *testing.T) {
	t.Parallel()
	e, _ := quietService(t)
	e.Use(middleware.ContextTimeout(time.Minute))
	e.GET("/", func(echo.Context) error {
		return apierror.BadGateway.Wrap(context.Canceled, "The provider gave up.")
	})
	if res := get(t, serve(t, e), "/"); res.StatusCode != 502 {
		t.Errorf("%d %s", res.StatusCode, res.body)
	}
}

// deny is a store of Echo's rate limiter that is always used up.
type deny struct{}

func (deny) Allow(string) (bool, error) { return false, nil }

func TestEchoMiddleware(t *testing.T) {
	t.Parallel()
	closed, _ := url.Parse("http://127.0.0.1:1")
	for _, tt := range []struct {
		name   string
		mw     echo.MiddlewareFunc
		method string
		status int
		header string
	}{
		{"BasicAuth", middleware.BasicAuth(func(string, string, echo.Context) (bool, error) { return false, nil }), "GET", 401, "Www-Authenticate: basic realm=\"Restricted\""},
		{"BodyLimit", middleware.BodyLimit("2B"), "POST", 413, ""},
		{"ContextTimeout", middleware.ContextTimeout(time.Millisecond), "GET", 503, "Retry-After: 60"},
		{"CSRF", middleware.CSRF(), "POST", 400, ""},
		{"Proxy", middleware.Proxy(middleware.NewRandomBalancer([]*middleware.ProxyTarget{{URL: closed}})), "GET", 502, ""},
		{"RateLimiter", middleware.RateLimiter(deny{}), "GET", 429, "Retry-After: 60"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			e, log := quietService(t)
			e.Use(tt.mw)
			e.Any("/", func(c echo.Context) error {
				select {
				case <-c.Request().Context().Done():
				case <-time.After(10 * time.Second):
				}
				return c.Request().Context().Err()
			})
			res := do(t, serve(t, e), tt.method, "/", "12345")
			if res.StatusCode != tt.status || !strings.Contains(res.body, fmt.Sprintf(`"status":%d`, tt.status)) {
				t.Errorf("%d %s", res.StatusCode, res.body)
			}
			if leak := frameworkText.FindString(res.body); leak != "" {
				t.Errorf("%s leaks %q", res.body, leak)
			}
			if name, want, _ := strings.Cut(tt.header, ": "); res.Header.Get(name) != want {
				t.Errorf("%s: %q, want %q", name, res.Header.Get(name), want)
			}
			if log.records() != 1 {
				t.Errorf("log:\n%s", log)
			}
		})
	}
}

func TestKeyAuthErrorHandler(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		name      string
		key       string
		valid     error
		status    int
		challenge string
	}{
		{"missing", "", nil, 401, "Bearer"},
		{"invalid", "k", nil, 401, "Bearer"},
		{"unknown error", "k", errors.New("SECRET"), 401, "Bearer"},
		{"unpaid", "k", apierror.PaymentRequired, 402, ""},
		{"typed, wrapped", "k", fmt.Errorf("x: %w", apierror.Forbidden.New("No.")), 403, ""},
		{"of Echo", "k", echo.NewHTTPError(403, "No."), 403, ""},
		{"failure that says so", "k", apierror.InternalServerError.Wrap(errors.New("SECRET"), ""), 500, ""},
		{"its own challenge", "k", apierror.Unauthorized.New("Expired.").WithChallenge(`ApiKey realm="x"`), 401, `ApiKey realm="x"`},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			e, _ := quietService(t)
			e.Use(middleware.KeyAuthWithConfig(middleware.KeyAuthConfig{
				KeyLookup:    "header:X-API-Key",
				Validator:    func(string, echo.Context) (bool, error) { return false, tt.valid },
				ErrorHandler: demur.KeyAuthErrorHandler,
			}))
			e.GET("/", func(c echo.Context) error { return c.NoContent(204) })
			res := get(t, serve(t, e), "/", "X-API-Key", tt.key)
			if res.StatusCode != tt.status || strings.Contains(res.body, "SECRET") {
				t.Errorf("%d %s", res.StatusCode, res.body)
			}
			if got := res.Header.Get("Www-Authenticate"); got != tt.challenge {
				t.Errorf("challenge %q, want %q", got, tt.challenge)
			}
		})
	}
	if demur.KeyAuthErrorHandler(nil, nil) != nil {
		t.Error("an error out of nothing")
	}
}
