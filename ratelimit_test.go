package demur_test

import (
	"errors"
	"fmt"
	"net/http"
	"slices"
	"testing"
	"time"

	"github.com/labstack/echo/v4"

	"github.com/seed-86b940f4/demur"
	"github.com/seed-86b940f4/demur/apierror"
	"github.com/seed-86b940f4/demur/ratelimit"
)

var byKey = demur.KeyByHeader("X-API-Key")

func mustLimit(cfg demur.RateLimitConfig) echo.MiddlewareFunc {
	return must(cfg.ToMiddleware())
}

func TestRateLimitDecision(t *testing.T) {
	t.Parallel()
	var logged []string
	outside := func(next echo.HandlerFunc) echo.HandlerFunc {
		return func(c echo.Context) error {
			err := next(c)
			d, ok := demur.RateLimitDecision(c)
			logged = append(logged, fmt.Sprintln(ok, d.Allowed, d.Remaining, d.Policy.Name))
			return err
		}
	}
	e := echo.New()
	e.Use(outside)
	if err := (demur.Config{Logger: discard()}).Install(e); err != nil {
		t.Fatal(err)
	}
	handler := func(c echo.Context) error { return c.NoContent(200) }
	e.GET("/", handler, demur.RateLimit(ratelimit.Hourly(1), byKey))
	e.GET("/free", handler)
	ask(e, "/", "a")
	ask(e, "/", "a")
	ask(e, "/free", "a")
	want := []string{"true true 0 hourly\n", "true false 0 hourly\n", "false false 0 \n"}
	if !slices.Equal(logged, want) {
		t.Errorf("%q, want %q", logged, want)
	}
}

func TestRateLimitMistakes(t *testing.T) {
	t.Parallel()
	_, err := demur.RateLimitConfig{}.ToMiddleware()
	says(t, err, "Limiter is nil", "Key is nil")
	says(t, panicOf(func() { demur.RateLimit(ratelimit.Policy{Name: "é", Window: 7 * time.Second}, nil) }),
		"name", "quota 0", "divide a day", "nil KeyFunc")
}

// refunding gives back what was the server's fault, as the README has it.
func refunding() echo.MiddlewareFunc {
	return mustLimit(demur.RateLimitConfig{
		Limiter: must(ratelimit.NewFixedWindow(ratelimit.Hourly(2), nil)),
		Key:     byKey,
		Refund:  func(_ echo.Context, err error) bool { return apierror.StatusOf(err) >= 500 },
	})
}

// Echo's errors have no status that apierror knows, and were taken for a 500.
func TestRefundKnowsEchoErrors(t *testing.T) {
	t.Parallel()
	e := echo.New()
	if err := (demur.Config{Logger: discard()}).Install(e); err != nil {
		t.Fatal(err)
	}
	v1 := e.Group("/v1", refunding())
	v1.GET("/echo", func(echo.Context) error { return echo.NewHTTPError(409, "no") })
	v1.GET("/boom", func(echo.Context) error { return errors.New("boom") })
	for _, path := range []string{"/v1/echo", "/v1/nothing"} {
		for range 2 {
			if rec := ask(e, path, path); rec.Code == 429 {
				t.Errorf("%s: refused too early", path)
			}
		}
		expect(t, ask(e, path, path), 429)
	}
	for range 5 {
		expect(t, ask(e, "/v1/boom", "b"), 500)
	}
}

func limitedTo(handler echo.HandlerFunc, mw ...echo.MiddlewareFunc) *echo.Echo {
	e := echo.New()
	if err := (demur.Config{Logger: discard()}).Install(e); err != nil {
		panic(err)
	}
	e.GET("/", handler, mw...)
	return e
}

// A login that counts only if it fails was never counted where the handler sent its 401
// by itself: Refund was told of no error.
func TestRefundKnowsAnswersOfHandlers(t *testing.T) {
	t.Parallel()
	limiter, err := ratelimit.NewFixedWindow(ratelimit.Hourly(2), nil)
	if err != nil {
		t.Fatal(err)
	}
	e := limitedTo(func(c echo.Context) error { return c.String(http.StatusUnauthorized, "wrong") }, mustLimit(demur.RateLimitConfig{
		Limiter: limiter, Key: byKey,
		Refund: func(_ echo.Context, err error) bool { return err == nil },
	}))
	for _, want := range []int{401, 401, 429} {
		expect(t, ask(e, "/", "a"), want)
	}
}
