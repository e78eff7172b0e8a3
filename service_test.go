package demur_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	stdlog "log"
	"log/slog"
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
	"github.com/seed-86b940f4/demur/ratelimit"
)

// journal is a log that many goroutines write and a test reads.
type journal struct {
	mu sync.Mutex
	b  bytes.Buffer
}

func (j *journal) Write(p []byte) (int, error) {
	j.mu.Lock()
	defer j.mu.Unlock()
	return j.b.Write(p)
}

func (j *journal) String() string {
	j.mu.Lock()
	defer j.mu.Unlock()
	return j.b.String()
}

func (j *journal) reset() {
	j.mu.Lock()
	defer j.mu.Unlock()
	j.b.Reset()
}

// records returns how many records of failed requests there are.
func (j *journal) records() int { return strings.Count(j.String(), `"msg":"request failed"`) }

func discard() *slog.Logger { return slog.New(slog.DiscardHandler) }

func quiet() *stdlog.Logger { return stdlog.New(io.Discard, "", 0) }

func (j *journal) logger() *slog.Logger { return slog.New(slog.NewJSONHandler(j, nil)) }

type widget struct {
	ID   string `json:"id" xml:"id"`
	Name string `json:"name" xml:"name"`
}

// install is the part of the service that uses demur.
func install(t *testing.T, e *echo.Echo, log *journal) *echo.Group {
	t.Helper()
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
	return e.Group("/v1",
		middleware.BodyLimit("1K"),
		middleware.KeyAuthWithConfig(middleware.KeyAuthConfig{
			KeyLookup:    "header:X-API-Key",
			Validator:    func(key string, _ echo.Context) (bool, error) { return strings.HasPrefix(key, "k"), nil },
			ErrorHandler: demur.KeyAuthErrorHandler,
		}),
		demur.RequireAcceptable(),
		mustLimit(demur.RateLimitConfig{
			Key: byKey,
			Policy: func(c echo.Context) ratelimit.Policy {
				if c.Request().Header.Get("X-API-Key") == "k-small" {
					return ratelimit.Hourly(1)
				}
				return ratelimit.Hourly(1000)
			},
		}),
	)
}

// newService is the service of the 40 behaviours, as far as this issue goes.
func newService(t *testing.T) (*httptest.Server, *journal) {
	t.Helper()
	log := new(journal)
	e := echo.New()
	e.Logger.SetOutput(log)
	v1 := install(t, e, log)

	v1.GET("/widgets/:id", func(c echo.Context) error {
		if c.Param("id") != "1" {
			return apierror.NotFound.Wrap(errors.New("sql: no rows in result set"), "There is no widget "+c.Param("id")+".")
		}
		return demur.Respond(c, http.StatusOK, widget{"1", "w"})
	})
	v1.POST("/widgets", func(c echo.Context) error {
		var in widget
		if err := c.Bind(&in); err != nil {
			return err
		}
		return demur.Created(c, "/v1/widgets/1", in)
	})
	v1.PUT("/widgets/:id", func(c echo.Context) error {
		if c.Request().Header.Get("If-Match") != `"v2"` {
			return apierror.PreconditionFailed.New("The versions mismatch.")
		}
		return demur.Respond(c, http.StatusOK, widget{"1", "w"})
	})
	v1.DELETE("/widgets/:id", func(c echo.Context) error { return demur.Respond(c, http.StatusNoContent, nil) })

	fail := func(path string, err error) {
		v1.GET(path, func(echo.Context) error { return err })
	}
	fail("/boom", errors.New("pq: password authentication failed for user SECRET"))
	fail("/wrapped", fmt.Errorf("load: %w", echo.NewHTTPError(404, "There is no such widget.")))
	fail("/internal", echo.NewHTTPError(409, "There is a conflict.").SetInternal(errors.New("SECRET")))
	fail("/unpaid", apierror.PaymentRequired)
	fail("/upstream", apierror.BadGateway.Wrap(errors.New("dial tcp 10.0.0.5:5432: SECRET"), ""))
	fail("/maint", apierror.ServiceUnavailable.New("Down for maintenance.").WithRetryAfter(2*time.Minute))
	fail("/slow", fmt.Errorf("query: %w", context.DeadlineExceeded))
	fail("/ctrl", apierror.BadRequest.New("a\x00b\x01\x1b[31m ]]> <script>alert(1)</script> & \xff\xfe \uFFFE \r\n"))
	fail("/zero", &echo.HTTPError{Message: "SECRET"})
	fail("/weird", &echo.HTTPError{Code: 42, Message: "SECRET"})
	fail("/nonstring", &echo.HTTPError{Code: 400, Message: make(chan int)})
	v1.GET("/panic", func(echo.Context) error { panic("SECRET") })
	late := func(c echo.Context) {
		c.Response().Header().Set("Content-Type", "application/json")
		c.Response().WriteHeader(http.StatusOK)
		_, _ = c.Response().Write([]byte(`{"half":`))
		c.Response().Flush()
	}
	v1.GET("/late", func(c echo.Context) error { late(c); panic("SECRET") })
	v1.GET("/late-error", func(c echo.Context) error { late(c); return errors.New("SECRET") })
	v1.GET("/dirty", func(c echo.Context) error {
		for name, value := range map[string]string{
			"Content-Type": "text/csv", "Content-Length": "3", "Content-Encoding": "gzip", "Content-Language": "de",
			"Content-Range": "bytes 0-1/2", "Content-Disposition": "attachment", "ETag": `"good"`,
			"Last-Modified": "Sun, 22 Nov 2026 13:24:25 GMT", "Cache-Control": "public, max-age=3600", "Expires": "0",
		} {
			c.Response().Header().Set(name, value)
		}
		return errors.New("disk full")
	})
	server := httptest.NewServer(e)
	t.Cleanup(server.Close)
	return server, log
}
