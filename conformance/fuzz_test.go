package conformance_test

import (
	"net/http"
	"reflect"
	"testing"

	"github.com/seed-86b940f4/demur/apierror"
)

// FuzzSchema holds documents of any words to the JSON Schema and to the rules
// of XML, and the two formats to each other. To start xmllint for each input
// would take too long; TestDocuments does it.
func FuzzSchema(f *testing.F) {
	for _, h := range hostile {
		f.Add(h.text, "reason", h.text, "#/card/number", 402)
		f.Add("", h.text, "a", h.text, 422)
	}
	schema := jsonSchema(f)
	f.Fuzz(func(t *testing.T, detail, name, value, pointer string, status int) {
		e := apierror.Status(status).New(detail).WithCode(value).
			With(name, value).
			With("reasons", []string{value, detail}).
			WithType(value).WithInstance(pointer).
			WithField(apierror.FieldError{Pointer: pointer, Name: value, Detail: detail})

		asJSON, err := apierror.JSON{}.Append(nil, e)
		if err != nil {
			t.Fatal(err)
		}
		if err := checkJSON(schema, asJSON); err != nil {
			t.Fatalf("%v\n%s", err, asJSON)
		}
		asXML, err := apierror.XML{}.Append(nil, e)
		if err != nil {
			t.Fatal(err)
		}
		if err := checkXML(asXML); err != nil {
			t.Fatalf("%v\n%s", err, asXML)
		}
		if len(asJSON)+len(asXML) > 1<<20 {
			return // more than Decode reads
		}
		fromJSON := decode(t, response(e, "application/json"), asJSON)
		fromXML := decode(t, response(e, "application/xml"), asXML)
		if !reflect.DeepEqual(fromJSON, fromXML) {
			t.Fatalf("JSON says\n%#v\nXML says\n%#v", fromJSON, fromXML)
		}
	})
}

func response(e *apierror.Error, mediaType string) *http.Response {
	return &http.Response{StatusCode: e.StatusCode(), Header: http.Header{"Content-Type": {mediaType}}}
}
