package echov5_test

import (
	"compress/gzip"
	"errors"
	"fmt"
	"io"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/labstack/echo/v5"
	"github.com/labstack/echo/v5/middleware"

	"github.com/seed-86b940f4/demur/apierror"
	demur "github.com/seed-86b940f4/demur/echov5"
)

// Gzip outside puts a writer above Echo's response, which does not see what that holds
// back. What was written is committed all the same.
func TestGzipOutsideHoldsBack(t *testing.T) {
	t.Parallel()
	log := new(journal)
	e := echo.New()
	e.Logger = log.logger()
	e.Use(middleware.GzipWithConfig(middleware.GzipConfig{MinLength: 1024}))
	demur.Install(e)
	e.GET("/late", func(c *echo.Context) error {
		if err := c.String(http.StatusOK, "half"); err != nil {
			return err
		}
		return errSecret
	})
	e.GET("/failed", returning(apierror.NotFound.New(strings.Repeat("There is none. ", 100))))
	if got, err := try(t, e, http.MethodGet, "/late", "", "Accept-Encoding", "gzip"); err == nil {
		t.Errorf("the client took %d %q for a whole answer", got.StatusCode, got.body)
	}
	if n := strings.Count(log.String(), `"sent":200`); n != 1 {
		t.Errorf("%d records:\n%s", n, log)
	}
	got := send(t, e, http.MethodGet, "/failed", "", "Accept-Encoding", "gzip")
	r, err := gzip.NewReader(strings.NewReader(got.body))
	if err != nil || got.StatusCode != 404 {
		t.Fatal(got.StatusCode, err)
	}
	if body, err := io.ReadAll(r); err != nil || !strings.Contains(string(body), `"code":"not_found"`) {
		t.Errorf("%s, %v", body, err)
	}
}

// Echo's own middleware outside sees the status that was sent, and nothing is logged
// twice.
func TestRequestLoggerOutside(t *testing.T) {
	t.Parallel()
	for name, tt := range map[string]struct {
		err    error
		status int
	}{
		"typed":        {apierror.Conflict.Wrap(errSecret, "Taken."), 409},
		"plain":        {errSecret, 500},
		"sentinel":     {echo.ErrForbidden, 403},
		"HTTPError":    {echo.NewHTTPError(418, "").Wrap(errSecret), 418},
		"status of 42": {echo.NewHTTPError(42, ""), 500},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			log := new(journal)
			var he *echo.HTTPError
			var resolved, code int
			e := echo.New()
			e.Logger = log.logger()
			e.Use(middleware.RequestLogger(), func(next echo.HandlerFunc) echo.HandlerFunc {
				return func(c *echo.Context) error {
					err := next(c)
					_, resolved = echo.ResolveResponseStatus(c.Response(), err)
					code = echo.StatusCode(err)
					errors.As(err, &he)
					return err
				}
			})
			demur.Install(e)
			e.GET("/", returning(tt.err))
			got := send(t, e, http.MethodGet, "/", "")
			if got.StatusCode != tt.status || resolved != tt.status || code != tt.status || he == nil || he.Code != tt.status {
				t.Errorf("sent %d, resolved %d, code %d, as HTTPError %v", got.StatusCode, resolved, code, he)
			}
			if !strings.Contains(log.String(), fmt.Sprintf(`"status":%d`, tt.status)) {
				t.Errorf("no access log with the status:\n%s", log)
			}
			if n := strings.Count(log.String(), "SECRET"); errors.Is(tt.err, errSecret) && n != 1 {
				t.Errorf("the cause stands %d times in the log:\n%s", n, log)
			}
		})
	}
}

