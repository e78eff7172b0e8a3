package demur_test

import (
	"errors"
	"fmt"
	"strings"
	"testing"

	"github.com/labstack/echo/v4"
	"github.com/labstack/echo/v4/middleware"

	"github.com/seed-86b940f4/demur"
	"github.com/seed-86b940f4/demur/apierror"
)

// What travels on tells Echo's middleware the status that was sent.
func TestTravellingError(t *testing.T) {
	t.Parallel()
	cause := errors.New("the cause")
	for _, tt := range []struct {
		name   string
		err    error
		status int
		public string
	}{
		{"constant", apierror.Gone, 410, apierror.Gone.Detail()},
		{"typed", apierror.Conflict.Wrap(cause, "It is taken."), 409, "It is taken."},
		{"kind", apierror.Kind{Status: 402, Code: "card_declined"}, 402, apierror.PaymentRequired.Detail()},
		{"Echo's, wrapped", fmt.Errorf("x: %w", echo.NewHTTPError(404, "No widget.")), 404, "No widget."},
		{"Echo's, of no status", &echo.HTTPError{Code: 42}, 500, apierror.InternalServerError.Detail()},
		{"unknown", cause, 500, apierror.InternalServerError.Detail()},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			log := new(journal)
			e := echo.New()
			var seen error
			e.Use(func(next echo.HandlerFunc) echo.HandlerFunc {
				return func(c echo.Context) error {
					seen = next(c)
					return seen
				}
			})
			if err := (demur.Config{Logger: log.logger()}).Install(e); err != nil {
				t.Fatal(err)
			}
			e.GET("/", func(echo.Context) error { return tt.err })
			server := serve(t, e)
			get(t, server, "/")
			server.Close()
			he, ok := errors.AsType[*echo.HTTPError](seen)
			if !ok || he.Code != tt.status || he.Message != tt.public {
				t.Errorf("errors.AsType = %v, %t; want status %d and %q", he, ok, tt.status, tt.public)
			}
			coder, ok := seen.(interface{ StatusCode() int })
			if !ok || coder.StatusCode() != tt.status {
				t.Errorf("StatusCode of %T, want %d", seen, tt.status)
			}
			if !errors.Is(seen, tt.err) {
				t.Error("what travels on is no longer what was returned")
			}
			if errors.Is(tt.err, cause) && strings.Contains(seen.Error(), "the cause") {
				t.Errorf("the text %q repeats the cause, which is logged", seen)
			}
		})
	}
}

// Whatever the request logger outside writes, the cause is written once.
func TestAccessLogDoesNotRepeatTheCause(t *testing.T) {
	t.Parallel()
	log, e := new(journal), echo.New()
	e.Use(middleware.RequestLoggerWithConfig(middleware.RequestLoggerConfig{
		LogStatus: true,
		LogError:  true,
		LogValuesFunc: func(_ echo.Context, v middleware.RequestLoggerValues) error {
			log.logger().Info("access", "status", v.Status, "error", fmt.Sprint(v.Error))
			return nil
		},
	}))
	if err := (demur.Config{Logger: log.logger()}).Install(e); err != nil {
		t.Fatal(err)
	}
	e.GET("/", func(echo.Context) error { return errors.New("pq: password authentication failed") })
	server := serve(t, e)
	get(t, server, "/")
	server.Close() // waits for the handler, and so for the access log
	if n := strings.Count(log.String(), "pq: password"); n != 1 || log.records() != 1 {
		t.Errorf("the cause stands %d times in the log, want once:\n%s", n, log)
	}
	if !strings.Contains(log.String(), `"msg":"access","status":500`) {
		t.Errorf("the access log has not the status that was sent:\n%s", log)
	}
}
