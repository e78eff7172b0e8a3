package main

import (
	"encoding/json"
	"encoding/xml"
	"errors"
	"fmt"
	"net/http"
	"reflect"
	"slices"
	"strings"

	"github.com/go-playground/locales/en"
	ut "github.com/go-playground/universal-translator"
	"github.com/go-playground/validator/v10"
	translations "github.com/go-playground/validator/v10/translations/en"
	"github.com/labstack/echo/v4"

	"github.com/seed-86b940f4/demur/apierror"
	"github.com/seed-86b940f4/demur/validation"
)

// findTitle is that of the row on validation alone.
const findTitle = "422 of ten failures, find and build"

// To write down what is wrong may cost twice what it costs to find.
var findTarget = target{rival: "validator-find", ratio: 3}

// findEntries returns demur, which finds ten failures and builds the error, and
// validator, which finds them. What they find goes to found.
func findEntries(found *error) []entry {
	own, engine, bad := validation.New(), newEngine(), badOrder()
	return []entry{
		{name: "demur", op: func() { *found = own.Validate(&bad) }},
		{name: "validator-find", op: func() { *found = engine.Struct(&bad) }},
	}
}

// checkFind reports which of them does not find the failures, all and no others.
func checkFind(entries []entry, found *error) error {
	var want []string
	for _, f := range orderFailures {
		want = append(want, f.rule)
	}
	for _, e := range entries {
		*found = nil
		e.op()
		var rules []string
		if refusal, ok := errors.AsType[*apierror.Error](*found); ok {
			for _, f := range refusal.Fields {
				rules = append(rules, f.Code)
			}
		} else if broken, ok := errors.AsType[validator.ValidationErrors](*found); ok {
			for _, f := range broken {
				rules = append(rules, f.Tag())
			}
		}
		if !slices.Equal(rules, want) {
			return fmt.Errorf("%s finds %v, want %v", e.name, rules, want)
		}
	}
	return nil
}

// failedRequests returns the whole of it: a request with ten failures is read,
// checked and answered, in the format that it came in.
func failedRequests() []scenario {
	var mentions []string
	for _, f := range orderFailures {
		mentions = append(mentions, f.field, f.rule)
	}
	services := func() []contender {
		return []contender{{name: "demur", service: demurBound(new(order))}, {name: "echo-custom", service: echoTranslating()}}
	}
	return []scenario{
		{
			what: "422-bind", format: "json", title: "422 of ten failures, whole request, JSON",
			status: http.StatusUnprocessableEntity, mentions: mentions,
			body: encode(json.Marshal, badOrder()), contenders: services(),
		},
		{
			what: "422-bind", format: "xml", title: "422 of ten failures, whole request, XML",
			status: http.StatusUnprocessableEntity, mentions: mentions,
			body: encode(xml.Marshal, badOrder()), contenders: services(),
		},
	}
}

// echoTranslating returns an Echo as services set it up that tell clients what is
// wrong: validator's errors, under the names of JSON and in validator's English.
func echoTranslating() http.Handler {
	v := translating{engine: newEngine()}
	v.engine.RegisterTagNameFunc(func(f reflect.StructField) string {
		name, _, _ := strings.Cut(f.Tag.Get("json"), ",")
		return name
	})
	english := en.New()
	v.english, _ = ut.New(english, english).GetTranslator("en")
	if err := translations.RegisterDefaultTranslations(v.engine, v.english); err != nil {
		panic(err)
	}
	e := echo.New()
	e.Validator = v
	e.HTTPErrorHandler = sendProblem
	e.POST("/widgets/:id", func(c echo.Context) error {
		var in order
		if err := c.Bind(&in); err != nil {
			return err
		}
		if err := c.Validate(&in); err != nil {
			return err
		}
		return c.NoContent(http.StatusNoContent)
	})
	return e
}

type translating struct {
	engine  *validator.Validate
	english ut.Translator
}

func (v translating) Validate(i any) error {
	err := v.engine.Struct(i)
	var broken validator.ValidationErrors
	if !errors.As(err, &broken) {
		return err
	}
	fields := make([]problemField, len(broken))
	for i, f := range broken {
		_, place, _ := strings.Cut(f.Namespace(), ".")
		fields[i] = problemField{place, f.Tag(), f.Translate(v.english)}
	}
	return &problem{
		Title: "Unprocessable Entity", Status: http.StatusUnprocessableEntity, Code: "unprocessable_entity",
		Detail: badRequest, Errors: fields,
	}
}
