package demur_test

import (
	"context"
	"errors"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/labstack/echo/v4"

	"github.com/seed-86b940f4/demur"
	"github.com/seed-86b940f4/demur/apierror"
)

// counting is an error that counts how often it and its like are unwrapped.
type counting struct {
	err   error
	times *int
}

func (c *counting) Error() string { return "counting" }

func (c *counting) Unwrap() error {
	*c.times++
	return c.err
}

// An error 100 levels deep was walked through eighteen times before it was answered, so
// that it cost 8 to 17 times what a plain one costs.
func TestFailedRequestWalksAFewTimes(t *testing.T) {
	t.Parallel()
	times := 0
	deep := func(n int, err error) error {
		for range n {
			err = &counting{err, &times}
		}
		return err
	}
	wide := func(n int) error {
		errs := make([]error, n)
		for i := range errs {
			errs[i] = deep(1, nil)
		}
		return errors.Join(errs...)
	}
	leaf := errors.New("leaf")
	const most = 100_000 // errors of a tree that are looked at
	for _, tt := range []struct {
		name          string
		err           error
		status        int
		quiet, logged int // how often it may be unwrapped
	}{
		{"100 levels", deep(100, leaf), 500, 2 * 100, 3 * 100},
		{"10,000 levels", deep(9_999, leaf), 500, 2 * 9_999, 3 * 9_999},
		{"around an Error", deep(100, apierror.Gone.New("Sold.")), 410, 2 * 100, 2 * 100},
		{"in an Error", apierror.Gone.Wrap(deep(100, leaf), ""), 410, 100, 2 * 100},
		{"around a constant", deep(100, apierror.Gone), 410, 2 * 100, 3 * 100},
		{"around one of Echo", deep(100, echo.ErrForbidden), 403, 2 * 100, 3 * 100},
		{"in one of Echo", echo.NewHTTPError(403, "No.").SetInternal(deep(100, leaf)), 403, 4 * 100, 5 * 100},
		{"a wide one", wide(1_000), 500, 2 * 1_000, 3 * 1_000},
		{"a very wide one", wide(most - 1), 500, 2 * most, 3 * most},
		{"one too wide", wide(3 * most), 500, 3 * most, 4 * most},
	} {
		for handler, most := range map[slog.Handler]int{slog.DiscardHandler: tt.quiet, slog.NewJSONHandler(io.Discard, nil): tt.logged} {
			e := echo.New()
			if err := (demur.Config{Logger: slog.New(handler)}).Install(e); err != nil {
				t.Fatal(err)
			}
			e.GET("/", func(echo.Context) error { return tt.err })
			w := httptest.NewRecorder()
			times = 0
			e.ServeHTTP(w, httptest.NewRequest(http.MethodGet, "/", nil))
			if w.Code != tt.status || times > most {
				t.Errorf("%s: status %d, unwrapped %d times, want at most %d", tt.name, w.Code, times, most)
			}
		}
	}
}

// An HTTPError that holds itself would print for ever, until the stack is full.
func TestEndlessHTTPError(t *testing.T) {
	t.Parallel()
	for _, message := range []string{"Not Found", "No such widget."} {
		he := echo.NewHTTPError(404, message)
		_ = he.SetInternal(he)
		for _, err := range []error{he, errors.Join(he), apierror.NotFound.Wrap(he, "")} {
			e, log := quietService(t)
			e.GET("/", func(echo.Context) error { return err })
			if res := get(t, serve(t, e), "/"); res.StatusCode != 404 || log.records() != 1 {
				t.Errorf("%d %s, log:\n%s", res.StatusCode, res.body, log)
			}
		}
	}
}

// Nor may one that panics, or that is returned after the handler answered itself.
func TestEndlessErrorElsewhere(t *testing.T) {
	t.Parallel()
	he := echo.NewHTTPError(404, "x")
	_ = he.SetInternal(he)
	e, log := quietService(t)
	var seen error
	e.GET("/panic", func(echo.Context) error { panic(he) })
	e.GET("/own", func(c echo.Context) error {
		_ = c.String(http.StatusTeapot, "own")
		return he
	})
	e.Pre(func(next echo.HandlerFunc) echo.HandlerFunc {
		return func(c echo.Context) error {
			seen = next(c)
			return seen
		}
	})
	server := serve(t, e)
	for path, want := range map[string]int{"/panic": 500, "/own": 418} {
		before := log.records()
		if res := get(t, server, path); res.StatusCode != want || log.records() != before+1 {
			t.Errorf("%s: %d, log:\n%s", path, res.StatusCode, log)
		}
		if path == "/panic" && !strings.Contains(log.String(), "TestEndlessErrorElsewhere") {
			t.Errorf("the stack is not in the log:\n%s", log)
		}
		if errors.Is(seen, context.Canceled) || seen.Error() == "" { // the package errors would not come back
			t.Errorf("%s: %v travels on", path, seen)
		}
	}
}
