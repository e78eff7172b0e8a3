package demur_test

import (
	"database/sql"
	"errors"
	"fmt"
	"strings"
	"testing"

	"github.com/go-playground/validator/v10"
	"github.com/labstack/echo/v4"

	"github.com/seed-86b940f4/demur"
	"github.com/seed-86b940f4/demur/apierror"
	"github.com/seed-86b940f4/demur/ratelimit"
)

var errNoStock = errors.New("stock: empty shelf")

// mapErrors is a Map as services write it.
func mapErrors(_ echo.Context, err error) error {
	if errors.Is(err, sql.ErrNoRows) {
		return apierror.NotFound
	}
	if he, ok := errors.AsType[*echo.HTTPError](err); ok && he.Code == 418 {
		return apierror.BadRequest.Wrap(errors.New("a teapot"), "No tea.")
	}
	return err
}

// Map is asked about the errors of Echo too, and about those of e.Pre.
func TestMap(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		name   string
		err    error
		status int
		body   string
		log    string
	}{
		{"a constant", sql.ErrNoRows, 404, `"code":"not_found"`, "sql: no rows"},
		{"Echo's", echo.NewHTTPError(418, "strconv.ParseInt: parsing"), 400, "No tea.", "strconv.ParseInt"},
		{"Echo's, unknown to Map", echo.NewHTTPError(409, "It is taken."), 409, "It is taken.", ""},
	} {
		for _, place := range []string{"handler", "middleware", "Pre"} {
			t.Run(tt.name+", "+place, func(t *testing.T) {
				t.Parallel()
				log, e := new(journal), echo.New()
				asked := 0
				cfg := demur.Config{Logger: log.logger(), Map: func(c echo.Context, err error) error {
					asked++
					return mapErrors(c, err)
				}}
				if err := cfg.Install(e); err != nil {
					t.Fatal(err)
				}
				var seen error
				e.Pre(func(next echo.HandlerFunc) echo.HandlerFunc {
					return func(c echo.Context) error {
						if place == "Pre" {
							return tt.err
						}
						seen = next(c)
						return seen
					}
				})
				fail := func(echo.Context) error { return tt.err }
				if place == "middleware" {
					e.Use(func(echo.HandlerFunc) echo.HandlerFunc { return fail })
				}
				e.GET("/", fail)
				res := get(t, serve(t, e), "/")
				if res.StatusCode != tt.status || !strings.Contains(res.body, tt.body) || strings.Contains(res.body, "sql") || strings.Contains(res.body, "SECRET") {
					t.Errorf("%d %s", res.StatusCode, res.body)
				}
				if log.records() != 1 || !strings.Contains(log.String(), tt.log) {
					t.Errorf("log:\n%s", log)
				}
				if asked > 1 {
					t.Errorf("Map was asked %d times", asked)
				}
				if place != "Pre" && !errors.Is(seen, tt.err) {
					t.Errorf("%v travels on, which is not what was returned", seen)
				}
			})
		}
	}
}

// Map does not hide from the router's 404 what it is.
func TestMapLeavesHiddenMethods(t *testing.T) {
	t.Parallel()
	e := echo.New()
	err := demur.Config{Logger: discard(), Map: func(_ echo.Context, err error) error {
		if errors.Is(err, echo.ErrNotFound) {
			return apierror.NotFound.New("There is nothing.")
		}
		return err
	}}.Install(e)
	if err != nil {
		t.Fatal(err)
	}
	g := e.Group("/g", pass)
	g.GET("/x", func(echo.Context) error { return nil })
	server := serve(t, e)
	if res := do(t, server, "PUT", "/g/x", ""); res.StatusCode != 405 || res.Header.Get("Allow") != "GET, OPTIONS" {
		t.Errorf("%d %v", res.StatusCode, res.Header)
	}
	if res := get(t, server, "/g/y"); res.StatusCode != 404 || !strings.Contains(res.body, "There is nothing.") {
		t.Errorf("%d %s", res.StatusCode, res.body)
	}
}

