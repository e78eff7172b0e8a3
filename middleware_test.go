package demur_test

import (
	"errors"
	"fmt"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/labstack/echo/v4"
	"github.com/labstack/echo/v4/middleware"

	"github.com/seed-86b940f4/demur"
	"github.com/seed-86b940f4/demur/apierror"
)

// One failed request is answered, logged and observed once, whatever else is in
// the chain and wherever it stands.
func TestOnce(t *testing.T) {
	t.Parallel()
	access := func(handleError bool) echo.MiddlewareFunc {
		return middleware.RequestLoggerWithConfig(middleware.RequestLoggerConfig{
			HandleError:   handleError,
			LogValuesFunc: func(echo.Context, middleware.RequestLoggerValues) error { return nil },
		})
	}
	others := map[string]echo.MiddlewareFunc{
		"nothing":                        func(next echo.HandlerFunc) echo.HandlerFunc { return next },
		"RequestLogger":                  access(false),
		"RequestLogger with HandleError": access(true),
		"BodyDump":                       middleware.BodyDump(func(echo.Context, []byte, []byte) {}),
		"Recover":                        middleware.Recover(),
		"Gzip":                           middleware.Gzip(),
		"Secure":                         middleware.Secure(),
		"ContextTimeout":                 middleware.ContextTimeout(time.Minute),
		"WrapMiddleware":                 echo.WrapMiddleware(func(next http.Handler) http.Handler { return next }),
		"a second demur":                 nil,
		"c.Error and the error": func(next echo.HandlerFunc) echo.HandlerFunc {
			return func(c echo.Context) error {
				err := next(c)
				if err != nil {
					c.Error(err)
				}
				return err
			}
		},
		"c.Error and nil": func(next echo.HandlerFunc) echo.HandlerFunc {
			return func(c echo.Context) error {
				if err := next(c); err != nil {
					c.Error(err)
				}
				return nil
			}
		},
		"a wrapped error": func(next echo.HandlerFunc) echo.HandlerFunc {
			return func(c echo.Context) error {
				if err := next(c); err != nil {
					return fmt.Errorf("outer: %w", err)
				}
				return nil
			}
		},
	}
	for name, other := range others {
		for _, order := range []string{"outside", "inside", "both", "no Errors", "Pre"} {
			t.Run(name+" "+order, func(t *testing.T) {
				t.Parallel()
				log := new(journal)
				observed := 0
				cfg := demur.Config{Logger: log.logger(), Observe: func(echo.Context, *apierror.Error) { observed++ }}
				mw, err := cfg.ToMiddleware()
				if err != nil {
					t.Fatal(err)
				}
				e := echo.New()
				if e.HTTPErrorHandler, err = cfg.ToHTTPErrorHandler(); err != nil {
					t.Fatal(err)
				}
				other := other
				if other == nil { // a second demur
					if other, err = cfg.ToMiddleware(); err != nil {
						t.Fatal(err)
					}
				}
				switch order {
				case "outside":
					e.Use(other, mw)
				case "inside":
					e.Use(mw, other)
				case "both":
					e.Use(other, mw, other)
				case "no Errors":
					e.Use(other)
				case "Pre":
					e.Pre(other, mw)
				}
				e.GET("/", func(echo.Context) error {
					return apierror.Conflict.Wrap(errors.New("the cause"), "It is taken.")
				})
				server := serve(t, e)
				res := get(t, server, "/")
				server.Close()
				if res.StatusCode != 409 || strings.Count(res.body, `"status":409`) != 1 || !strings.HasSuffix(res.body, "}") {
					t.Errorf("answer %d %s", res.StatusCode, res.body)
				}
				if n := log.records(); n != 1 {
					t.Errorf("%d records, want 1:\n%s", n, log)
				}
				if observed != 1 {
					t.Errorf("observed %d times, want once", observed)
				}
			})
		}
	}
}

