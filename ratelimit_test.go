package demur_test

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/labstack/echo/v4"

	"github.com/seed-86b940f4/demur"
	"github.com/seed-86b940f4/demur/ratelimit"
)

// ask sends a request with a key, and header fields in pairs.
func ask(e http.Handler, target, key string, fields ...string) *httptest.ResponseRecorder {
	req := httptest.NewRequest(http.MethodGet, target, nil)
	if key != "" {
		req.Header.Set("X-API-Key", key)
	}
	for i := 0; i < len(fields); i += 2 {
		req.Header.Set(fields[i], fields[i+1])
	}
	rec := httptest.NewRecorder()
	e.ServeHTTP(rec, req)
	return rec
}

var byKey = demur.KeyByHeader("X-API-Key")

func must[T any](v T, err error) T {
	if err != nil {
		panic(err)
	}
	return v
}

func mustLimit(cfg demur.RateLimitConfig) echo.MiddlewareFunc {
	return must(cfg.ToMiddleware())
}

func expect(t *testing.T, rec *httptest.ResponseRecorder, status int, fields ...string) {
	t.Helper()
	if rec.Code != status {
		t.Errorf("status %d, want %d; %s", rec.Code, status, rec.Body)
	}
	for i := 0; i < len(fields); i += 2 {
		if got := strings.Join(rec.Header().Values(fields[i]), ", "); got != fields[i+1] {
			t.Errorf("%s: %s, want %s", fields[i], got, fields[i+1])
		}
	}
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

func says(t *testing.T, err error, words ...string) {
	t.Helper()
	if err == nil {
		t.Fatal("the mistakes were not found")
	}
	for _, word := range words {
		if !strings.Contains(err.Error(), word) {
			t.Errorf("%q does not say %q", err, word)
		}
	}
}

func panicOf(f func()) (err error) {
	defer func() { err, _ = recover().(error) }()
	f()
	return nil
}
