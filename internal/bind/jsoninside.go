package bind

import (
	"cmp"
	"encoding/json"
	"reflect"
	"slices"
	"strings"

	"github.com/seed-86b940f4/demur/internal/shape"
)

// mostInside bounds the work that looking into a type that decodes itself takes: the
// bytes that are decoded.
const mostInside = 1 << 20

// inside reports the values in raw, which a type has decoded by itself, that
// encoding/json says do not fit, as the usual UnmarshalJSON asks it to. It reports
// all or none: one after the other is replaced by null, and if an error is left
// that the document does not confirm, the whole is to blame. Releases of Go differ in
// which error they give first, and in some errors altogether.
func (w *jsonWalk) inside(raw []byte, n *jsonNode, err error) bool {
	before := len(w.wrong)
	for left := mostInside; ; left -= len(raw) {
		mismatch, ok := find[*json.UnmarshalTypeError](err)
		if !ok {
			break
		}
		to, ok := confirm(raw, mismatch)
		if !ok {
			break
		}
		w.reportInside(to, mismatch)
		if to.start < 0 || left < len(raw) || len(w.wrong) >= mostFields {
			return true
		}
		raw = slices.Concat(raw[:to.start], []byte("null"), raw[to.skip(to.start):])
		if err = decodeAlone(raw, n.typ); err == nil {
			return true
		}
	}
	w.wrong = w.wrong[:before]
	return false
}

// confirm returns a walk that has come to the value, or the name, in raw that an error
// is about, unless the document says otherwise.
func confirm(raw []byte, err *json.UnmarshalTypeError) (to jsonWalk, ok bool) {
	if err.Type == nil || err.Type == numberType || shape.DecodesJSON(err.Type) || kindOf(err.Type) == "" {
		return to, false
	}
	kind, literal, _ := strings.Cut(err.Value, " ")
	if literal == "" && kind == kindOf(err.Type) {
		return to, false
	}
	for _, offset := range []int64{err.Offset, err.Offset - 1} { // some releases are one byte off
		if offset <= 0 || offset > int64(len(raw)) {
			continue
		}
		to = walkTo(raw, int(offset))
		switch {
		case !to.reached:
		case to.start < 0, literal == "" && cmp.Or(kindsIn[raw[to.start]], "number") == kind:
			return to, true
		case literal == string(to.raw(to.start)) && isNumber(to.raw(to.start)):
			return to, true
		}
	}
	return to, false
}

func (w *jsonWalk) reportInside(to jsonWalk, err *json.UnmarshalTypeError) {
	r := wanted(err.Type)
	_, literal, _ := strings.Cut(err.Value, " ")
	switch {
	case isInteger(err.Type.Kind()) && isIntegral([]byte(literal)):
		r = within(err.Type)
	case isFloat(err.Type.Kind()) && isNumber([]byte(literal)):
		r = mustBeInRange
	}
	inner := to.at.field(r)
	f := w.at.field(rule{inner.Code, inner.Param, inner.Detail})
	if f.Detail == inner.Detail { // nothing is cut off
		f.Pointer += inner.Pointer[len("#"):]
	}
	w.wrong = append(w.wrong, f)
}

// kindsIn is what a json.UnmarshalTypeError calls a value, by its first byte. All others
// are numbers.
var kindsIn = map[byte]string{'"': "string", '{': "object", '[': "array", 't': "bool", 'f': "bool", 'n': "null"}

// kindOf returns the same for the values of a type.
func kindOf(t reflect.Type) string {
	switch kind := t.Kind(); {
	case kind == reflect.Bool:
		return "bool"
	case isInteger(kind), isFloat(kind):
		return "number"
	case kind == reflect.Struct, kind == reflect.Map:
		return "object"
	case kind == reflect.Slice && t.Elem().Kind() == reflect.Uint8, kind == reflect.String:
		return "string"
	case kind == reflect.Slice, kind == reflect.Array:
		return "array"
	}
	return ""
}
