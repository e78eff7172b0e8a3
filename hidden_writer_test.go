package demur_test

import (
	"bytes"
	"errors"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/labstack/echo/v4"
	"github.com/labstack/echo/v4/middleware"

	"github.com/seed-86b940f4/demur"
	"github.com/seed-86b940f4/demur/apierror"
	"github.com/seed-86b940f4/demur/ratelimit"
)

// hiding is a writer without Unwrap, as http.TimeoutHandler has one: nobody behind it
// finds the writers further out.
type hiding struct{ http.ResponseWriter }

// keeping hides the writers further out too, and sends nothing until the handler is done.
type keeping struct {
	hiding
	status int
	body   bytes.Buffer
}

func (k *keeping) WriteHeader(status int)      { k.status = status }
func (k *keeping) Write(b []byte) (int, error) { return k.body.Write(b) }

// hidden are the ways in which middleware puts such a writer in place.
var hidden = map[string]echo.MiddlewareFunc{
	"as the writer of the response": func(next echo.HandlerFunc) echo.HandlerFunc {
		return func(c echo.Context) error {
			c.Response().Writer = hiding{c.Response().Writer}
			return next(c)
		}
	},
	"of net/http": echo.WrapMiddleware(func(next http.Handler) http.Handler {
		return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) { next.ServeHTTP(hiding{w}, r) })
	}),
	"that keeps the answer": echo.WrapMiddleware(func(next http.Handler) http.Handler {
		return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			k := &keeping{hiding: hiding{w}}
			next.ServeHTTP(k, r)
			w.WriteHeader(k.status)
			_, _ = w.Write(k.body.Bytes())
		})
	}),
}

// c.Error behind a writer that hides the others found no record of the request and made
// another. What it had answered was answered, logged and observed once more.
func TestErrorHandlerBehindHiddenWriterAnswersOnce(t *testing.T) {
	t.Parallel()
	for name, middleware := range hidden {
		for _, tt := range []struct {
			after   string
			end     func(err error) error
			records int
			told    string
		}{
			{"nothing", func(error) error { return nil }, 1, "the cause"},
			{"the same error", func(err error) error { return err }, 1, "the cause"},
			{"another error", func(error) error { return errors.New("the other one") }, 2, "the other one"},
			{"a panic", func(error) error { panic("the panic") }, 2, "the panic"},
		} {
			t.Run(name+"/"+tt.after, func(t *testing.T) {
				t.Parallel()
				log, observed := new(journal), 0
				e := echo.New()
				if err := (demur.Config{
					Logger:  log.logger(),
					Observe: func(echo.Context, *apierror.Error) { observed++ },
				}).Install(e); err != nil {
					t.Fatal(err)
				}
				e.GET("/", func(c echo.Context) error {
					err := apierror.Gone.Wrap(errors.New("the cause"), "It is gone.")
					c.Error(err)
					return tt.end(err)
				}, middleware)
				server := serve(t, e)
				res := get(t, server, "/")
				server.Close()
				if res.StatusCode != 410 || strings.Count(res.body, "{") != 1 {
					t.Errorf("%d %s", res.StatusCode, res.body)
				}
				if observed != 1 || log.records() != tt.records || !strings.Contains(log.String(), tt.told) {
					t.Errorf("observed %d times, log:\n%s", observed, log)
				}
			})
		}
	}
}

// The handler did not learn what a limiter had decided that stood outside of Errors.
func TestDecisionOfALimiterFurtherOut(t *testing.T) {
	t.Parallel()
	for name, between := range map[string]echo.MiddlewareFunc{"Errors": demur.Errors(), "Gzip": middleware.Gzip()} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			e := echo.New()
			limit := mustLimit(demur.RateLimitConfig{Limiter: must(ratelimit.NewFixedWindow(ratelimit.Hourly(7), nil)), Key: demur.KeyByIP})
			e.Use(demur.Errors(), limit, between)
			e.GET("/", func(c echo.Context) error {
				if d, ok := demur.RateLimitDecision(c); !ok || d.Policy.Quota != 7 {
					t.Errorf("%t, %+v", ok, d)
				}
				return c.NoContent(http.StatusNoContent)
			})
			expect(t, ask(e, "/", "a"), http.StatusNoContent)
		})
	}
}

// Without Errors, a limiter noted what the header said before the handler ran. A
// failure of a handler that had allowed caches to store its success was then sent
// without no-store.
func TestFailureBehindALimiterIsNotStored(t *testing.T) {
	t.Parallel()
	e := echo.New()
	e.HTTPErrorHandler = must(demur.Config{Logger: discard()}.ToHTTPErrorHandler())
	e.Use(mustLimit(demur.RateLimitConfig{Limiter: must(ratelimit.NewFixedWindow(ratelimit.Hourly(7), nil)), Key: demur.KeyByIP}))
	e.GET("/", func(c echo.Context) error {
		c.Response().Header().Set("Cache-Control", "max-age=60")
		return apierror.NotFound
	})
	rec := httptest.NewRecorder()
	e.ServeHTTP(rec, httptest.NewRequest(http.MethodGet, "/", nil))
	if got := rec.Header().Get("Cache-Control"); rec.Code != 404 || got != "no-store" {
		t.Errorf("%d with Cache-Control %q", rec.Code, got)
	}
}
