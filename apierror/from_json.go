package apierror

import (
	"encoding"
	"encoding/json"
	"reflect"
	"strconv"
	"strings"
	"sync"
	"time"

	"github.com/seed-86b940f4/demur/internal/errtree"
	"github.com/seed-86b940f4/demur/internal/pointer"
)

// fromMismatch returns the error for a value of the wrong type.
func fromMismatch(mismatch *json.UnmarshalTypeError) *Error {
	f := FieldError{Code: "type", Pointer: place(mismatch)}
	f.Param, f.Detail = wanted(mismatch)
	return BadRequest.New("The request body has a value of the wrong type: see byte " + strconv.FormatInt(mismatch.Offset, 10) + ".").WithField(f)
}

// place makes a pointer of the path that encoding/json gives. Releases of Go differ
// in what they put there. Some give the names of the fields, with those of embedded
// structs in Go before them; others give a JSON Pointer with dots for slashes, which
// has indexes and the keys of maps. Here it has the names without indexes. On releases
// of the first kind an embedded struct that is not exported cannot be told from a member.
func place(mismatch *json.UnmarshalTypeError) string {
	b := []byte{'#'}
	if mismatch.Field == "" || len(mismatch.Field) > longestPath {
		return string(b)
	}
	steps := strings.Split(mismatch.Field, ".")
	for i, step := range steps {
		switch {
		case isIndex(step):
			continue
		case pathsArePointers():
			step = unescape.Replace(step)
		case i < len(steps)-1 && isExported(step) && step != mismatch.Struct:
			// Most likely an embedded struct, which is no part of the document. A
			// member whose type has the same name is none: Struct is the one around
			// the value, or around what is embedded.
			continue
		}
		b = pointer.Append(b, step)
	}
	return string(b)
}

// longestPath is how long a path is repeated, in bytes. Some releases put the keys of
// maps into it, which the client chooses.
const longestPath = 1000

// unescape takes the escapes out of a step (RFC 6901 section 4).
var unescape = strings.NewReplacer("~1", "/", "~0", "~")

func isIndex(step string) bool {
	return step != "" && strings.Trim(step, "0123456789") == "" && (step == "0" || step[0] != '0')
}

func isExported(step string) bool { return step != "" && 'A' <= step[0] && step[0] <= 'Z' }

// pathsArePointers asks encoding/json what it puts into UnmarshalTypeError.Field.
var pathsArePointers = sync.OnceValue(func() bool {
	var v struct {
		Field bool `json:"a~b"`
	}
	mismatch, ok := errtree.Find[*json.UnmarshalTypeError](json.Unmarshal([]byte(`{"a~b":0}`), &v))
	return ok && mismatch.Field == "a~0b"
})

var (
	timeType        = reflect.TypeFor[time.Time]()
	numberType      = reflect.TypeFor[json.Number]()
	jsonUnmarshaler = reflect.TypeFor[json.Unmarshaler]()
	textUnmarshaler = reflect.TypeFor[encoding.TextUnmarshaler]()
)

// wanted says which JSON type was wanted, as a name and in words.
func wanted(mismatch *json.UnmarshalTypeError) (name, words string) {
	const other = "must be of another type"
	t := mismatch.Type
	switch {
	case t == nil:
		return "", other
	case t == timeType:
		return "date-time", "must be a date and time as in RFC 3339"
	case t == numberType:
		return "number", "must be a number"
	case reflect.PointerTo(t).Implements(jsonUnmarshaler), reflect.PointerTo(t).Implements(textUnmarshaler):
		return "", other
	}
	within := ""
	if strings.HasPrefix(mismatch.Value, "number") { // a number, but not one for this type
		within = " within range"
	}
	switch kind := t.Kind(); {
	case mismatch.Value == "number" && kind >= reflect.Int && kind <= reflect.Float64, mismatch.Value == "bool" && kind == reflect.Bool:
		return "string", "must be a string" // by the option of that name
	case kind == reflect.Bool:
		return "boolean", "must be true or false"
	case kind == reflect.String && mismatch.Value == "string":
		return "", other
	case kind == reflect.String:
		return "string", "must be a string"
	case kind >= reflect.Int && kind <= reflect.Uintptr:
		return "integer", "must be an integer" + within
	case kind == reflect.Float32 || kind == reflect.Float64:
		return "number", "must be a number" + within
	case kind == reflect.Slice && t.Elem().Kind() == reflect.Uint8:
		return "base64", "must be a string in base64"
	case kind == reflect.Slice || kind == reflect.Array:
		return "array", "must be a list"
	case kind == reflect.Struct || kind == reflect.Map:
		return "object", "must be an object"
	}
	return "", other
}
