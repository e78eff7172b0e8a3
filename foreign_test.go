package demur_test

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/labstack/echo/v4"
	"github.com/labstack/echo/v4/middleware"

	"github.com/seed-86b940f4/demur"
	"github.com/seed-86b940f4/demur/apierror"
)

// frameworkText is what no client may read: the words of Echo, of the standard
// library and of Go.
var frameworkText = regexp.MustCompile(`strconv|parsing|Unmarshal|expected=|invalid syntax|EOF|demur_test|code=|message=|SECRET|interface|0x|json:|xml:|unreachable|127\.0\.0\.1|dial tcp`)

// quietService returns an Echo that demur answers for, and a log.
func quietService(t *testing.T) (*echo.Echo, *journal) {
	t.Helper()
	log := new(journal)
	e := echo.New()
	if err := (demur.Config{Logger: log.logger()}).Install(e); err != nil {
		t.Fatal(err)
	}
	return e, log
}

// Errors that Echo makes come out in the same form as all others.
func TestEchoErrors(t *testing.T) {
	t.Parallel()
	nested := echo.NewHTTPError(400, "outer").SetInternal(echo.NewHTTPError(409, "SECRET"))
	for _, tt := range []struct {
		name   string
		err    error
		status int
		detail string // a part of it; "" stands for the sentence of the status
	}{
		{"sentinel", echo.ErrForbidden, 403, ""},
		{"text", echo.NewHTTPError(404, "There is no widget."), 404, "There is no widget."},
		{"wrapped", fmt.Errorf("SECRET: %w", echo.NewHTTPError(404, "There is no widget.")), 404, "There is no widget."},
		{"joined", errors.Join(errors.New("SECRET"), echo.NewHTTPError(404, "There is no widget.")), 404, "There is no widget."},
		{"nested: the outer decides", nested, 400, "outer"},
		{"nested: typed inside stays inside", echo.NewHTTPError(404, "Not here.").SetInternal(apierror.Forbidden.New("SECRET")), 404, "Not here."},
		{"nested: typed outside decides", apierror.Conflict.Wrap(echo.NewHTTPError(404, "SECRET"), "Taken."), 409, "Taken."},
		{"the phrase says nothing", echo.NewHTTPError(409), 409, ""},
		{"error as message", echo.NewHTTPError(400, errors.New("SECRET")), 400, ""},
		{"map as message", echo.NewHTTPError(400, echo.Map{"SECRET": 1}), 400, ""},
		{"number as message", echo.NewHTTPError(400, 7), 400, ""},
		{"nothing as message", &echo.HTTPError{Code: 400}, 400, ""},
		{"cause without a text", echo.NewHTTPError(409, "Taken.").SetInternal(errors.New("")), 409, "Taken."},
		{"text of the cause", echo.NewHTTPError(400, "x: SECRET").SetInternal(errors.New("SECRET")), 400, ""},
		{"text of a server's error", echo.NewHTTPError(500, "pq: SECRET"), 500, ""},
		{"text of a gateway's error", echo.NewHTTPError(502, "remote SECRET unreachable"), 502, ""},
		{"success", &echo.HTTPError{Code: 204, Message: "SECRET"}, 500, ""},
		{"beyond", &echo.HTTPError{Code: 600, Message: "SECRET"}, 500, ""},
		{"nil", (*echo.HTTPError)(nil), 500, ""},
		{"nil, wrapped", fmt.Errorf("x: %w", (*echo.HTTPError)(nil)), 500, ""},
		{"nil cause", echo.NewHTTPError(400, "Bad.").SetInternal((*echo.HTTPError)(nil)), 400, "Bad."},
		{"body limit", echo.ErrStatusRequestEntityTooLarge, 413, ""},
		{"body limit inside", echo.NewHTTPError(400, "x").SetInternal(echo.ErrStatusRequestEntityTooLarge), 413, ""},
		{"max bytes inside", echo.NewHTTPError(400, "http: request body too large").SetInternal(&http.MaxBytesError{Limit: 16}), 413, "16 bytes"},
		{"nil binding error", (*echo.BindingError)(nil), 500, ""},
		{"empty binding error", &echo.BindingError{}, 500, ""},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			e, log := quietService(t)
			e.GET("/", func(echo.Context) error { return tt.err })
			res := get(t, serve(t, e), "/")
			want := tt.detail
			if want == "" {
				want = apierror.Status(tt.status).Detail()
			}
			if res.StatusCode != tt.status || !strings.Contains(res.body, want) {
				t.Errorf("%d %s, want %d %q", res.StatusCode, res.body, tt.status, want)
			}
			if leak := frameworkText.FindString(res.body); leak != "" {
				t.Errorf("%s leaks %q", res.body, leak)
			}
			if log.records() != 1 {
				t.Errorf("log:\n%s", log)
			}
		})
	}
}

