package demur_test

import (
	"bytes"
	"errors"
	"log/slog"
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

// c.Error(nil) is no failure.
func TestHTTPErrorHandlerOfNoError(t *testing.T) {
	t.Parallel()
	demur.HTTPErrorHandler(nil, nil)
}