// Header fields that stood before the chain began are put back, also where middleware
// answers by c.Error.
func TestHeaderRollback(t *testing.T) {
	t.Parallel()
	e := echo.New()
	e.Use(func(next echo.HandlerFunc) echo.HandlerFunc {
		return func(c echo.Context) error {
			h := c.Response().Header()
			h.Set("Content-Language", "en")
			h.Set("Cache-Control", "private")
			h.Add("Vary", "Origin")
			h.Set("X-Frame-Options", "DENY")
			return next(c)
		}
	})
	if err := (demur.Config{Logger: discard()}).Install(e); err != nil {
		t.Fatal(err)
	}
	e.Use(middleware.RequestLoggerWithConfig(middleware.RequestLoggerConfig{
		HandleError:   true,
		LogValuesFunc: func(echo.Context, middleware.RequestLoggerValues) error { return nil },
	}))
	e.GET("/", func(c echo.Context) error {
		h := c.Response().Header()
		h.Set("Content-Language", "de")
		h.Set("Cache-Control", "public")
		h.Set("ETag", `"x"`)
		h.Set("X-Trace", "kept")
		return apierror.NotFound
	})
	res := get(t, serve(t, e), "/")
	for name, want := range map[string]string{
		"Content-Language": "en", "Cache-Control": "private", "Etag": "", "X-Frame-Options": "DENY", "X-Trace": "kept",
		"Vary": "Origin, Accept",
	} {
		if got := strings.Join(res.Header.Values(name), ", "); got != want {
			t.Errorf("%s: %q, want %q", name, got, want)
		}
	}
}

func TestGzipOutside(t *testing.T) {
	t.Parallel()
	e := echo.New()
	e.Use(middleware.Gzip())
	if err := (demur.Config{Logger: discard()}).Install(e); err != nil {
		t.Fatal(err)
	}
	e.GET("/", func(echo.Context) error { return apierror.NotFound })
	res := get(t, serve(t, e), "/") // the client unpacks it
	if !res.Uncompressed || !strings.Contains(res.body, `"status":404`) {
		t.Errorf("uncompressed %t: %s", res.Uncompressed, res.body)
	}
	if got := strings.Join(res.Header.Values("Vary"), ", "); got != "Accept-Encoding, Accept" {
		t.Errorf("Vary: %s", got)
	}
}

func TestPanickedHTTPErrorIsABug(t *testing.T) {
	t.Parallel()
	log := new(journal)
	e := echo.New()
	if err := (demur.Config{Logger: log.logger()}).Install(e); err != nil {
		t.Fatal(err)
	}
	e.GET("/", func(echo.Context) error { panic(echo.NewHTTPError(418, "SECRET")) })
	res := get(t, serve(t, e), "/")
	if res.StatusCode != 500 || strings.Contains(res.body, "SECRET") {
		t.Errorf("%d %s", res.StatusCode, res.body)
	}
	if !strings.Contains(log.String(), "SECRET") || !strings.Contains(log.String(), "TestPanickedHTTPErrorIsABug") {
		t.Errorf("the log has not the panic and its stack:\n%s", log)
	}
}

// The middleware of another framework may close its writer when it returns.
func TestAnswerAfterWrappedWriterClosed(t *testing.T) {
	t.Parallel()
	e := echo.New()
	if err := (demur.Config{Logger: discard()}).Install(e); err != nil {
		t.Fatal(err)
	}
	e.Use(echo.WrapMiddleware(func(next http.Handler) http.Handler {
		return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			lost := httptest.NewRecorder() // what is written here reaches nobody
			next.ServeHTTP(lost, r)
		})
	}))
	e.GET("/", func(echo.Context) error { return apierror.Conflict })
	if res := get(t, serve(t, e), "/"); res.StatusCode != 409 || !strings.Contains(res.body, `"status":409`) {
		t.Errorf("%d %s", res.StatusCode, res.body)
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
