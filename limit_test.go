package demur_test

import (
	"context"
	"errors"
	"net/http"
	"net/http/httptest"
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

// Who hangs up after the work was done has spent a unit.
func TestRefundIsNotForThoseWhoHangUp(t *testing.T) {
	t.Parallel()
	worked, hangUp := 0, func() {}
	e := limitedTo(func(c echo.Context) error {
		worked++
		hangUp()
		return c.Request().Context().Err()
	}, refunding())
	for range 5 {
		ctx, cancel := context.WithCancel(t.Context())
		defer cancel()
		hangUp = cancel
		req := httptest.NewRequestWithContext(ctx, http.MethodGet, "/", nil)
		req.Header.Set("X-API-Key", "a")
		e.ServeHTTP(httptest.NewRecorder(), req)
	}
	if worked != 2 {
		t.Errorf("%d requests were worked on, of a quota of 2", worked)
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

// OnStoreError may answer as Echo's own limiter lets it; the handler must not.
func TestOnStoreErrorThatAnswers(t *testing.T) {
	t.Parallel()
	handled := false
	e := limitedTo(func(echo.Context) error { handled = true; return nil }, mustLimit(demur.RateLimitConfig{
		Limiter: storeDown{errors.New("down")}, Key: byKey,
		OnStoreError: func(c echo.Context, _ error) error { return c.String(503, "later") },
	}))
	expect(t, ask(e, "/", "a"), 503)
	if handled {
		t.Error("the handler ran after the answer")
	}
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
