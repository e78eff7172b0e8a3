package bind

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"reflect"
	"slices"
	"strings"

	"github.com/seed-86b940f4/demur/internal/shape"
)

// try decodes the value at i alone, to see whether it fits, and returns the index
// behind it. Only decoding it tells: ranges, base64, and the methods of the type decide.
func (w *jsonWalk) try(i int, n *jsonNode) int {
	raw := w.raw(i)
	if err := decodeAlone(raw, n.typ); err != nil {
		w.misfit(raw, n, err)
	}
	return i + len(raw)
}

var errOfMethod = errors.New("a method that decodes has panicked")

// decodeAlone decodes a value into a new variable of a type. A method of the type
// may count on what its variable held before, and panic.
func decodeAlone(raw []byte, t reflect.Type) (err error) {
	defer func() {
		if recover() != nil {
			err = errOfMethod
		}
	}()
	return json.Unmarshal(raw, reflect.New(t).Interface())
}

// misfit reports the value at w.at, or those in it that are to blame.
func (w *jsonWalk) misfit(raw []byte, n *jsonNode, err error) {
	if ours := typed(err); ours != nil {
		w.err = ours
		return
	}
	// A number of the right form that was refused is out of range. The error would say so
	// too, but in other words in each release of Go.
	own := shape.DecodesJSON(n.typ)
	switch {
	case n.kind == anything: // only a number that is too large does not fit
		w.report(mustBeInRange)
	case !own && isInteger(n.typ.Kind()) && isIntegral(raw):
		w.report(within(n.typ))
	case !own && isFloat(n.typ.Kind()) && isNumber(raw):
		w.report(mustBeInRange)
	case own && w.inside(raw, n, err):
	default:
		w.report(wanted(n.typ))
	}
}

// tryQuoted is try for a field with the option "string". The option is one of the field, so
// the value is decoded as a member of a struct that has the same field.
func (w *jsonWalk) tryQuoted(i int, f *jsonField) int {
	raw := w.raw(i)
	name, _ := json.Marshal(f.JSON.Name)
	whole := slices.Concat([]byte{'{'}, name, []byte{':'}, raw, []byte{'}'})
	if !agreed(raw, f.node.typ) || decodeAlone(whole, f.quoted) != nil {
		r := wanted(f.node.typ)
		r.detail = "must be a string that holds " + strings.TrimPrefix(r.detail, "must be ")
		w.report(r)
	}
	return i + len(raw)
}

// tryName decodes the name of a member of a dict as its key.
func (w *jsonWalk) tryName(n *jsonNode, quoted []byte) {
	key := n.typ.Key()
	if key.Kind() == reflect.String && !shape.DecodesText(key) {
		return
	}
	// encoding/json gives an error for a key no place, so each is decoded alone.
	whole := slices.Concat([]byte(`{`), quoted, []byte(`:null}`))
	err := decodeAlone(whole, reflect.MapOf(key, emptyInterface))
	if err == nil {
		return
	}
	if ours := typed(err); ours != nil {
		w.err = ours
		return
	}
	r := mustBeNamedSo
	if isInteger(key.Kind()) {
		r.detail = "must have an integer for a name"
	}
	w.report(r)
}

func isFloat(kind reflect.Kind) bool { return kind == reflect.Float32 || kind == reflect.Float64 }

func isNumber(raw []byte) bool {
	return len(raw) > 0 && (raw[0] == '-' || '0' <= raw[0] && raw[0] <= '9')
}

// isIntegral reports whether a number has neither a fraction nor an exponent.
func isIntegral(raw []byte) bool { return isNumber(raw) && !bytes.ContainsAny(raw, ".eE") }

func errImpossible(t reflect.Type) error {
	return fmt.Errorf("demur: binding JSON to a %v", t)
}
