package demur

import (
	"github.com/labstack/echo/v4"

	"github.com/seed-86b940f4/demur/internal/bind"
)

// serializer is Echo's own, with errors that name the place. Echo's binder asks it.
type serializer struct{ echo.DefaultJSONSerializer }

func (serializer) Deserialize(c echo.Context, i any) error { return bind.Decode(c.Request().Body, i) }
