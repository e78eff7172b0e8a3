package demur_test

import (
	"errors"
	"net/http"
	"testing"

	"github.com/labstack/echo/v4"

	"github.com/seed-86b940f4/demur"
	"github.com/seed-86b940f4/demur/apierror"
	"github.com/seed-86b940f4/demur/ratelimit"
)

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
