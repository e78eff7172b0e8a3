package demur_test

import (
	"errors"
	"fmt"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"

	"github.com/go-playground/validator/v10"
	"github.com/labstack/echo/v4"

	"github.com/seed-86b940f4/demur"
	"github.com/seed-86b940f4/demur/apierror"
	"github.com/seed-86b940f4/demur/ratelimit"
)

type bareValidator struct{ engine *validator.Validate }

func (v bareValidator) Validate(i any) error { return v.engine.Struct(i) }

// unsent keeps an answer for itself, as http.TimeoutHandler may.
type unsent struct {
	http.ResponseWriter
	header http.Header
}

func (w unsent) Header() http.Header         { return w.header }
func (w unsent) Write(b []byte) (int, error) { return len(b), nil }
func (w unsent) WriteHeader(int)             {}

// The places of a validator's errors were lost where a request was answered to a writer
// that kept the answer for itself, and then again.
func TestPlacesOfASecondAnswer(t *testing.T) {
	t.Parallel()
	errorsQuietly := must(demur.Config{Logger: discard()}.ToMiddleware())
	e := echo.New()
	e.Validator = bareValidator{validator.New()}
	e.Use(errorsQuietly, func(next echo.HandlerFunc) echo.HandlerFunc {
		return func(c echo.Context) error {
			c.SetResponse(echo.NewResponse(unsent{c.Response().Writer, http.Header{}}, c.Echo()))
			return next(c)
		}
	}, errorsQuietly)
	type body struct {
		Name string `json:"name" validate:"required"`
	}
	e.POST("/", func(c echo.Context) error {
		_, err := demur.Bind[body](c)
		return err
	})
	e.POST("/wrapped", func(c echo.Context) error {
		_, err := demur.Bind[body](c)
		return fmt.Errorf("wrapped: %w", err)
	})
	for _, path := range []string{"/", "/wrapped"} {
		req := httptest.NewRequest(http.MethodPost, path, strings.NewReader(`{"name":""}`))
		req.Header.Set("Content-Type", "application/json")
		rec := httptest.NewRecorder()
		e.ServeHTTP(rec, req)
		if rec.Code != 422 || !strings.Contains(rec.Body.String(), `"pointer":"#/name"`) {
			t.Errorf("%s: %d %s", path, rec.Code, rec.Body)
		}
	}
}

// Map was asked once more about what Customize had made, and Refund heard of that.
func TestMapIsNotAskedAboutAnAnswer(t *testing.T) {
	t.Parallel()
	asked, refunded := 0, apierror.Status(0)
	mw := must(demur.Config{
		Logger: discard(),
		Map: func(_ echo.Context, err error) error {
			if asked++; asked > 1 {
				return apierror.Conflict
			}
			return err
		},
		Customize: func(_ echo.Context, e *apierror.Error) *apierror.Error { return e.WithCode("custom") },
	}.ToMiddleware())
	limit := mustLimit(demur.RateLimitConfig{
		Limiter: must(ratelimit.NewFixedWindow(ratelimit.Hourly(100), nil)), Key: byKey,
		Refund: func(_ echo.Context, err error) bool {
			refunded = apierror.StatusOf(err)
			return false
		},
	})
	e := echo.New()
	e.Use(mw, limit, mw)
	e.GET("/", func(echo.Context) error { return errors.New("boom") })
	rec := ask(e, "/", "a")
	if rec.Code != 500 || refunded != 500 || asked != 1 {
		t.Errorf("status %d, Refund heard of %d, Map was asked %d times", rec.Code, refunded, asked)
	}
}

// Goroutines of a handler may read the header at a time.
func TestReadersOfTheHeader(t *testing.T) {
	t.Parallel()
	e := echo.New()
	e.Use(demur.Errors())
	e.GET("/", func(c echo.Context) error {
		var readers sync.WaitGroup
		for range 4 {
			readers.Go(func() { _ = c.Response().Header().Get("X-Request-Id") })
		}
		readers.Wait()
		return c.NoContent(http.StatusNoContent)
	})
	rec := httptest.NewRecorder()
	rec.Header().Set("Cache-Control", "private")
	e.ServeHTTP(rec, httptest.NewRequest(http.MethodGet, "/", nil))
	if rec.Code != 204 || rec.Header().Get("Cache-Control") != "private" {
		t.Errorf("%d %v", rec.Code, rec.Header())
	}
}
