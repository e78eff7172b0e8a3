package demur_test

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/labstack/echo/v4"
	"github.com/labstack/echo/v4/middleware"

	"github.com/seed-86b940f4/demur"
	"github.com/seed-86b940f4/demur/apierror"
)

// A client that went away is one thing, an error of status 499 another: who is
// there gets an answer.
func TestStatus499IsAnswered(t *testing.T) {
	t.Parallel()
	for _, err := range []error{apierror.Status(499), fmt.Errorf("x: %w", apierror.Status(499).New("")), echo.NewHTTPError(499, "x")} {
		e, log := quietService(t)
		e.GET("/", func(echo.Context) error { return err })
		if res := get(t, serve(t, e), "/"); res.StatusCode != 499 || !strings.Contains(res.body, `"status":499`) || log.records() != 1 {
			t.Errorf("%v: %d %s, log:\n%s", err, res.StatusCode, res.body, log)
		}
	}
}

// Without a snapshot nobody knows who asked for what; nothing is stored then.
func TestUnknownCacheControl(t *testing.T) {
	t.Parallel()
	e := echo.New()
	h, err := demur.Config{Logger: discard()}.ToHTTPErrorHandler()
	if err != nil {
		t.Fatal(err)
	}
	e.HTTPErrorHandler = h
	e.GET("/:set", func(c echo.Context) error {
		if c.Param("set") == "set" {
			c.Response().Header().Set("Cache-Control", "public")
		}
		return apierror.NotFound
	})
	server := serve(t, e)
	for path, want := range map[string]string{"/set": "no-store", "/not": ""} {
		if got := get(t, server, path).Header.Get("Cache-Control"); got != want {
			t.Errorf("%s: Cache-Control %q, want %q", path, got, want)
		}
	}
}

// An ErrNotFound after the answer began is no matter of the router's.
func TestNotFoundAfterCommit(t *testing.T) {
	t.Parallel()
	e, log := quietService(t)
	g := e.Group("/g", func(next echo.HandlerFunc) echo.HandlerFunc {
		return func(c echo.Context) error {
			_ = c.String(http.StatusTeapot, "own")
			return next(c)
		}
	})
	g.GET("/x", func(echo.Context) error { return nil })
	if res := do(t, serve(t, e), http.MethodPut, "/g/x", ""); res.StatusCode != 418 || res.Header.Get("Allow") != "" || log.records() != 1 {
		t.Errorf("%d %v, log:\n%s", res.StatusCode, res.Header, log)
	}
}

// OPTIONS in a group is no failure, however often it is asked about.
func TestOptionsByWayOfError(t *testing.T) {
	t.Parallel()
	call := func(next echo.HandlerFunc) echo.HandlerFunc {
		return func(c echo.Context) error {
			err := next(c)
			if err != nil {
				c.Error(err)
				return fmt.Errorf("x: %w", err)
			}
			return nil
		}
	}
	log := new(journal)
	cfg := demur.Config{Logger: log.logger()}
	installed, bare := echo.New(), echo.New()
	if err := cfg.Install(installed); err != nil {
		t.Fatal(err)
	}
	h, err := cfg.ToHTTPErrorHandler()
	if err != nil {
		t.Fatal(err)
	}
	bare.HTTPErrorHandler = h
	for _, e := range []*echo.Echo{installed, bare} {
		e.Use(call)
		g := e.Group("/g", func(next echo.HandlerFunc) echo.HandlerFunc { return next })
		g.GET("/x", func(echo.Context) error { return nil })
		res := do(t, serve(t, e), http.MethodOptions, "/g/x", "")
		if res.StatusCode != 204 || res.Header.Get("Allow") != "GET, OPTIONS" || log.records() != 0 {
			t.Errorf("%d %v, log:\n%s", res.StatusCode, res.Header, log)
		}
	}
}

// A mere Flush sends the status; Echo does not take note of it.
func TestErrorAfterFlush(t *testing.T) {
	t.Parallel()
	for name, flush := range map[string]func(c echo.Context){
		"Flush":      func(c echo.Context) { c.Response().Flush() },
		"controller": func(c echo.Context) { _ = http.NewResponseController(c.Response()).Flush() },
		"raw writer": func(c echo.Context) { _, _ = c.Response().Writer.Write([]byte("half")) },
		"raw header": func(c echo.Context) { c.Response().Writer.WriteHeader(http.StatusAccepted) },
		"raw file":   func(c echo.Context) { _, _ = strings.NewReader("half").WriteTo(c.Response().Writer) },
	} {
		e, log := quietService(t)
		e.GET("/", func(c echo.Context) error {
			flush(c)
			return errors.New("boom")
		})
		server := serve(t, e)
		res, err := server.Client().Get(server.URL)
		if err == nil {
			_, err = io.ReadAll(res.Body)
			res.Body.Close()
		}
		server.Close()
		if err == nil || log.records() != 1 || !strings.Contains(log.String(), `"aborted":true`) {
			t.Errorf("%s: error %v, log:\n%s", name, err, log)
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