// What Echo's binder finds wrong names the place, in no word of Go's.
func TestEchoBinder(t *testing.T) {
	t.Parallel()
	type order struct {
		Qty  int       `json:"qty" xml:"qty" form:"qty" query:"qty"`
		When time.Time `json:"when" query:"when"`
	}
	const j, x, f = "application/json", "application/xml", "application/x-www-form-urlencoded"
	for _, tt := range []struct {
		name, method, query, contentType, body string
		status                                 int
		has                                    string
	}{
		{"JSON syntax", "POST", "", j, `{"qty":`, 400, "ends before it is complete: see byte 7."},
		{"JSON garbage", "POST", "", j, `{"qty":]`, 400, "byte 8"},
		{"JSON type", "POST", "", j, `{"qty":"x"}`, 400, "#/qty"},
		{"JSON time", "POST", "", j, `{"when":"x"}`, 400, ""},
		{"JSON root", "POST", "", j, `[1]`, 400, "must be an object"},
		{"XML syntax", "POST", "", x, `<o><qty>`, 400, "line 1"},
		{"XML number", "POST", "", x, `<o><qty>x</qty></o>`, 400, ""},
		{"form", "POST", "", f, `qty=x`, 400, ""},
		{"query", "GET", "?qty=SECRET", "", "", 400, ""},
		{"query time", "GET", "?when=SECRET", "", "", 400, ""},
		{"media type", "POST", "", "text/plain", "x", 415, ""},
		{"too large", "POST", "", j, `{"qty":` + strings.Repeat(" ", 200) + `1}`, 413, "64 bytes"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			e, _ := quietService(t)
			e.Binder = new(echo.DefaultBinder)
			e.Any("/", func(c echo.Context) error {
				c.Request().Body = http.MaxBytesReader(c.Response(), c.Request().Body, 64)
				return c.Bind(new(order))
			})
			res := do(t, serve(t, e), tt.method, "/"+tt.query, tt.body, "Content-Type", tt.contentType, "Accept", j)
			want := tt.has
			if want == "" {
				want = apierror.Status(tt.status).Detail()
			}
			if res.StatusCode != tt.status || !strings.Contains(res.body, want) {
				t.Errorf("%d %s, want %d %q", res.StatusCode, res.body, tt.status, want)
			}
			if leak := frameworkText.FindString(res.body); leak != "" {
				t.Errorf("%s leaks %q", res.body, leak)
			}
			if tt.status == 415 && !strings.Contains(res.Header.Get("Accept"), "application/x-www-form-urlencoded") {
				t.Errorf("Accept %q", res.Header.Get("Accept"))
			}
		})
	}
}

// Echo's ContextTimeout wraps every error that a deadline caused. What a handler
// has made of the deadline must not be lost.
func TestContextTimeoutKeepsTypedErrors(t *testing.T) {
	t.Parallel()
	e, _ := quietService(t)
	e.Use(middleware.ContextTimeout(time.Minute))
	e.GET("/", func(c echo.Context) error {
		return apierror.GatewayTimeout.Wrap(context.DeadlineExceeded, "The bank is slow.").WithRetryAfter(3 * time.Second)
	})
	if res := get(t, serve(t, e), "/"); res.StatusCode != 504 || !strings.Contains(res.body, "The bank is slow.") || res.Header.Get("Retry-After") != "3" {
		t.Errorf("%d %s", res.StatusCode, res.body)
	}
}

// iban is a type that knows better than the binder what is wrong with it.
type iban string

func (*iban) UnmarshalJSON([]byte) error {
	return apierror.UnprocessableEntity.New("").WithField(apierror.FieldError{Pointer: "#/iban", Code: "iban"})
}

func TestEchoBinderKeepsTypedErrors(t *testing.T) {
	t.Parallel()
	e, _ := quietService(t)
	e.POST("/", func(c echo.Context) error { return c.Bind(&struct{ Iban iban }{}) })
	res := do(t, serve(t, e), http.MethodPost, "/", `{"iban":"x"}`, "Content-Type", "application/json")
	if res.StatusCode != 422 || !strings.Contains(res.body, `"pointer":"#/iban"`) {
		t.Errorf("%d %s", res.StatusCode, res.body)
	}
}

