package main

import (
	"context"
	"encoding/json"
	"encoding/xml"
	"net/http"

	"github.com/go-playground/validator/v10"
	"github.com/labstack/echo/v4"

	"github.com/seed-86b940f4/demur"
)

// boundRow is what the services are compared by: requests that are read and found
// valid.
type boundRow struct {
	format, title string
	target        target
}

func boundRows() []boundRow {
	return []boundRow{
		{"json", "Bind[T] of a valid ten-field body, JSON", target{rival: "echo-default", ratio: 1.15}},
		{"xml", "Bind[T] of a valid ten-field body, XML", target{rival: "echo-default", ratio: 1.3}},
	}
}

// bound is a service that reads an order from POST /widgets/42, checks it, and
// answers with 204.
type bound struct {
	name, format string
	open         func(received *order) http.Handler
}

func boundServices(format string) []bound {
	return []bound{{"demur", format, demurBound}, {"echo-default", format, echoBound}}
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

// request has the order as its body.
func (b bound) request(ctx context.Context, o order) *http.Request {
	marshal := json.Marshal
	if b.format == "xml" {
		marshal = xml.Marshal
	}
	return scenario{format: b.format, body: encode(marshal, o)}.request(ctx)
}

// entries returns the services as what can be timed: one whole request.
func (row boundRow) entries(ctx context.Context) (entries []entry) {
	for _, b := range boundServices(row.format) {
		service, w, r := b.open(new(order)), newWriter(), b.request(ctx, goodOrder())
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
