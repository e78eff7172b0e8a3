package demur_test

import (
	"database/sql"
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/labstack/echo/v4"

	"github.com/seed-86b940f4/demur"
	"github.com/seed-86b940f4/demur/apierror"
	"github.com/seed-86b940f4/demur/ratelimit"
)

var errNoStock = errors.New("stock: empty shelf")

// mapErrors is a Map as services write it.
func mapErrors(_ echo.Context, err error) error {
	switch {
	case errors.Is(err, sql.ErrNoRows):
		return apierror.NotFound
	case errors.Is(err, errNoStock):
		return fmt.Errorf("mapped: %w", apierror.Conflict.Wrap(err, "The shelf is empty."))
	}
	if he, ok := errors.AsType[*echo.HTTPError](err); ok && he.Code == 418 {
		return apierror.BadRequest.Wrap(errors.New("a teapot"), "No tea.")
	}
	return err
}

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
		{"wrapped", fmt.Errorf("load: %w", sql.ErrNoRows), 404, `"code":"not_found"`, "load: sql: no rows"},
		{"with its cause", errNoStock, 409, "The shelf is empty.", "empty shelf"},
		{"Echo's", echo.NewHTTPError(418, "strconv.ParseInt: parsing"), 400, "No tea.", "strconv.ParseInt"},
		{"Echo's, unknown to Map", echo.NewHTTPError(409, "It is taken."), 409, "It is taken.", ""},
		{"unknown to Map", errors.New("SECRET"), 500, `"status":500`, "SECRET"},
		{"decided already", apierror.BadGateway.Wrap(sql.ErrNoRows, "The registry does not know it."), 502, "The registry", "sql: no rows"},
		{"decided already, a constant inside", fmt.Errorf("%w: %w", apierror.Gone, sql.ErrNoRows), 410, `"code":"gone"`, "sql: no rows"},
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

// A panic is a bug, whatever its value is.
func TestMapIsNotAskedAboutPanics(t *testing.T) {
	t.Parallel()
	log, e := new(journal), echo.New()
	if err := (demur.Config{Logger: log.logger(), Map: mapErrors}).Install(e); err != nil {
		t.Fatal(err)
	}
	e.GET("/", func(echo.Context) error { panic(sql.ErrNoRows) })
	if res := get(t, serve(t, e), "/"); res.StatusCode != 500 {
		t.Errorf("%d %s", res.StatusCode, res.body)
	}
}

