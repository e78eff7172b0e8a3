package demur

import (
	"net/http"

	"github.com/labstack/echo/v4"

	"github.com/seed-86b940f4/demur/adapter"
	"github.com/seed-86b940f4/demur/validation"
)

// newFramework returns what only Echo v4 knows. It has an index of routes of its own.
func newFramework() adapter.Framework[echo.Context] {
	index := &routeIndex{known: map[version]patterns{}}
	return adapter.Framework[echo.Context]{
		Response:    func(c echo.Context) http.ResponseWriter { return c.Response() },
		SetResponse: func(c echo.Context, w http.ResponseWriter) { c.SetResponse(w.(*echo.Response)) },
		State: func(w http.ResponseWriter) adapter.State {
			res := w.(*echo.Response)
			return adapter.State{Committed: &res.Committed, Status: &res.Status, Writer: &res.Writer}
		},
		Knows:    isEchos,
		Error:    fromEcho,
		As:       asHTTPError,
		Unrouted: index.isHidden,
		Routed:   index.isRouted,
		Methods:  index.otherMethods,
		Param:    pathParam,
		Rules: func(c echo.Context) *validation.Validator {
			rules, _ := c.Echo().Validator.(*validation.Validator)
			return rules
		},
	}
}

// zero serves what needs no configuration, for all Echos.
var zero = func() *adapter.Responder[echo.Context] {
	r, err := adapter.New(newFramework(), adapter.Config[echo.Context]{})
	mustNot(err)
	return r
}()

// placing is a validator of the service's own whose errors, if they are validator's,
// get the places that the value has: validator's errors do not hold the value.
type placing struct{ echo.Validator }

func (p placing) Validate(value any) error {
	return zero.Placed(p.Validator.Validate(value), value)
}

// serializer is Echo's own, with errors that name the place. Echo's binder asks it.
type serializer struct{ echo.DefaultJSONSerializer }

func (serializer) Deserialize(c echo.Context, i any) error {
	return adapter.DecodeJSON(c.Request().Body, i)
}
