package main

import (
	"context"
	"encoding/json"
	"net/http"

	"github.com/go-playground/validator/v10"
	"github.com/labstack/echo/v4"

	"github.com/seed-86b940f4/demur"
)

// boundTitle is that of the row on requests that are read and found valid.
const boundTitle = "Bind[T] of a valid ten-field JSON body"

var boundTarget = target{rival: "echo-default", ratio: 1.25}

// bound is a service that reads an order from POST /widgets/42, checks it, and
// answers with 204.
type bound struct {
	name string
	open func(received *order) http.Handler
}

func boundServices() []bound {
	return []bound{{"demur", demurBound}, {"echo-default", echoBound}}
}

// demurBound has demur's error handling, which the rival has not.
func demurBound(received *order) http.Handler {
	e := newDemur()
	e.POST("/widgets/:id", func(c echo.Context) error {
		in, err := demur.Bind[order](c)
		if err != nil {
			return err
		}
		*received = in
		return c.NoContent(http.StatusNoContent)
	})
	return e
}

// echoBound is Echo's own binder, and a validator as Echo's documentation has it.
func echoBound(received *order) http.Handler {
	e := echo.New()
	e.Binder = &echo.DefaultBinder{}
	e.Validator = plainValidator{newEngine()}
	e.POST("/widgets/:id", func(c echo.Context) error {
		var in order
		if err := c.Bind(&in); err != nil {
			return err
		}
		if err := c.Validate(&in); err != nil {
			return err
		}
		*received = in
		return c.NoContent(http.StatusNoContent)
	})
	return e
}

type plainValidator struct{ engine *validator.Validate }

func (v plainValidator) Validate(i any) error {
	if err := v.engine.Struct(i); err != nil {
		return echo.NewHTTPError(http.StatusUnprocessableEntity, err.Error())
	}
	return nil
}

// newEngine returns what validation.New has inside.
func newEngine() *validator.Validate { return validator.New(validator.WithRequiredStructEnabled()) }

// boundRequest has the order as its body.
func boundRequest(ctx context.Context, o order) *http.Request {
	return scenario{format: "json", body: encode(json.Marshal, o)}.request(ctx)
}

// boundEntries returns the services as what can be timed: one whole request.
func boundEntries(ctx context.Context) (entries []entry) {
	for _, b := range boundServices() {
		service, w, r := b.open(new(order)), newWriter(), boundRequest(ctx, goodOrder())
		entries = append(entries, entry{name: b.name, op: func() {
			w.reset()
			rewind(r)
			service.ServeHTTP(w, r)
			if w.status != http.StatusNoContent {
				panic(b.name + " refuses a request")
			}
		}})
	}
	return entries
}
