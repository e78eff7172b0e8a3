package main

import (
	"encoding/json"
	"encoding/xml"
	"errors"
	"net/http"

	"github.com/go-playground/validator/v10"
	"github.com/labstack/echo/v4"

	"github.com/seed-86b940f4/demur"
)

// widget is what a success has in its body.
type widget struct {
	XMLName xml.Name `json:"-" xml:"widget"`
	ID      string   `json:"id" xml:"id"`
	Name    string   `json:"name" xml:"name"`
}

var aWidget = widget{ID: "42", Name: "sprocket"}

// successScenarios returns the rows on what a success costs under demur. Rivals
// are the same Echo without demur.
func successScenarios() []scenario {
	served := func(e *echo.Echo, h echo.HandlerFunc) http.Handler {
		e.GET("/widgets/:id", h)
		return e
	}
	set := echo.New()
	set.Use(tenFields)
	under := echo.New()
	under.Use(tenFields, demur.Errors())
	all := []scenario{{
		what: "204-outside", format: "json", title: "204 under Errors(), 10 fields set outside : the same Echo",
		status:     http.StatusNoContent,
		contenders: []contender{{name: "demur", service: served(under, echoNoContent)}, {name: "echo", service: served(set, echoNoContent)}},
		target:     target{rival: "echo", ratio: 1.4},
	}}
	for _, as := range []struct {
		format, title string
		ratio         float64
		send          echo.HandlerFunc
	}{
		{"json", "Respond JSON : c.JSON", 1.3, func(c echo.Context) error { return c.JSON(http.StatusOK, aWidget) }},
		{"xml", "Respond XML : c.XML", 1.15, func(c echo.Context) error { return c.XML(http.StatusOK, aWidget) }},
	} {
		respond := func(c echo.Context) error { return demur.Respond(c, http.StatusOK, aWidget) }
		all = append(all, scenario{
			what: "200-respond", format: as.format, title: as.title,
			status: http.StatusOK, mentions: []string{aWidget.ID, aWidget.Name},
			contenders: []contender{{name: "demur", service: served(newDemur(), respond)}, {name: "echo", service: served(echo.New(), as.send)}},
			target:     target{rival: "echo", ratio: as.ratio},
		})
	}
	return all
}

// tenFields is what middleware outside of demur leaves in the header. The slices
// are made once, so that they cost neither side anything.
func tenFields(next echo.HandlerFunc) echo.HandlerFunc {
	names := [10]string{
		"X-Request-Id", "Strict-Transport-Security", "X-Frame-Options", "Content-Security-Policy", "Referrer-Policy",
		"Access-Control-Allow-Origin", "Access-Control-Expose-Headers", "Server-Timing", "X-Version", "Cache-Control",
	}
	value := []string{"no-store"}
	return func(c echo.Context) error {
		h := c.Response().Header()
		for _, name := range names {
			h[name] = value
		}
		return next(c)
	}
}

// account is a body of four members, each of which can be wrong.
type account struct {
	Name  string `json:"name" validate:"required"`
	Email string `json:"email" validate:"email"`
	Age   int    `json:"age" validate:"min=18"`
	Plan  string `json:"plan" validate:"oneof=free paid"`
}

var badAccount = account{Email: "ada", Age: 7, Plan: "none"}

// handScenario is a 422 of four fields, beside what a handler does by hand: Bind,
// Validate, one sentence for each of its rules, and c.JSON.
func handScenario() scenario {
	own := newDemur()
	own.POST("/widgets/:id", func(c echo.Context) error {
		_, err := demur.Bind[account](c)
		return err
	})
	hand := echo.New()
	hand.Validator = bareValidator{newEngine()}
	hand.POST("/widgets/:id", byHand)
	return scenario{
		what: "422-hand", format: "json", title: "422 of four fields by Bind : by hand",
		status: http.StatusUnprocessableEntity, body: encode(json.Marshal, badAccount),
		mentions:   []string{"name", "required", "email", "age", "min", "plan", "oneof"},
		contenders: []contender{{name: "demur", service: own}, {name: "echo-hand", service: hand}},
		target:     target{rival: "echo-hand", ratio: 1.2},
	}
}

type bareValidator struct{ engine *validator.Validate }

func (v bareValidator) Validate(i any) error { return v.engine.Struct(i) }

// places are the pointers of account.
var places = map[string]string{"Name": "#/name", "Email": "#/email", "Age": "#/age", "Plan": "#/plan"}

func byHand(c echo.Context) error {
	var in account
	if err := c.Bind(&in); err != nil {
		return err
	}
	err := c.Validate(&in)
	var broken validator.ValidationErrors
	if !errors.As(err, &broken) {
		return err
	}
	p := &problem{Title: "Unprocessable Entity", Status: http.StatusUnprocessableEntity, Code: "unprocessable_entity", Detail: badRequest}
	for _, f := range broken {
		said := "is not valid"
		switch f.Tag() {
		case "required":
			said = "must be given"
		case "email":
			said = "must be an email address"
		case "min":
			said = "must be at least " + f.Param()
		case "oneof":
			said = "must be one of: " + f.Param()
		}
		p.Errors = append(p.Errors, problemField{places[f.Field()], f.Tag(), said})
	}
	return c.JSON(p.Status, p)
}
