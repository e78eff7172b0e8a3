package validation_test

import (
	"errors"
	"fmt"
	"net/http/httptest"
	"reflect"
	"slices"
	"testing"

	"github.com/go-playground/validator/v10"

	"github.com/seed-86b940f4/demur/apierror"
	"github.com/seed-86b940f4/demur/validation"
)

type search struct {
	Base
	ID    string   `param:"id" json:"id" validate:"min=2"`
	Page  int      `query:"page" validate:"min=1"`
	Sizes []int    `query:"size" validate:"dive,min=1"`
	Key   string   `header:"X-Key" json:"-" validate:"required"`
	Theme string   `cookie:"theme" validate:"required"`
	Both  string   `query:"both" json:"b" form:"bf" validate:"required"`
	Two   string   `query:"two" header:"X-Two" validate:"len=1"`
	Last  int      `query:"last" validate:"gtfield=Page"`
	Inner struct { // flat in a form
		Zip  string   `json:"zip" form:"zip_code" validate:"required"`
		List []string `json:"list" form:"list" validate:"dive,min=2"`
		Bare string   `json:"bare" validate:"required"`
	} `json:"inner"`
}

func TestParameters(t *testing.T) {
	t.Parallel()
	value := search{Sizes: []int{1, 0}, Two: "xx", Last: -1}
	value.Inner.List = []string{"x"}
	type place struct{ pointer, in, name string }
	common := []place{{"", "path", "id"}, {"", "query", "page"}, {"", "query", "size"}, {"", "header", "X-Key"}, {"", "cookie", "theme"}}
	inJSON := []place{{"#/inner/zip", "", ""}, {"#/inner/list/0", "", ""}, {"#/inner/bare", "", ""}}
	join := func(first place, second place, rest ...place) []place {
		all := append([]place{first}, common...)
		return append(append(all, second), rest...)
	}
	created := place{"#/created", "", ""}
	last := place{"", "query", "last"}
	for _, c := range []struct {
		name, target string
		header       []string
		want         []place
	}{
		{"nothing sent", "/", nil, join(created, place{"#/b", "", ""}, append([]place{{"", "query", "two"}, last}, inJSON...)...)},
		{"sent in the query", "/?both=&two=xx", nil, join(created, place{"", "query", "both"}, append([]place{{"", "query", "two"}, last}, inJSON...)...)},
		{"sent in a header", "/", []string{"X-Two", "xx"}, join(created, place{"#/b", "", ""}, append([]place{{"", "header", "X-Two"}, last}, inJSON...)...)},
		{"form", "/", []string{"Content-Type", "application/x-www-form-urlencoded"}, join(place{"", "form", "created"}, place{"", "form", "bf"},
			place{"", "query", "two"}, last, place{"", "form", "zip_code"}, place{"", "form", "list"}, place{"", "form", "bare"})},
		{"multipart", "/", []string{"Content-Type", "Multipart/Form-Data; boundary=x"}, join(place{"", "form", "created"}, place{"", "form", "bf"},
			place{"", "query", "two"}, last, place{"", "form", "zip_code"}, place{"", "form", "list"}, place{"", "form", "bare"})},
	} {
		e := forRequest(t, validation.New(), value, c.target, c.header...)
		var got []place
		for _, f := range e.Fields {
			got = append(got, place{f.Pointer, f.In, f.Name})
			if f.Name == "last" && (f.Param != "page" || f.Detail != "must be greater than page") {
				t.Errorf("%s: %+v", c.name, f)
			}
		}
		if !slices.Equal(got, c.want) {
			t.Errorf("%s:\ngot  %q\nwant %q", c.name, got, c.want)
		}
	}
}

// Without a body, what a body or the query may fill was to come from the query.
func TestParametersWithoutABody(t *testing.T) {
	t.Parallel()
	type list struct {
		Page int `query:"page" json:"page" validate:"min=1"`
	}
	v := validation.New()
	err := v.For(httptest.NewRequest("GET", "/", nil), v.Validate(list{}))
	if f := fieldsOf(t, err)[0]; f.In != "query" || f.Name != "page" || f.Pointer != "" {
		t.Errorf("got %+v", f)
	}
}

func TestForLeavesOtherErrors(t *testing.T) {
	t.Parallel()
	v := validation.New()
	r := httptest.NewRequest("POST", "/", nil)
	r.Header.Set("Content-Type", "application/xml")
	invalid := v.Validate(leaf{})
	for _, err := range []error{
		nil, errors.New("x"), apierror.NotFound, apierror.NotFound.Wrap(invalid, ""), (*apierror.Error)(nil),
		errors.Join(apierror.Conflict, invalid), apierror.BadRequest.Wrap(validator.ValidationErrors{}, ""), validator.ValidationErrors{},
	} {
		if got := v.For(r, err); !reflect.DeepEqual(got, err) {
			t.Errorf("For(%v) = %v", err, got)
		}
	}
	r.Header.Set("Content-Type", "application/json")
	if got := v.For(r, invalid); got != invalid {
		t.Errorf("For made another error for JSON: %v", got)
	}
}

// What the author adds to an error, and what wraps it, stays.
func TestForKeepsWhatWasAdded(t *testing.T) {
	t.Parallel()
	v := validation.New()
	sentinel := errors.New("sentinel")
	extra := apierror.FieldError{Name: "extra", Code: "mine"}
	e := v.Validate(leaf{}).(*apierror.Error).WithField(extra).WithCode("bad_leaf").With("hint", "x")
	err := fmt.Errorf("saving: %w %w", e, sentinel)
	r := httptest.NewRequest("POST", "/", nil)
	r.Header.Set("Content-Type", "application/xml")
	for _, v := range []*validation.Validator{v, nil, validation.New()} {
		got := v.For(r, err)
		if !errors.Is(got, sentinel) || got.Error() != err.Error() {
			t.Errorf("got %v", got)
		}
		fitted := apierror.From(got)
		want := []apierror.FieldError{{XPath: "/*/SKU", Code: "required", Detail: "must be given and not be empty"}, extra}
		if !slices.Equal(fitted.Fields, want) || fitted.Code != "bad_leaf" {
			t.Errorf("got %+v", fitted)
		}
	}
	if e.Fields[0].Pointer != "#/sku" {
		t.Errorf("For changed the error: %+v", e.Fields)
	}
	if got := fieldsOf(t, v.For(r, e.WithCode("x"))); got[0].XPath == "" {
		t.Errorf("got %+v", got)
	}
	cut := v.Validate(leaf{}).(*apierror.Error).WithCode("x")
	cut.Fields = nil
	if got := v.For(r, cut); got != error(cut) {
		t.Errorf("fields that the author took away are back: %v", got)
	}
}
