package validation_test

import (
	"fmt"
	"net/http/httptest"
	"reflect"
	"slices"
	"strings"
	"testing"

	"github.com/go-playground/validator/v10"

	"github.com/seed-86b940f4/demur/apierror"
	"github.com/seed-86b940f4/demur/validation"
)

type rawOrder struct {
	Base
	Items []leaf `json:"items" validate:"dive"`
	Dotty string `json:"dot.ty" validate:"required"`
	M     map[string]leaf
	End   int `json:"end" validate:"gtfield=Start"`
	Start int `json:"start"`
}

func raw(t *testing.T, engine *validator.Validate, value any) validator.ValidationErrors {
	t.Helper()
	errs, ok := engine.Struct(value).(validator.ValidationErrors)
	if !ok {
		t.Fatal("nothing is wrong")
	}
	return errs
}

func jsonNames(sf reflect.StructField) string {
	name, _, _ := strings.Cut(sf.Tag.Get("json"), ",")
	return name
}

// TestRawErrors is about errors that a handler got from validator itself.
func TestRawErrors(t *testing.T) {
	t.Parallel()
	value := &rawOrder{Items: []leaf{{"x"}, {}}, M: map[string]leaf{}}
	plain, tagged := validator.New(), validator.New()
	tagged.RegisterTagNameFunc(jsonNames)
	full := []apierror.FieldError{
		{Pointer: "#/created", Code: "required", Detail: "must be given and not be empty"},
		{Pointer: "#/items/1/sku", Code: "required", Detail: "must be given and not be empty"},
		{Pointer: "#/dot.ty", Code: "required", Detail: "must be given and not be empty"},
		{Pointer: "#/end", Code: "gtfield", Param: "start", Detail: "must be greater than start"},
	}
	for name, engine := range map[string]*validator.Validate{"plain": plain, "names": tagged} {
		for _, v := range []*validation.Validator{nil, validation.New()} {
			if got := fieldsOf(t, v.FromErrors(raw(t, engine, value), value)); !slices.Equal(got, full) {
				t.Errorf("%s: got %+v", name, got)
			}
		}
	}

	r := httptest.NewRequest("POST", "/", nil)
	wrapped := fmt.Errorf("validating: %w", raw(t, plain, value))
	required := apierror.FieldError{Code: "required", Detail: "must be given and not be empty"}
	later := apierror.FieldError{Code: "gtfield", Detail: "must be greater than another field"}
	want := []apierror.FieldError{required, required, required, later}
	if got := fieldsOf(t, (*validation.Validator)(nil).For(r, wrapped)); !slices.Equal(got, want) {
		t.Errorf("without names: got %+v", got)
	}

	want = slices.Clone(want)
	want[0].Name = "created" // Base is no part of the document, for all that is known
	want[1].Pointer = "#/items/1/sku"
	want[3].Pointer = "#/end" // but a name with a dot cannot be told from two
	if got := fieldsOf(t, validation.New().For(r, raw(t, tagged, value))); !slices.Equal(got, want) {
		t.Errorf("with names: got %+v\nwant %+v", got, want)
	}
}

func TestNoRawErrors(t *testing.T) {
	t.Parallel()
	if err := validation.New().FromErrors(nil, leaf{}); err != nil {
		t.Errorf("got %v", err)
	}
}
