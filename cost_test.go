package demur_test

import (
	"errors"
	"net/http"
	"net/http/httptest"
	"runtime/debug"
	"slices"
	"testing"
	"time"

	"github.com/labstack/echo/v4"

	"github.com/seed-86b940f4/demur"
	"github.com/seed-86b940f4/demur/apierror"
	"github.com/seed-86b940f4/demur/ratelimit"
)

// Refusals of one second have much in common. Whatever middleware outside makes of one,
// the next client gets its own.
func TestARefusalIsNotShared(t *testing.T) {
	t.Parallel()
	spoil := func(next echo.HandlerFunc) echo.HandlerFunc {
		return func(c echo.Context) error {
			err := next(c)
			for _, values := range c.Response().Header() {
				values[0] = "spoilt"
			}
			if e, ok := errors.AsType[*apierror.Error](err); ok {
				for name, values := range e.Header {
					values[0] = "spoilt"
					e.Header[name] = append(values, "more")
				}
				e.Header.Set("X-Spoilt", "yes")
				for _, value := range e.Extensions() {
					if list, ok := value.([]string); ok {
						list[0] = "spoilt"
					}
				}
				e.Detail, e.Code, e.Title, e.Type = "spoilt", "spoilt", "spoilt", "spoilt"
				_ = e.With("quota", "spoilt").With("spoilt", true).WithField(apierror.FieldError{Name: "spoilt"})
			}
			return err
		}
	}
	limit := demur.RateLimit(ratelimit.Policy{Name: "daily", Quota: 1, Window: 24 * time.Hour}, byKey)
	service := func(outside, inside echo.MiddlewareFunc) *echo.Echo {
		e := echo.New()
		e.Use(outside)
		if err := (demur.Config{Logger: discard()}).Install(e); err != nil {
			t.Fatal(err)
		}
		e.GET("/", func(c echo.Context) error { return c.NoContent(http.StatusNoContent) }, inside, limit)
		return e
	}
	clean, inside, outside := service(pass, pass), service(pass, spoil), service(spoil, pass)
	ask(clean, "/", "a")
	want := ask(clean, "/", "a").Body.String()
	for range 3 {
		ask(outside, "/", "a")
		ask(inside, "/", "a")
		rec := ask(clean, "/", "a")
		if got := rec.Header(); rec.Body.String() != want || len(got["Retry-After"]) != 1 || got.Get("Retry-After") == "spoilt" || got.Get("X-Spoilt") != "" {
			t.Errorf("%d %v\n%s, want\n%s", rec.Code, got, rec.Body, want)
		}
	}
}

// What a request allocates beyond that of the same Echo with as many middlewares that do
// nothing.
func TestAllocations(t *testing.T) {
	if detectsRaces() {
		t.Skip("the race detector allocates, too")
	}
	ok := func(c echo.Context) error { return c.NoContent(http.StatusNoContent) }
	pass := func(next echo.HandlerFunc) echo.HandlerFunc {
		return func(c echo.Context) error { return next(c) }
	}
	describing := func(next echo.HandlerFunc) echo.HandlerFunc {
		values := []string{"private"}
		return func(c echo.Context) error {
			c.Response().Header()["Cache-Control"] = values
			return next(c)
		}
	}
	for name, tc := range map[string]struct {
		outside echo.MiddlewareFunc
		limit   int // 0 for none
		status  int
		most    float64
	}{
		"success":              {describing, 0, 204, 1},         // what is remembered of the request
		"success with a quota": {describing, 1_000_000, 204, 5}, // and the decision, a text, and in two pieces what the header said of the body
		"refusal":              {pass, 1, 429, 6},               // and the error, its Header and a text; 8 with those of Echo for two middlewares
	} {
		t.Run(name, func(t *testing.T) {
			own, same := echo.New(), echo.New()
			own.Use(tc.outside)
			same.Use(tc.outside, pass)
			if err := (demur.Config{Logger: discard()}).Install(own); err != nil {
				t.Fatal(err)
			}
			if tc.limit > 0 {
				own.Use(demur.RateLimit(ratelimit.Hourly(tc.limit), byKey))
				same.Use(pass)
			}
			own.GET("/", ok)
			same.GET("/", ok)
			w := &sink{header: http.Header{}}
			req := httptest.NewRequest(http.MethodGet, "/", nil)
			req.Header.Set("X-API-Key", "a")
			count := func(e *echo.Echo) float64 {
				return testing.AllocsPerRun(1000, func() { clear(w.header); e.ServeHTTP(w, req) })
			}
			theirs := count(same)
			if n := count(own) - theirs; n > tc.most || w.status != tc.status {
				t.Errorf("status %d, %v allocations beyond Echo's %v, want at most %v", w.status, n, theirs, tc.most)
			}
		})
	}
}

func detectsRaces() bool {
	info, ok := debug.ReadBuildInfo()
	return ok && slices.Contains(info.Settings, debug.BuildSetting{Key: "-race", Value: "true"})
}