// A Map that returns what it got, or an error of Echo's, changes nothing else.
func TestMapOfErrorsThatAreNotComparable(t *testing.T) {
	t.Parallel()
	type in struct {
		Name string `validate:"required"`
	}
	log, e := new(journal), echo.New()
	err := demur.Config{Logger: log.logger(), Map: func(_ echo.Context, err error) error {
		if errors.Is(err, errNoStock) {
			return echo.NewHTTPError(404, "No such order.")
		}
		return err
	}}.Install(e)
	if err != nil {
		t.Fatal(err)
	}
	e.GET("/rules", func(echo.Context) error { return validator.New().Struct(in{}) })
	e.GET("/echo", func(echo.Context) error { return errNoStock })
	server := serve(t, e)
	if res := get(t, server, "/rules"); res.StatusCode != 422 {
		t.Errorf("%d %s", res.StatusCode, res.body)
	}
	if res := get(t, server, "/echo"); res.StatusCode != 404 || !strings.Contains(res.body, "No such order.") || !strings.Contains(log.String(), "empty shelf") {
		t.Errorf("%d %s, log:\n%s", res.StatusCode, res.body, log)
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

// The one who customizes is asked once, and what travels on has both the words that
// were sent and the error that was returned.
func TestCustomizeOnce(t *testing.T) {
	t.Parallel()
	log, e := new(journal), echo.New()
	calls := 0
	var seen error
	e.Use(func(next echo.HandlerFunc) echo.HandlerFunc {
		return func(c echo.Context) error {
			seen = next(c)
			c.Error(seen)
			return seen
		}
	})
	cfg := demur.Config{Logger: log.logger(), Customize: func(_ echo.Context, e *apierror.Error) *apierror.Error {
		calls++
		e.Status, e.Code, e.Title = apierror.NotFound, "hidden", "Hidden"
		return e.With("trace_id", "4bf92f35")
	}}
	if err := cfg.Install(e); err != nil {
		t.Fatal(err)
	}
	returned := fmt.Errorf("guard: %w", apierror.Forbidden)
	e.GET("/", func(echo.Context) error { return returned })
	res := get(t, serve(t, e), "/")
	if res.StatusCode != 404 || !strings.Contains(res.body, `"code":"hidden"`) || !strings.Contains(res.body, `"trace_id":"4bf92f35"`) || calls != 1 {
		t.Errorf("%d calls; %d %s", calls, res.StatusCode, res.body)
	}
	he, _ := errors.AsType[*echo.HTTPError](seen)
	if he == nil || he.Code != 404 || !errors.Is(seen, returned) {
		t.Errorf("%v travels on", seen)
	}
	if log.records() != 1 || !strings.Contains(log.String(), `"trace_id":"4bf92f35"`) || !strings.Contains(log.String(), "guard") {
		t.Errorf("log:\n%s", log)
	}
}

// The error of another request brings nothing of that request's customizing.
func TestCustomizeOfSharedError(t *testing.T) {
	t.Parallel()
	e := echo.New()
	var kept error
	n := 0
	e.Use(func(next echo.HandlerFunc) echo.HandlerFunc {
		return func(c echo.Context) error {
			if kept == nil {
				kept = next(c)
			}
			return kept
		}
	})
	cfg := demur.Config{Logger: discard(), Customize: func(_ echo.Context, e *apierror.Error) *apierror.Error {
		n++
		return e.With("trace_id", fmt.Sprintf("trace-%d", n))
	}}
	if err := cfg.Install(e); err != nil {
		t.Fatal(err)
	}
	e.GET("/", func(echo.Context) error { return apierror.Conflict.New("It is taken.") })
	server := serve(t, e)
	for i := range 2 {
		if res := get(t, server, "/"); !strings.Contains(res.body, fmt.Sprintf(`"trace_id":"trace-%d"`, i+1)) {
			t.Errorf("request %d: %s", i+1, res.body)
		}
	}
}
