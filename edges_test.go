package demur_test

import (
	"errors"
	"fmt"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/labstack/echo/v4"

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

// An answer that the inner demur wrote into a writer which threw it away is
// written again, and still logged once.
func TestAnswerThrownAway(t *testing.T) {
	t.Parallel()
	log := new(journal)
	cfg := demur.Config{Logger: log.logger()}
	inner, err := cfg.ToMiddleware()
	if err != nil {
		t.Fatal(err)
	}
	e := echo.New()
	if err := cfg.Install(e); err != nil {
		t.Fatal(err)
	}
	e.Use(echo.WrapMiddleware(func(next http.Handler) http.Handler {
		return http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) {
			next.ServeHTTP(httptest.NewRecorder(), r)
		})
	}), inner)
	e.GET("/", func(echo.Context) error { return apierror.Conflict.Wrap(errors.New("the cause"), "It is taken.") })
	if res := get(t, serve(t, e), "/"); res.StatusCode != 409 || !strings.Contains(res.body, "It is taken.") || log.records() != 1 {
		t.Errorf("%d %s, log:\n%s", res.StatusCode, res.body, log)
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

// failing is a format that cannot write.
type failing struct{}

func (failing) MediaTypes() []string { return []string{"text/csv"} }

func (failing) Append(dst []byte, _ *apierror.Error) ([]byte, error) {
	return dst, errors.New("no CSV today")
}

func TestFailingFormatIsLogged(t *testing.T) {
	t.Parallel()
	log := new(journal)
	e := echo.New()
	if err := (demur.Config{Logger: log.logger(), Formats: []apierror.Format{failing{}}}).Install(e); err != nil {
		t.Fatal(err)
	}
	e.GET("/", func(echo.Context) error { return apierror.NotFound })
	res := get(t, serve(t, e), "/")
	if res.StatusCode != 404 || !strings.Contains(res.body, `"code":"not_found"`) || !strings.Contains(log.String(), "no CSV today") {
		t.Errorf("%d %s, log:\n%s", res.StatusCode, res.body, log)
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

// A group's middleware may wrap what the router said.
func TestWrappedRouterError(t *testing.T) {
	t.Parallel()
	e, _ := quietService(t)
	g := e.Group("/g", func(next echo.HandlerFunc) echo.HandlerFunc {
		return func(c echo.Context) error {
			if err := next(c); err != nil {
				return fmt.Errorf("group: %w", err)
			}
			return nil
		}
	})
	g.GET("/x", func(echo.Context) error { return nil })
	if res := do(t, serve(t, e), http.MethodPut, "/g/x", ""); res.StatusCode != 405 || res.Header.Get("Allow") != "GET, OPTIONS" {
		t.Errorf("%d %v", res.StatusCode, res.Header)
	}
}

// A panic after the answer is a second failure, of which somebody must hear.
func TestPanicAfterAnswer(t *testing.T) {
	t.Parallel()
	e, log := quietService(t)
	e.GET("/", func(c echo.Context) error {
		c.Error(apierror.Conflict)
		panic("boom")
	})
	if res := get(t, serve(t, e), "/"); res.StatusCode != 409 || log.records() != 2 || !strings.Contains(log.String(), "boom") {
		t.Errorf("%d, log:\n%s", res.StatusCode, log)
	}
}

// The hook gets names for its labels, also for an Error that was made by hand.
func TestObserveLiteral(t *testing.T) {
	t.Parallel()
	var code, title string
	e := echo.New()
	err := demur.Config{Logger: discard(), Observe: func(_ echo.Context, e *apierror.Error) { code, title = e.Code, e.Title }}.Install(e)
	if err != nil {
		t.Fatal(err)
	}
	e.GET("/", func(echo.Context) error { return &apierror.Error{Status: 502} })
	get(t, serve(t, e), "/")
	if code != "bad_gateway" || title != "Bad Gateway" {
		t.Errorf("observed %q, %q", code, title)
	}
}
