package echov5

import (
	"bytes"
	"context"
	"encoding/json"
	"io"
	"net/http"

	"github.com/labstack/echo/v5"

	"github.com/seed-86b940f4/demur/adapter"
	"github.com/seed-86b940f4/demur/echov5/internal/methods"
	"github.com/seed-86b940f4/demur/validation"
)

// newFramework returns what only Echo v5 knows. It has an index of methods of its own.
func newFramework() adapter.Framework[*echo.Context] {
	return adapter.Framework[*echo.Context]{
		Response:    func(c *echo.Context) http.ResponseWriter { return c.Response() },
		SetResponse: func(c *echo.Context, w http.ResponseWriter) { c.SetResponse(w) },
		State: func(w http.ResponseWriter) adapter.State {
			// There may be other writers above it, such as that of Gzip.
			res, err := echo.UnwrapResponse(w)
			if err != nil {
				return adapter.State{}
			}
			return adapter.State{Committed: &res.Committed, Status: &res.Status}
		},
		Knows:    isEchos,
		Error:    fromEcho,
		As:       asHTTPError,
		Unrouted: isHidden,
		Routed:   isRouted,
		Methods:  otherMethods(methods.Index()),
		Param:    func(c *echo.Context, name string) (value string, ok bool) { return c.PathValues().Get(name) },
		Rules: func(c *echo.Context) *validation.Validator {
			rules, _ := c.Echo().Validator.(*validation.Validator)
			return rules
		},
		Logger: (*echo.Context).Logger,
	}
}

// zero serves what needs no configuration, for all Echos.
var zero = func() *adapter.Responder[*echo.Context] {
	r, err := adapter.New(newFramework(), adapter.Config[*echo.Context]{})
	mustNot(err)
	return r
}()

// placing is a validator of the service's own whose errors, if they are validator's,
// get the places that the value has: validator's errors do not hold the value.
type placing struct{ echo.Validator }

func (p placing) Validate(value any) error {
	return zero.Placed(p.Validator.Validate(value), value)
}

// ValidateCtx is what c.ValidateCtx calls, whether the validator has it or not.
func (p placing) ValidateCtx(ctx context.Context, value any) error {
	if own, ok := p.Validator.(interface {
		ValidateCtx(ctx context.Context, value any) error
	}); ok {
		return zero.Placed(own.ValidateCtx(ctx, value), value)
	}
	return p.Validate(value)
}

// serializer is Echo's own, with errors that name the place. Echo's binder asks it.
type serializer struct{ echo.DefaultJSONSerializer }

func (serializer) Deserialize(c *echo.Context, target any) error {
	body, err := io.ReadAll(c.Request().Body)
	if err == nil {
		err = adapter.DecodeJSON(bytes.NewReader(body), target)
	}
	if err == nil {
		err = json.Unmarshal(body, new(json.RawMessage)) // Echo's own takes nothing behind the value
	}
	return err
}
