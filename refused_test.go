package demur_test

import (
	"context"
	"errors"
	"net/http"
	"net/http/httptest"
	"runtime/debug"
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
	pass := func(next echo.HandlerFunc) echo.HandlerFunc { return next }
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

// A flood must not cost more than it has to.
func TestARefusalAllocatesLittle(t *testing.T) {
	const most = 8 // two are Echo's, for two middlewares
	if info, ok := debug.ReadBuildInfo(); ok {
		for _, s := range info.Settings {
			if s.Key == "-race" && s.Value == "true" {
				t.Skip("the race detector allocates, too")
			}
		}
	}
	e := echo.New()
	if err := (demur.Config{Logger: discard()}).Install(e); err != nil {
		t.Fatal(err)
	}
	e.Use(demur.RateLimit(ratelimit.Hourly(1), byKey))
	e.GET("/", func(c echo.Context) error { return c.NoContent(http.StatusNoContent) })
	req := httptest.NewRequestWithContext(context.Background(), http.MethodGet, "/", nil)
	req.Header.Set("X-API-Key", "a")
	w := &unread{header: http.Header{}}
	serve := func() { clear(w.header); e.ServeHTTP(w, req) }
	for range 3 {
		serve()
	}
	if n := testing.AllocsPerRun(1000, serve); n > most || w.status != 429 {
		t.Errorf("status %d, %v allocations, want at most %d", w.status, n, most)
	}
}

// unread is a writer whose body nobody reads.
type unread struct {
	header http.Header
	status int
}

func (w *unread) Header() http.Header         { return w.header }
func (w *unread) Write(b []byte) (int, error) { return len(b), nil }
func (w *unread) WriteHeader(status int)      { w.status = status }
