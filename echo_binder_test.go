package demur_test

import (
	"errors"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/labstack/echo/v4"

	"github.com/seed-86b940f4/demur/apierror"
)

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

// stateful counts on what its variable held before.
type stateful struct{ seen map[string]bool }

func (s *stateful) UnmarshalJSON(b []byte) error {
	s.seen[string(b)] = true
	return errors.New("never")
}

// A method that decodes is called once more to find the place. It may panic then.
func TestUnmarshalJSONThatPanics(t *testing.T) {
	t.Parallel()
	e, _ := quietService(t)
	e.POST("/", func(c echo.Context) error {
		in := struct{ P stateful }{stateful{map[string]bool{}}}
		return new(echo.DefaultBinder).Bind(&in, c)
	})
	server := httptest.NewServer(e)
	t.Cleanup(server.Close)
	if res := do(t, server, "POST", "/", `{"P":[1]}`, "Content-Type", "application/json"); res.StatusCode != 400 {
		t.Errorf("%d %s", res.StatusCode, res.body)
	}
}
