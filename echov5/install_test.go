package echov5_test

import (
	"context"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/go-playground/validator/v10"
	"github.com/labstack/echo/v5"

	"github.com/seed-86b940f4/demur/apierror"
	demur "github.com/seed-86b940f4/demur/echov5"
)

// playground is the validator of Echo's documentation.
type playground struct{ rules *validator.Validate }

func (p playground) Validate(v any) error { return p.rules.Struct(v) }

// A validator of the service's own does not know how the request names a field.
func TestForeignValidatorNamesThePlace(t *testing.T) {
	t.Parallel()
	type order struct {
		Customer string `json:"customer" validate:"required"`
	}
	bind := func(c *echo.Context) error {
		var in order
		if err := c.Bind(&in); err != nil {
			return err
		}
		return c.Validate(&in)
	}
	own := func(c *echo.Context) error {
		_, err := demur.Bind[order](c)
		return err
	}
	for name, tt := range map[string]struct {
		before, after echo.Validator
		handler       echo.HandlerFunc
	}{
		"set before Install":             {playground{validator.New()}, nil, bind},
		"set before Install, demur.Bind": {playground{validator.New()}, nil, own},
		"set after Install":              {nil, playground{validator.New()}, bind},
		"set after Install, demur.Bind":  {nil, playground{validator.New()}, own},
		"none":                           {nil, nil, bind},
		"none, demur.Bind":               {nil, nil, own},
		"with a context, demur.Bind":     {nil, contextualPlayground{playground{validator.New()}}, own},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			e := echo.New()
			e.Logger, e.Validator = quiet().Logger, tt.before
			demur.Install(e)
			if tt.after != nil {
				e.Validator = tt.after
			}
			e.POST("/", tt.handler)
			got := send(t, e, http.MethodPost, "/", `{}`, "Content-Type", "application/json").document(t, 422)
			if len(got.Fields) != 1 || got.Fields[0].Pointer != "#/customer" || got.Fields[0].Code != "required" {
				t.Errorf("%+v", got.Fields)
			}
		})
	}
}

type contextualPlayground struct{ playground }

func (p contextualPlayground) ValidateCtx(ctx context.Context, v any) error {
	return p.rules.StructCtx(ctx, v)
}

// contextual needs the context of the request, which only ValidateCtx has.
type contextual struct{}

func (contextual) Validate(any) error { return errSecret }

func (contextual) ValidateCtx(ctx context.Context, _ any) error {
	if ctx.Value(http.ServerContextKey) == nil {
		return errSecret
	}
	return apierror.Conflict
}

func TestForeignValidatorGetsTheContext(t *testing.T) {
	t.Parallel()
	for name, handler := range map[string]echo.HandlerFunc{
		"c.ValidateCtx": func(c *echo.Context) error { return c.ValidateCtx(struct{}{}) },
		"demur.Bind": func(c *echo.Context) error {
			_, err := demur.Bind[struct{}](c)
			return err
		},
	} {
		for _, after := range []bool{false, true} {
			e := echo.New()
			e.Logger, e.Validator = quiet().Logger, contextual{}
			demur.Install(e)
			if after {
				e.Validator = contextual{}
			}
			e.GET("/", handler)
			if got := send(t, e, http.MethodGet, "/", ""); got.StatusCode != 409 {
				t.Errorf("%s, set after Install %t: %d %s", name, after, got.StatusCode, got.body)
			}
		}
	}
}

// shouting is a serializer of the service's own.
type shouting struct{ echo.DefaultJSONSerializer }

func (shouting) Deserialize(*echo.Context, any) error { return apierror.Gone }

// Handlers that keep Echo's own binder still get errors that name the place.
func TestEchosBinderNamesThePlace(t *testing.T) {
	t.Parallel()
	for name, tt := range map[string]struct {
		serializer echo.JSONSerializer
		body       string
		status     apierror.Status
		says       string // what stands in the answer
	}{
		"a good body":                {nil, `{"qty":1}`, 204, ""},
		"a wrong type":               {nil, `{"qty":"1"}`, 400, `"pointer":"#/qty"`},
		"a mistake in JSON":          {nil, `{"qty":1,}`, 400, "byte 10"},
		"a body that ends too early": {nil, `{"qty":`, 400, "ends"},
		"something behind the value": {nil, `{"qty":1} {"qty":2}`, 400, "byte 11"},
		"only white space behind":    {nil, "{\"qty\":1}\n", 204, ""},
		"a serializer of a service":  {shouting{}, `{"qty":1}`, 410, "gone"},
		"a body that is too large":   {nil, `{"qty":` + strings.Repeat(" ", 5000) + `1}`, 413, "4096 bytes"},
		"a body without an end":      {nil, `{"qty":1`, 400, "ends"},
		"a list for a struct":        {nil, `[]`, 400, "bad_request"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			e := echo.New()
			e.Logger = quiet().Logger
			if tt.serializer != nil {
				e.JSONSerializer = tt.serializer
			}
			demur.Install(e)
			e.POST("/", func(c *echo.Context) error {
				var in struct {
					Qty int `json:"qty"`
				}
				c.Request().Body = http.MaxBytesReader(c.Response(), c.Request().Body, 4096)
				if err := (&echo.DefaultBinder{}).Bind(c, &in); err != nil {
					return err
				}
				return ok(c)
			})
			got := send(t, e, http.MethodPost, "/", tt.body, "Content-Type", "application/json")
			if got.StatusCode != int(tt.status) || !strings.Contains(got.body, tt.says) {
				t.Errorf("%d, want %d and %s: %s", got.StatusCode, tt.status, tt.says, got.body)
			}
		})
	}
}

// What cannot be obeyed is refused at the start, with every mistake named.
func TestInstallRefusesMistakes(t *testing.T) {
	t.Parallel()
	wrong := demur.Config{Challenge: "no\nchallenge", RetryAfter: -time.Second, TypeBase: "%%"}
	e := echo.New()
	binder, validator := e.Binder, e.Validator
	err := wrong.Install(e)
	if err == nil {
		t.Fatal("no error")
	}
	for _, name := range []string{"Challenge", "RetryAfter", "TypeBase"} {
		if !strings.Contains(err.Error(), name) {
			t.Errorf("no word of %s: %v", name, err)
		}
	}
	if e.Binder != binder || e.Validator != validator || len(e.Middlewares()) != 0 {
		t.Error("Echo was not left alone")
	}
	if _, err := wrong.ToMiddleware(); err == nil {
		t.Error("ToMiddleware: no error")
	}
	if _, err := wrong.ToHTTPErrorHandler(); err == nil {
		t.Error("ToHTTPErrorHandler: no error")
	}
	if err := (demur.Config{}).Install(nil); err == nil {
		t.Error("Install(nil): no error")
	}
	if _, err := (demur.RateLimitConfig{}).ToMiddleware(); err == nil || !strings.Contains(err.Error(), "Key is nil") || !strings.Contains(err.Error(), "Limiter is nil") {
		t.Errorf("RateLimitConfig{}: %v", err)
	}
}