// A Map that forgets to return, or panics, must not turn a failure into a success
// or an empty answer.
func TestMapWithMistakes(t *testing.T) {
	t.Parallel()
	for name, mapper := range map[string]func(echo.Context, error) error{
		"nil":       func(echo.Context, error) error { return nil },
		"nil Error": func(echo.Context, error) error { return (*apierror.Error)(nil) },
		"panic":     func(echo.Context, error) error { panic("SECRET") },
	} {
		for _, install := range []bool{true, false} {
			log, e := new(journal), echo.New()
			cfg := demur.Config{Logger: log.logger(), Map: mapper}
			if install {
				if err := cfg.Install(e); err != nil {
					t.Fatal(err)
				}
			} else {
				e.HTTPErrorHandler, _ = cfg.ToHTTPErrorHandler()
			}
			e.GET("/", func(echo.Context) error { return errors.New("boom") })
			res := get(t, serve(t, e), "/")
			if res.StatusCode != 500 || strings.Contains(res.body, "SECRET") || log.records() != 1 || !strings.Contains(log.String(), "boom") {
				t.Errorf("%s, Install %t: %d %s, log:\n%s", name, install, res.StatusCode, res.body, log)
			}
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
	g := e.Group("/g", func(next echo.HandlerFunc) echo.HandlerFunc { return next })
	g.GET("/x", func(echo.Context) error { return nil })
	server := serve(t, e)
	if res := do(t, server, "PUT", "/g/x", ""); res.StatusCode != 405 || res.Header.Get("Allow") != "GET, OPTIONS" {
		t.Errorf("%d %v", res.StatusCode, res.Header)
	}
	if res := get(t, server, "/g/y"); res.StatusCode != 404 || !strings.Contains(res.body, "There is nothing.") {
		t.Errorf("%d %s", res.StatusCode, res.body)
	}
}

// Refund sees the error as it is answered, so what Map makes of it.
func TestRefundSeesMappedError(t *testing.T) {
	t.Parallel()
	e := echo.New()
	if err := (demur.Config{Logger: discard(), Map: mapErrors}).Install(e); err != nil {
		t.Fatal(err)
	}
	hourly, err := ratelimit.NewFixedWindow(ratelimit.Hourly(1), nil)
	if err != nil {
		t.Fatal(err)
	}
	var status apierror.Status
	e.GET("/", func(echo.Context) error { return sql.ErrNoRows }, mustLimit(demur.RateLimitConfig{
		Limiter: hourly,
		Key:     byKey,
		Refund: func(_ echo.Context, err error) bool {
			status = apierror.StatusOf(err)
			return false
		},
	}))
	get(t, serve(t, e), "/")
	if status != 404 {
		t.Errorf("Refund saw %d, want 404", status)
	}
}

var words = map[string]map[string][2]string{
	"de": {"not_found": {"Nicht gefunden", "Unter dieser Adresse gibt es nichts."}},
}

// speak is a Customize as services write it: titles and details in two languages.
func speak(c echo.Context, e *apierror.Error) *apierror.Error {
	lang := "en"
	if strings.HasPrefix(c.Request().Header.Get("Accept-Language"), "de") {
		lang = "de"
	}
	if own, ok := words[lang][e.Code]; ok {
		e.Title, e.Detail = own[0], own[1]
	}
	return e.WithHeader("Content-Language", lang)
}

func TestCustomizeLanguage(t *testing.T) {
	t.Parallel()
	log, e := new(journal), echo.New()
	var observed string
	err := demur.Config{
		Logger: log.logger(), Customize: speak,
		Observe: func(_ echo.Context, e *apierror.Error) { observed = e.Title },
	}.Install(e)
	if err != nil {
		t.Fatal(err)
	}
	shared := apierror.NotFound.New("There is no such widget.")
	e.GET("/", func(c echo.Context) error {
		c.Response().Header().Set("Content-Language", "fr") // of the body that the handler had in mind
		return shared
	})
	server := serve(t, e)
	for _, tt := range []struct{ accept, path, title, language string }{
		{"de-AT", "/", "Nicht gefunden", "de"}, {"en", "/", "Not Found", "en"}, {"", "/", "Not Found", "en"},
		{"de", "/none", "Nicht gefunden", "de"},
	} {
		res := get(t, server, tt.path, "Accept-Language", tt.accept)
		if !strings.Contains(res.body, tt.title) || res.Header.Get("Content-Language") != tt.language || observed != tt.title {
			t.Errorf("%q: %s %v, observed %q", tt.accept, res.body, res.Header, observed)
		}
		if vary := strings.Join(res.Header.Values("Vary"), ", "); vary != "Accept-Language, Accept" && vary != "Accept, Accept-Language" {
			t.Errorf("%q: Vary %q", tt.accept, vary)
		}
	}
	if shared.Title != "Not Found" || shared.Header != nil {
		t.Errorf("the error of the handler was changed: %+v", shared)
	}
	if !strings.Contains(log.String(), "Unter dieser Adresse") {
		t.Errorf("log:\n%s", log)
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

// What Customize does wrong costs nobody an answer, and the log says so.
func TestCustomizeWithMistakes(t *testing.T) {
	t.Parallel()
	for name, customize := range map[string]func(echo.Context, *apierror.Error) *apierror.Error{
		"nil":    func(echo.Context, *apierror.Error) *apierror.Error { return nil },
		"zero":   func(echo.Context, *apierror.Error) *apierror.Error { return new(apierror.Error) },
		"status": func(_ echo.Context, e *apierror.Error) *apierror.Error { e.Status = 200; return e },
		"panic":  func(echo.Context, *apierror.Error) *apierror.Error { panic("hook") },
	} {
		log, e := new(journal), echo.New()
		if err := (demur.Config{Logger: log.logger(), Customize: customize}).Install(e); err != nil {
			t.Fatal(err)
		}
		e.GET("/", func(echo.Context) error { return apierror.Conflict.New("It is taken.") })
		res := get(t, serve(t, e), "/")
		if res.StatusCode != 409 || !strings.Contains(res.body, "It is taken.") || log.records() != 2 {
			t.Errorf("%s: %d %s, log:\n%s", name, res.StatusCode, res.body, log)
		}
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

// A quota's 429 can be customized like any other error.
func TestCustomizeQuota(t *testing.T) {
	t.Parallel()
	e := echo.New()
	cfg := demur.Config{Logger: discard(), Customize: func(_ echo.Context, e *apierror.Error) *apierror.Error {
		return e.With("trace_id", "t-1")
	}}
	if err := cfg.Install(e); err != nil {
		t.Fatal(err)
	}
	e.GET("/", func(c echo.Context) error { return c.NoContent(204) }, demur.RateLimit(ratelimit.Policy{Name: "p", Quota: 1, Window: time.Hour}, byKey))
	server := serve(t, e)
	get(t, server, "/")
	if res := get(t, server, "/"); res.StatusCode != 429 || !strings.Contains(res.body, `"trace_id":"t-1"`) || res.Header.Get("Retry-After") == "" {
		t.Errorf("%d %s %v", res.StatusCode, res.body, res.Header)
	}
}
