package demur_test

import (
	"bytes"
	"errors"
	"log/slog"
	"net/http"
	"reflect"
	"strings"
	"testing"

	"github.com/labstack/echo/v4"

	"github.com/seed-86b940f4/demur"
	"github.com/seed-86b940f4/demur/apierror"
)

// A Config is made with the names of its fields and never compared.
func TestConfigShape(t *testing.T) {
	t.Parallel()
	for _, typ := range []reflect.Type{reflect.TypeFor[demur.Config](), reflect.TypeFor[apierror.Writer]()} {
		if first := typ.Field(0); first.Name != "_" || first.Type.Size() != 0 || typ.Comparable() {
			t.Errorf("%s begins with %s %s and is comparable: %t", typ, first.Name, first.Type, typ.Comparable())
		}
	}
}

func TestConfigMistakes(t *testing.T) {
	t.Parallel()
	cfg := demur.Config{Formats: []apierror.Format{nil, apierror.JSON{}, apierror.JSON{}}, Challenge: "a\nb", RetryAfter: -1, TypeBase: "https://a b/"}
	e := echo.New()
	handler := reflect.ValueOf(e.HTTPErrorHandler).Pointer()
	_, mwErr := cfg.ToMiddleware()
	_, handlerErr := cfg.ToHTTPErrorHandler()
	for _, err := range []error{mwErr, handlerErr, cfg.Install(e)} {
		if err == nil {
			t.Fatal("the mistakes were not found")
		}
		for _, want := range []string{"format 0 is nil", "offered twice", "control character", "negative", "TypeBase"} {
			if !strings.Contains(err.Error(), want) {
				t.Errorf("%q does not say %q", err, want)
			}
		}
	}
	if reflect.ValueOf(e.HTTPErrorHandler).Pointer() != handler {
		t.Error("a Config with mistakes was installed")
	}
	if err := (demur.Config{}).Install(nil); err == nil {
		t.Error("Install(nil): no error")
	}
}

// The type of an error is its own, that of its Kind, or TypeBase and the code.
func TestTypeBase(t *testing.T) {
	t.Parallel()
	e := echo.New()
	if err := (demur.Config{Logger: discard(), TypeBase: "https://api.example.com/guide#"}).Install(e); err != nil {
		t.Fatal(err)
	}
	for path, err := range map[string]error{
		"/own":      apierror.Conflict.New("").WithType("https://example.com/own"),
		"/kind":     apierror.Kind{Status: 402, Code: "declined", Type: "https://example.com/kind"},
		"/constant": apierror.Conflict,
		"/echo":     echo.NewHTTPError(409, "It is taken."),
		"/unknown":  errors.New("boom"),
	} {
		e.GET(path, func(echo.Context) error { return err })
	}
	server := serve(t, e)
	for path, want := range map[string]string{
		"/own":      "https://example.com/own",
		"/kind":     "https://example.com/kind",
		"/constant": "https://api.example.com/guide#conflict",
		"/echo":     "https://api.example.com/guide#conflict",
		"/unknown":  "https://api.example.com/guide#internal_server_error",
		"/none":     "https://api.example.com/guide#not_found",
	} {
		for accept, text := range map[string]string{"application/json": `{"type":"` + want + `"`, "text/xml": "<type>" + want + "</type>"} {
			if res := get(t, server, path, "Accept", accept); !strings.Contains(res.body, text) {
				t.Errorf("%s: %s, want %s", path, res.body, text)
			}
		}
	}
}

// The logger is looked up at the time of the request, so a program may set it
// after it has installed demur.
func TestDefaultLogger(t *testing.T) {
	e := echo.New()
	demur.Install(e)
	e.GET("/", func(echo.Context) error { return errors.New("the cause") })
	before := slog.Default()
	defer slog.SetDefault(before)
	var b bytes.Buffer
	slog.SetDefault(slog.New(slog.NewJSONHandler(&b, nil)))
	res := get(t, serve(t, e), "/", "X-Request-ID", "r-1")
	for _, want := range []string{`"level":"ERROR"`, `"msg":"request failed"`, `"method":"GET"`, `"path":"/"`, `"route":"/"`, `"request_id":"r-1"`, `"cause":"the cause"`} {
		if !strings.Contains(b.String(), want) {
			t.Errorf("no %s in %s", want, &b)
		}
	}
	if !strings.Contains(res.body, `"request_id":"r-1"`) {
		t.Errorf("body %s", res.body)
	}
}

// The handler alone serves who wants no middleware.
func TestHTTPErrorHandlerAlone(t *testing.T) {
	t.Parallel()
	e := echo.New()
	h, err := demur.Config{Logger: discard()}.ToHTTPErrorHandler()
	if err != nil {
		t.Fatal(err)
	}
	e.HTTPErrorHandler = h
	e.Pre(func(next echo.HandlerFunc) echo.HandlerFunc {
		return func(c echo.Context) error {
			if c.Request().URL.Path == "/pre" {
				return apierror.Forbidden
			}
			return next(c)
		}
	})
	e.GET("/", func(echo.Context) error { return apierror.Conflict })
	g := e.Group("/g", func(next echo.HandlerFunc) echo.HandlerFunc { return next })
	g.GET("/x", func(echo.Context) error { return nil })
	server := serve(t, e)
	for path, want := range map[string]int{"/": 409, "/pre": 403, "/none": 404} {
		if res := get(t, server, path); res.StatusCode != want || !strings.Contains(res.body, `"code"`) {
			t.Errorf("%s: %d %s", path, res.StatusCode, res.body)
		}
	}
	if res := do(t, server, http.MethodPut, "/g/x", ""); res.StatusCode != 405 || res.Header.Get("Allow") != "GET, OPTIONS" {
		t.Errorf("%d %v", res.StatusCode, res.Header)
	}
	demur.HTTPErrorHandler(nil, nil) // nothing failed
}
