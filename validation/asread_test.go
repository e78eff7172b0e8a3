package validation_test

import (
	"testing"

	"github.com/seed-86b940f4/demur/apierror"
	"github.com/seed-86b940f4/demur/validation"
)

// Inner is embedded, so it is exported.
type Inner struct {
	B string `xml:"a>b" json:"b" validate:"required"`
}

// A place is named as the reader of the body has found it.
func TestPlacesAsTheBodyIsRead(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		name        string
		value       any
		contentType string
		want        apierror.FieldError
	}{
		{"a root that is named by a field of any type", struct {
			XMLName struct{} `xml:"urn:x order"`
			A       string   `xml:"a" validate:"required"`
		}{}, "application/xml", apierror.FieldError{XPath: "/order/a"}},
		{"a way that begins with an element that a field less deep takes whole", struct {
			XMLName struct{} `xml:"order"`
			Inner
			A string `xml:"a" json:"a"`
		}{}, "application/xml", apierror.FieldError{XPath: "/order"}},
		{"the same in JSON", struct {
			Inner
			A string `xml:"a" json:"a"`
		}{}, "application/json", apierror.FieldError{Pointer: "#/b"}},
		{"a tag without a name lets a body fill a parameter", struct {
			Page int `query:"page" json:",omitempty" validate:"required"`
		}{}, "application/json", apierror.FieldError{Pointer: "#/Page"}},
		{"a tag of a dash does not", struct {
			Page int `query:"page" json:"-" validate:"required"`
		}{}, "application/json", apierror.FieldError{In: "query", Name: "page"}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			got := forRequest(t, validation.New(), tt.value, "/", "Content-Type", tt.contentType).Fields[0]
			got.Code, got.Param, got.Detail = "", "", ""
			if got != tt.want {
				t.Errorf("got %+v, want %+v", got, tt.want)
			}
		})
	}
}
