package validation_test

import (
	"errors"
	"net/http"
	"net/http/httptest"
	"reflect"
	"slices"
	"strings"
	"testing"

	"github.com/go-playground/validator/v10"

	"github.com/seed-86b940f4/demur/apierror"
	"github.com/seed-86b940f4/demur/validation"
)

// fieldsOf returns the fields of a 422, and fails the test for any other error.
func fieldsOf(t *testing.T, err error) []apierror.FieldError {
	t.Helper()
	e, ok := errors.AsType[*apierror.Error](err)
	if !ok || e.Status != apierror.UnprocessableEntity {
		t.Fatalf("got %v, want a 422", err)
	}
	return e.Fields
}

// pointersOf returns the pointers in order.
func pointersOf(t *testing.T, err error) []string {
	t.Helper()
	var pointers []string
	for _, f := range fieldsOf(t, err) {
		pointers = append(pointers, f.Pointer)
	}
	slices.Sort(pointers)
	return pointers
}

type shape struct {
	name  string
	value any
	want  []string // pointers, sorted
}

// testShapes asks for the same places whatever an engine calls the fields.
func testShapes(t *testing.T, shapes []shape) {
	t.Helper()
	named, blank := validator.New(), validator.New(validator.WithTagNameFuncBlankOmit(), validator.WithRequiredStructEnabled())
	named.RegisterTagNameFunc(jsonNames)
	blank.RegisterTagNameFunc(func(sf reflect.StructField) string {
		if sf.Anonymous {
			return ""
		}
		return jsonNames(sf)
	})
	for engine, v := range map[string]*validation.Validator{"new": validation.New(), "named": validation.Wrap(named), "blank": validation.Wrap(blank)} {
		for _, s := range shapes {
			t.Run(engine+"/"+s.name, func(t *testing.T) {
				t.Parallel()
				if got := pointersOf(t, v.Validate(s.value)); !slices.Equal(got, s.want) {
					t.Errorf("pointers %q, want %q", got, s.want)
				}
			})
		}
	}
}

// request returns one with a body of some type.
func request(contentType string) *http.Request {
	r := httptest.NewRequest("POST", "/", strings.NewReader("body"))
	r.Header.Set("Content-Type", contentType)
	r.Header.Set("Accept-Language", "de")
	return r
}
