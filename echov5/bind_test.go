package echov5_test

import (
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/labstack/echo/v5"
	"github.com/labstack/echo/v5/middleware"

	"github.com/seed-86b940f4/demur/apierror"
	demur "github.com/seed-86b940f4/demur/echov5"
	"github.com/seed-86b940f4/demur/ratelimit"
)

type search struct {
	Shop string `param:"shop" json:"-"`
	Page int    `query:"page" json:"-" validate:"lte=9"`
}

// bound is a binder of the service's own.
type bound struct{}

func (bound) Bind(*echo.Context, any) error { return apierror.Gone }

// demur.Bind does not need Install, and respects a binder of the service's own.
func TestBindWithoutInstall(t *testing.T) {
	t.Parallel()
	for name, tt := range map[string]struct {
		binder echo.Binder
		query  string
		status int
		says   string
	}{
		"Echo's own":       {&echo.DefaultBinder{}, "?page=2", 200, "s1"},
		"no binder":        {nil, "?page=x", 400, `"name":"page"`},
		"no validator":     {demur.Binder{}, "?page=10", 422, `"name":"page"`},
		"the service's":    {bound{}, "?page=2", 410, "gone"},
		"given twice":      {demur.Binder{RejectUnknown: true}, "?page=1&page=2", 400, `"name":"page"`},
		"another query":    {demur.Binder{RejectUnknown: true}, "?page=2&x=1", 200, "s1"},
		"a path and query": {demur.Binder{}, "?shop=s2&page=2", 200, "s1"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			e := echo.New()
			e.Logger, e.Binder = quiet().Logger, tt.binder
			e.HTTPErrorHandler = demur.HTTPErrorHandler
			e.GET("/:shop", func(c *echo.Context) error {
				in, err := demur.Bind[*search](c)
				if err != nil {
					return err
				}
				return c.String(http.StatusOK, in.Shop)
			})
			got := send(t, e, http.MethodGet, "/s1"+tt.query, "")
			if got.StatusCode != tt.status || !strings.Contains(got.body, tt.says) {
				t.Errorf("%d %s, want %d, %s", got.StatusCode, got.body, tt.status, tt.says)
			}
		})
	}
}

// An error of Echo's value binders names the field of a form.
func TestBindingErrorOfAForm(t *testing.T) {
	t.Parallel()
	e := quiet()
	e.POST("/", func(c *echo.Context) error {
		if _, err := echo.FormValues[int](c, "sizes"); err != nil {
			return err
		}
		_, err := echo.FormValue[int](c, "page")
		return err
	})
	for body, name := range map[string]string{"page=x&sizes=1": "page", "page=1&sizes=1&sizes=SECRET": "sizes"} {
		got := send(t, e, http.MethodPost, "/", body, "Content-Type", "application/x-www-form-urlencoded")
		if f := got.document(t, 400).Fields; len(f) != 1 || f[0].In != "form" || f[0].Name != name || strings.Contains(got.body, "SECRET") {
			t.Errorf("%s: %s", body, got.body)
		}
	}
}

// A client without an address has no quota of its own, and must not share one.
func TestKeyOfAUnixSocket(t *testing.T) {
	t.Parallel()
	e := quiet()
	e.GET("/", ok, demur.RateLimit(ratelimit.Hourly(1), demur.KeyByIP))
	req := httptest.NewRequest(http.MethodGet, "/", nil)
	req.RemoteAddr = "@"
	if res := record(e, req); res.Code != 500 {
		t.Errorf("%d %s", res.Code, res.Body)
	}
	e.IPExtractor = func(*http.Request) string { return "192.0.2.1" }
	if res := record(e, req); res.Code != 204 {
		t.Errorf("%d %s", res.Code, res.Body)
	}
}

// What has no error to return panics at the start.
func TestMistakesAtTheStartPanic(t *testing.T) {
	t.Parallel()
	for name, start := range map[string]func(){
		"Install":     func() { demur.Install(nil) },
		"RateLimit":   func() { demur.RateLimit(ratelimit.Policy{}, nil) },
		"KeyByHeader": func() { demur.KeyByHeader("no header") },
		"JoinKeys":    func() { demur.JoinKeys() },
	} {
		func() {
			defer func() {
				if recover() == nil {
					t.Errorf("%s: no panic", name)
				}
			}()
			start()
		}()
	}
	if err := (demur.Binder{}).Check(search{}, struct {
		Sizes map[string]int `query:"size"`
	}{}); err == nil || !strings.Contains(err.Error(), "Sizes") {
		t.Errorf("Binder.Check: %v", err)
	}
}

// Without a Content-Length, BodyLimit refuses only what is read, by an error of Echo.
func TestBodyLimitOfAChunkedBody(t *testing.T) {
	t.Parallel()
	type in struct {
		Name string `json:"name" xml:"name" form:"name"`
	}
	for name, bind := range map[string]echo.HandlerFunc{
		"demur's binder": func(c *echo.Context) error {
			_, err := demur.Bind[in](c)
			return err
		},
		"Echo's binder": func(c *echo.Context) error { return (&echo.DefaultBinder{}).Bind(c, new(in)) },
	} {
		e := quiet()
		e.POST("/", bind, middleware.BodyLimit(10))
		for _, body := range []string{"application/json {\"name\":\"%\"}", "application/xml <in><name>%</name></in>", "application/x-www-form-urlencoded name=%"} {
			contentType, body, _ := strings.Cut(strings.ReplaceAll(body, "%", strings.Repeat("x", 100)), " ")
			req := httptest.NewRequest(http.MethodPost, "/", strings.NewReader(body))
			req.ContentLength = -1
			req.Header.Set("Content-Type", contentType)
			if res := record(e, req); res.Code != 413 {
				t.Errorf("%s, %s: %d %s", name, contentType, res.Code, res.Body)
			}
		}
	}
}