func TestEchoMiddlewareInside(t *testing.T) {
	t.Parallel()
	body := strings.Repeat("x", 100)
	keyAuth := middleware.KeyAuthConfig{
		KeyLookup:    "header:X-API-Key",
		Validator:    func(_ *echo.Context, key string, _ middleware.ExtractorSource) (bool, error) { return key == "k", nil },
		ErrorHandler: demur.KeyAuthErrorHandler,
	}
	stock := keyAuth
	stock.ErrorHandler = nil
	unpaid := keyAuth
	unpaid.Validator = func(*echo.Context, string, middleware.ExtractorSource) (bool, error) {
		return false, apierror.PaymentRequired
	}
	readAll := func(c *echo.Context) error {
		_, err := io.ReadAll(c.Request().Body)
		return err
	}
	wait := func(c *echo.Context) error {
		<-c.Request().Context().Done()
		return c.Request().Context().Err()
	}
	for name, tt := range map[string]struct {
		inside  echo.MiddlewareFunc
		handler echo.HandlerFunc
		key     string
		status  apierror.Status
		header  string // that must be there
	}{
		"KeyAuth, stock, no key":   {middleware.KeyAuthWithConfig(stock), ok, "", 401, "Www-Authenticate"},
		"KeyAuth, stock, bad key":  {middleware.KeyAuthWithConfig(stock), ok, "bad", 401, "Www-Authenticate"},
		"KeyAuth, no key":          {middleware.KeyAuthWithConfig(keyAuth), ok, "", 401, "Www-Authenticate"},
		"KeyAuth, bad key":         {middleware.KeyAuthWithConfig(keyAuth), ok, "bad", 401, "Www-Authenticate"},
		"KeyAuth, status kept":     {middleware.KeyAuthWithConfig(unpaid), ok, "k", 402, "Vary"},
		"BodyLimit":                {middleware.BodyLimit(10), readAll, "", 413, "Vary"},
		"ContextTimeout":           {middleware.ContextTimeout(time.Millisecond), wait, "", 503, "Retry-After"},
		"RateLimiter":              {middleware.RateLimiter(refusing{}), ok, "", 429, "Retry-After"},
		"CSRF":                     {middleware.CSRF(), ok, "", 400, "Vary"},
		"static file that is none": {middleware.Static("testdata"), returning(echo.ErrNotFound), "", 404, "Vary"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			e := quiet()
			e.POST("/", tt.handler, tt.inside)
			fields := []string{"Content-Type", "text/plain"}
			if tt.key != "" {
				fields = append(fields, "X-API-Key", tt.key)
			}
			got := send(t, e, http.MethodPost, "/", body, fields...)
			got.document(t, tt.status)
			if got.Header.Get(tt.header) == "" {
				t.Errorf("no %s: %v", tt.header, got.Header)
			}
		})
	}
}

// refusing is a store of Echo's limiter that refuses everybody.
type refusing struct{}

func (refusing) Allow(string) (bool, error) { return false, nil }

func (refusing) AllowContext(*echo.Context, string) (bool, error) { return false, nil }

// http.TimeoutHandler inside sends an empty 200 for a handler that returns an error, before
// Echo gives that error to anybody. No client takes it for a success.
func TestTimeoutHandlerInsideIsCutOff(t *testing.T) {
	t.Parallel()
	log := new(journal)
	e := echo.New()
	e.Logger = log.logger()
	demur.Install(e)
	e.GET("/", returning(apierror.Gone), echo.WrapMiddleware(func(next http.Handler) http.Handler {
		return http.TimeoutHandler(next, time.Minute, "late")
	}))
	if got, err := try(t, e, http.MethodGet, "/", ""); err == nil {
		t.Errorf("the client took %d %q for an answer", got.StatusCode, got.body)
	}
	if n := strings.Count(log.String(), `"aborted":true`); n != 1 {
		t.Errorf("%d records:\n%s", n, log)
	}
}

// Config without a Logger: Echo's own gets the record, whatever it is at the time.
func TestNilLoggerIsEchos(t *testing.T) {
	t.Parallel()
	own, other := new(journal), new(journal)
	e := echo.New()
	demur.Install(e)
	e.Logger = own.logger()
	e.GET("/", returning(apierror.Gone))
	send(t, e, http.MethodGet, "/", "")
	if !strings.Contains(own.String(), "request failed") {
		t.Error("Echo's logger has no record")
	}
	e = echo.New()
	e.Logger = own.logger()
	if err := (demur.Config{Logger: other.logger()}).Install(e); err != nil {
		t.Fatal(err)
	}
	e.GET("/", returning(apierror.Gone))
	send(t, e, http.MethodGet, "/", "")
	if !strings.Contains(other.String(), "request failed") || strings.Count(own.String(), "request failed") != 1 {
		t.Errorf("own: %s\nother: %s", own, other)
	}
}

// Middleware such as a tracer's gives each request a logger of its own.
func TestLoggerOfTheRequest(t *testing.T) {
	t.Parallel()
	log := new(journal)
	e := quiet()
	e.GET("/", returning(apierror.Gone), func(next echo.HandlerFunc) echo.HandlerFunc {
		return func(c *echo.Context) error {
			c.SetLogger(log.logger().With("trace", "t1"))
			return next(c)
		}
	})
	send(t, e, http.MethodGet, "/", "")
	if s := log.String(); !strings.Contains(s, "request failed") || !strings.Contains(s, `"trace":"t1"`) {
		t.Errorf("its record: %q", s)
	}
}
