package apierror_test

import (
	"encoding/json"
	"testing"
	"time"

	"github.com/seed-86b940f4/demur/apierror"
)

type Address struct {
	Zip string `json:"zip"`
	Geo struct {
		Lat float32 `json:"lat"`
	} `json:"geo"`
}

type Page struct {
	Size int `json:"size"`
}

type Deep struct{ Page }

// A release of Go must not be seen in the answer: each builds the path to a wrong
// value by other rules.
func TestFromPlacesOfJSON(t *testing.T) {
	t.Parallel()
	type shop struct {
		Deep
		*Audit
		Address   Address
		Home      Address   `json:"home"`
		List      []Address `json:"list"`
		Sizes     [2]int8   `json:"sizes"`
		Self      *shop     `json:"self"`
		Slash     int       `json:"a/b"`
		Tilde     int       `json:"a~b"`
		Escaped   int       `json:"a~1b"`
		Percent   int       `json:"a%20b"`
		Accent    int       `json:"é [0]"`
		Zeros     int       `json:"007"`
		Time      time.Time `json:"-"`
		LowerBool bool      `json:"b"`
	}
	for _, tt := range []struct {
		doc, pointer, param, words string
	}{
		{`{"size":"x"}`, "#/size", "integer", "must be an integer"},
		{`{"reason":1}`, "#/reason", "string", "must be a string"},
		{`{"self":{"size":"x"}}`, "#/self/size", "integer", "must be an integer"},
		{`{"self":{"self":{"reason":[]}}}`, "#/self/self/reason", "string", "must be a string"},
		{`{"home":{"zip":1}}`, "#/home/zip", "string", "must be a string"},
		{`{"home":{"geo":{"lat":1e39}}}`, "#/home/geo/lat", "number", "must be a number within range"},
		{`{"home":{"geo":{"lat":"x"}}}`, "#/home/geo/lat", "number", "must be a number"},
		{`{"home":[]}`, "#/home", "object", "must be an object"},
		{`{"Address":{"zip":1}}`, "#/Address/zip", "string", "must be a string"},
		{`{"list":[{},{"zip":1}]}`, "#/list/zip", "string", "must be a string"},
		{`{"list":[1]}`, "#/list", "object", "must be an object"},
		{`{"sizes":[1,300]}`, "#/sizes", "integer", "must be an integer within range"},
		{`{"self":{"list":[{"geo":{"lat":true}}]}}`, "#/self/list/geo/lat", "number", "must be a number"},
		{`{"a/b":true}`, "#/a~1b", "integer", "must be an integer"},
		{`{"a~b":true}`, "#/a~0b", "integer", "must be an integer"},
		{`{"a~1b":true}`, "#/a~01b", "integer", "must be an integer"},
		{`{"a%20b":true}`, "#/a%2520b", "integer", "must be an integer"},
		{`{"é [0]":true}`, "#/%C3%A9%20%5B0%5D", "integer", "must be an integer"},
		{`{"007":true}`, "#/007", "integer", "must be an integer"},
		{`{"b":1}`, "#/b", "boolean", "must be true or false"},
		{`[]`, "#", "object", "must be an object"},
		{`1`, "#", "object", "must be an object"},
	} {
		for _, into := range []any{new(shop), new([]shop)} {
			doc, pointer := tt.doc, tt.pointer
			if _, list := into.(*[]shop); list {
				if pointer == "#" {
					continue
				}
				doc = "[{}," + doc + "]"
			}
			e := apierror.From(jsonError(t, doc, into))
			want := apierror.FieldError{Pointer: pointer, Code: "type", Param: tt.param, Detail: tt.words}
			if e.Status != apierror.BadRequest || len(e.Fields) != 1 || e.Fields[0] != want {
				t.Errorf("%s: %+v, want %+v", doc, e.Fields, want)
			}
		}
	}
}

// Some releases give an UnmarshalTypeError for what others have another error for.
// What is said then must be true too.
func TestFromTypesThatJSONKnows(t *testing.T) {
	t.Parallel()
	type known struct {
		Time   time.Time   `json:"time"`
		Bytes  []byte      `json:"bytes"`
		Number json.Number `json:"number"`
		Quoted int         `json:"quoted,string"`
		Flag   bool        `json:"flag,string"`
		Text   string      `json:"text,string"`
	}
	for doc, words := range map[string]string{
		`{"time":1}`:      "must be a date and time as in RFC 3339",
		`{"bytes":"*"}`:   "must be a string in base64",
		`{"bytes":1}`:     "must be a string in base64",
		`{"number":true}`: "must be a number",
		`{"quoted":1}`:    "must be a string",
		`{"quoted":true}`: "must be an integer",
		`{"flag":true}`:   "must be a string",
		`{"text":"x"}`:    "must be of another type",
	} {
		for _, f := range apierror.From(jsonError(t, doc, new(known))).Fields {
			if f.Detail != words {
				t.Errorf("%s %s", doc, f.Detail)
			}
		}
	}
}
