package bind

import (
	"encoding/json"
	"encoding/xml"
	"math"
	"reflect"
	"strconv"
	"time"

	"github.com/seed-86b940f4/demur/apierror"
	"github.com/seed-86b940f4/demur/internal/errtree"
	"github.com/seed-86b940f4/demur/internal/shape"
)

// rule is what a part of a request has broken: a FieldError without a place. Its words are
// of the wire, not of Go: a client knows integers and lists, but no int8 and no slice.
type rule struct{ code, param, detail string }

func (r rule) at(f apierror.FieldError) apierror.FieldError {
	f.Code, f.Param, f.Detail = r.code, r.param, r.detail
	return f
}

// inside returns the rule for something that holds what has broken r.
func (r rule) inside() rule {
	r.detail = "holds something that " + r.detail
	return r
}

// The codes are for programs and never change their meaning, the sentences are for people.
// A sentence says what is wanted, and never what was sent.
var (
	mustBeUTF8      = rule{"encoding", "utf-8", "must be text in UTF-8"}
	mustBeOnce      = rule{"duplicate", "", "must be given only once"}
	mustBeKnown     = rule{"unknown", "", "is not known"}
	mustBeFile      = rule{"type", "file", "must be a file"}
	mustBeText      = rule{"type", "string", "must not be a file"}
	mustBeOfForm    = rule{"format", "", "must be of the expected form"}
	mustBeDateTime  = rule{"type", "date-time", "must be a date and time as in RFC 3339"}
	mustBeDuration  = rule{"type", "duration", "must be a duration such as 1h30m or 250ms"}
	mustBeBool      = rule{"type", "boolean", "must be true or false"}
	mustBeString    = rule{"type", "string", "must be a string"}
	mustBeBase64    = rule{"type", "base64", "must be a string in base64"}
	mustBeInteger   = rule{"type", "integer", "must be an integer"}
	mustBeNumber    = rule{"type", "number", "must be a number"}
	mustBeList      = rule{"type", "array", "must be a list"}
	mustBeObject    = rule{"type", "object", "must be an object"}
	mustBeInRange   = rule{"range", "", "must be a number within range"}
	mustBeNamedSo   = rule{"format", "", "must have a name of the expected form"}
	mustNotBeNull   = rule{"type", "", "must not be null"}
	mustBeOfOneType = rule{"type", "", "must be of another type"}
)

var (
	timeType            = reflect.TypeFor[time.Time]()
	durationType        = reflect.TypeFor[time.Duration]()
	numberType          = reflect.TypeFor[json.Number]()
	xmlNameType         = reflect.TypeFor[xml.Name]()
	emptyInterface      = reflect.TypeFor[any]()
	mustBeIntegerWithin = func(lowest, highest string) rule {
		return rule{"range", "", "must be an integer from " + lowest + " to " + highest}
	}
)

// wanted says what a value of type t must be.
func wanted(t reflect.Type) rule {
	t = shape.Behind(t)
	switch {
	case t == timeType: // it decodes itself, but clients know its form
		return mustBeDateTime
	case t == numberType: // a string to Go
		return mustBeNumber
	case shape.DecodesJSON(t):
		return mustBeOfForm
	}
	switch kind := t.Kind(); {
	case kind == reflect.Bool:
		return mustBeBool
	case kind == reflect.String:
		return mustBeString
	case isInteger(kind):
		return mustBeInteger
	case isFloat(kind):
		return mustBeNumber
	case kind == reflect.Slice && t.Elem().Kind() == reflect.Uint8:
		return mustBeBase64
	case kind == reflect.Slice, kind == reflect.Array:
		return mustBeList
	case kind == reflect.Struct, kind == reflect.Map:
		return mustBeObject
	}
	return mustBeOfOneType
}

// within says which numbers of the right form a value of type t can hold.
func within(t reflect.Type) rule {
	t = shape.Behind(t)
	switch kind := t.Kind(); {
	case kind >= reflect.Int && kind <= reflect.Int64:
		highest := int64(math.MaxInt64) >> (64 - t.Bits())
		return mustBeIntegerWithin(strconv.FormatInt(-highest-1, 10), strconv.FormatInt(highest, 10))
	case kind >= reflect.Uint && kind <= reflect.Uintptr:
		return mustBeIntegerWithin("0", strconv.FormatUint(uint64(math.MaxUint64)>>(64-t.Bits()), 10))
	}
	return mustBeInRange
}

func isInteger(kind reflect.Kind) bool { return kind >= reflect.Int && kind <= reflect.Uintptr }

func find[T error](err error) (T, bool) { return errtree.Find[T](err) }