func TestEchoBindingError(t *testing.T) {
	t.Parallel()
	e, _ := quietService(t)
	e.GET("/", func(c echo.Context) error {
		var n int64
		return echo.QueryParamsBinder(c).MustInt64("n", &n).BindError()
	})
	e.GET("/of/:n", func(c echo.Context) error {
		var n int64
		return echo.PathParamsBinder(c).Int64("n", &n).BindError()
	})
	server := serve(t, e)
	for query, want := range map[string]string{
		"?n=SECRET": `"errors":[{"in":"query","name":"n","code":"type","detail":"must be a value of the expected type"}]`,
		"of/x":      `"errors":[{"in":"path","name":"n","code":"type","detail":"must be a value of the expected type"}]`,
		"":          `"errors":[{"name":"n","code":"required","detail":"must be given"}]`,
	} {
		res := get(t, server, "/"+query)
		if res.StatusCode != 400 || !strings.Contains(res.body, want) || frameworkText.MatchString(res.body) {
			t.Errorf("%q: %d %s", query, res.StatusCode, res.body)
		}
	}
}

// deny is a store of Echo's rate limiter that is always used up.
type deny struct{}

func (deny) Allow(string) (bool, error) { return false, nil }

func TestEchoMiddleware(t *testing.T) {
	t.Parallel()
	closed, _ := url.Parse("http://127.0.0.1:1")
	for _, tt := range []struct {
		name   string
		mw     echo.MiddlewareFunc
		method string
		status int
		header string
	}{
		{"BasicAuth", middleware.BasicAuth(func(string, string, echo.Context) (bool, error) { return false, nil }), "GET", 401, "Www-Authenticate: basic realm=\"Restricted\""},
		{"BodyLimit", middleware.BodyLimit("2B"), "POST", 413, ""},
		{"ContextTimeout", middleware.ContextTimeout(time.Millisecond), "GET", 503, "Retry-After: 60"},
		{"CSRF", middleware.CSRF(), "POST", 400, ""},
		{"Proxy", middleware.Proxy(middleware.NewRandomBalancer([]*middleware.ProxyTarget{{URL: closed}})), "GET", 502, ""},
		{"RateLimiter", middleware.RateLimiter(deny{}), "GET", 429, "Retry-After: 60"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			e, log := quietService(t)
			e.Use(tt.mw)
			e.Any("/", func(c echo.Context) error {
				select {
				case <-c.Request().Context().Done():
				case <-time.After(10 * time.Second):
				}
				return c.Request().Context().Err()
			})
			res := do(t, serve(t, e), tt.method, "/", "12345")
			if res.StatusCode != tt.status || !strings.Contains(res.body, fmt.Sprintf(`"status":%d`, tt.status)) {
				t.Errorf("%d %s", res.StatusCode, res.body)
			}
			if leak := frameworkText.FindString(res.body); leak != "" {
				t.Errorf("%s leaks %q", res.body, leak)
			}
			if name, want, _ := strings.Cut(tt.header, ": "); res.Header.Get(name) != want {
				t.Errorf("%s: %q, want %q", name, res.Header.Get(name), want)
			}
			if log.records() != 1 {
				t.Errorf("log:\n%s", log)
			}
		})
	}
}

func TestKeyAuthErrorHandler(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		name      string
		key       string
		valid     error
		status    int
		challenge string
	}{
		{"missing", "", nil, 401, "Bearer"},
		{"invalid", "k", nil, 401, "Bearer"},
		{"unknown error", "k", errors.New("SECRET"), 401, "Bearer"},
		{"unpaid", "k", apierror.PaymentRequired, 402, ""},
		{"typed, wrapped", "k", fmt.Errorf("x: %w", apierror.Forbidden.New("No.")), 403, ""},
		{"of Echo", "k", echo.NewHTTPError(403, "No."), 403, ""},
		{"failure that says so", "k", apierror.InternalServerError.Wrap(errors.New("SECRET"), ""), 500, ""},
		{"its own challenge", "k", apierror.Unauthorized.New("Expired.").WithChallenge(`ApiKey realm="x"`), 401, `ApiKey realm="x"`},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			e, _ := quietService(t)
			e.Use(middleware.KeyAuthWithConfig(middleware.KeyAuthConfig{
				KeyLookup:    "header:X-API-Key",
				Validator:    func(string, echo.Context) (bool, error) { return false, tt.valid },
				ErrorHandler: demur.KeyAuthErrorHandler,
			}))
			e.GET("/", func(c echo.Context) error { return c.NoContent(204) })
			res := get(t, serve(t, e), "/", "X-API-Key", tt.key)
			if res.StatusCode != tt.status || strings.Contains(res.body, "SECRET") {
				t.Errorf("%d %s", res.StatusCode, res.body)
			}
			if got := res.Header.Get("Www-Authenticate"); got != tt.challenge {
				t.Errorf("challenge %q, want %q", got, tt.challenge)
			}
		})
	}
	if demur.KeyAuthErrorHandler(nil, nil) != nil {
		t.Error("an error out of nothing")
	}
}
