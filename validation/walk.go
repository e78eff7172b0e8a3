package validation

import (
	"reflect"
	"slices"
	"strconv"
	"strings"

	"github.com/go-playground/validator/v10"

	"github.com/seed-86b940f4/demur/internal/shape"
)

// step is one step of the way from a value to a part of it.
type step struct {
	kind  stepKind
	field *field        // for a field
	index int           // for an element
	key   reflect.Value // for a member of a map
}

type stepKind int8

const (
	toField stepKind = iota
	toIndex
	toKey
)

// walker finds the way that a StructNamespace describes. It goes along the value,
// since the text alone does not tell where a map's key ends.
type walker struct {
	v    *Validator
	fe   validator.FieldError
	left int // work that may still be done for the answer

	top     reflect.Value // what the walk begins at, behind pointers
	topInfo *typeInfo     // nil for a value that is not known
	topName string        // of its type, which is in front of each StructNamespace

	way   []step // where the walk is
	found []step // the best way so far, once it is sure the same as way
	sure  bool   // found leads to the value of fe
	fork  bool   // there was more than one way to go on

	reported map[string]bool                        // the ends of ways with a fork, by rule
	texts    map[uintptr]map[string][]reflect.Value // keys of maps whose text is not their value
}

// walkLimit bounds the work for one answer, in keys and stretches of 64 bytes of
// them that are looked at. Only a body made for it comes near. The places of the
// maps are all that it gets then.
const walkLimit = 1 << 18

// begin sets what the walks of an answer begin at. validator looks behind pointers
// there, but not for what a value stands for.
func (w *walker) begin(root reflect.Value) {
	for range 100 { // a pointer may lead to itself
		if k := root.Kind(); k != reflect.Pointer && k != reflect.Interface {
			break
		}
		root = root.Elem()
	}
	w.top = root
	if root.IsValid() {
		w.topInfo = infoOf(root.Type())
	}
	if root.Kind() == reflect.Struct {
		w.topName = root.Type().Name()
	}
	w.way = make([]step, 0, 4)
}

// locate returns the way to the value that broke a rule, or if there is none the
// way to the innermost value around it. The way is good until the next call.
func (w *walker) locate(fe validator.FieldError) []step {
	w.fe = fe
	w.way, w.found, w.sure, w.fork = w.way[:0], nil, false, false
	w.into(w.top, w.topInfo, cutType(fe.StructNamespace(), w.topName))
	return w.found
}

// cutType takes the name of a type from the front of a path. That of a generic type
// holds dots itself; "" is that of a type without one.
func cutType(rest, name string) string {
	after, ok := strings.CutPrefix(rest, name)
	if ok && name != "" && (after == "" || after[0] == '.') {
		return strings.TrimPrefix(after, ".")
	}
	return rest
}

// walk goes on from value to rest and reports whether that ended the search.
func (w *walker) walk(value reflect.Value, rest string) (done bool) {
	if rest == "" {
		return w.arrive(value)
	}
	value, p := w.open(value)
	return w.into(value, p, rest)
}

// into is walk for a value that is open.
func (w *walker) into(value reflect.Value, p *typeInfo, rest string) bool {
	if p == nil || rest == "" {
		return w.stop()
	}
	switch value.Kind() {
	case reflect.Struct:
		return w.intoStruct(value, p, rest)
	case reflect.Slice, reflect.Array:
		return w.intoList(value, rest)
	case reflect.Map:
		return w.intoMap(value, p, rest)
	}
	return w.stop()
}

// open returns what a value points to or stands for, and what is known of its type: nil if
// that is nothing.
func (w *walker) open(value reflect.Value) (reflect.Value, *typeInfo) {
	for range 100 { // a pointer may lead to itself
		if !value.IsValid() {
			break
		}
		p := infoOf(value.Type())
		switch kind := value.Kind(); {
		case (kind == reflect.Pointer || kind == reflect.Interface) && value.IsNil():
			return value, nil
		case p.valuer && value.CanInterface():
			value = reflect.ValueOf(value.Interface().(validator.Valuer).ValidatorValue())
		case kind == reflect.Pointer || kind == reflect.Interface:
			value = value.Elem()
		default:
			return value, p
		}
	}
	return value, nil
}

// arrive notes the way to the end. If there was another it must be the right one.
func (w *walker) arrive(value reflect.Value) bool {
	if w.fork {
		inner, p := w.open(value)
		if p != nil && !same(inner, w.fe.Value()) && !same(w.lastKey(), w.fe.Value()) || w.isRepeated() {
			return w.stop()
		}
	}
	w.found, w.sure = w.way, true // nothing is tried any more
	return true
}

// isRepeated reports whether the same rule was reported of this place before: of two
// places that look alike the second is then meant.
func (w *walker) isRepeated() bool {
	b := []byte(w.fe.Tag())
	for _, s := range w.way {
		switch s.kind {
		case toField:
			b = append(append(b, '.'), s.field.Name...)
		case toIndex:
			b = strconv.AppendInt(append(b, '#'), int64(s.index), 10)
		case toKey:
			b = strconv.AppendQuote(append(b, '@'), shape.MemberName(s.key))
		}
	}
	if w.reported[string(b)] {
		return true
	}
	if w.reported == nil {
		w.reported = make(map[string]bool)
	}
	w.reported[string(b)] = true
	return false
}

func (w *walker) lastKey() reflect.Value {
	if n := len(w.way); n > 0 && w.way[n-1].kind == toKey {
		return w.way[n-1].key
	}
	return reflect.Value{}
}

// stop notes how far the walk has come. It returns false, since that is no end.
func (w *walker) stop() bool {
	if len(w.way) > len(w.found) {
		w.found = slices.Clone(w.way)
	}
	return false
}

// take goes one step and on from there.
func (w *walker) take(s step, value reflect.Value, rest string) bool {
	w.way = append(w.way, s)
	done := w.walk(value, strings.TrimPrefix(rest, "."))
	w.way = w.way[:len(w.way)-1]
	return done
}

func (w *walker) intoStruct(value reflect.Value, p *typeInfo, rest string) bool {
	end := 0
	for end < len(rest) && rest[end] != '.' && rest[end] != '[' {
		end++
	}
	if f := p.fields[rest[:end]]; f != nil {
		if w.take(step{kind: toField, field: f}, value.Field(f.Index[0]), rest[end:]) {
			return true
		}
	}
	// Errors of a validation within another carry the type's name once more.
	if after := cutType(rest, value.Type().Name()); len(after) < len(rest) {
		return w.walk(value, after)
	}
	return w.stop()
}

func (w *walker) intoList(value reflect.Value, rest string) bool {
	end := strings.IndexByte(rest, ']')
	if rest[0] != '[' || end < 0 {
		return w.stop()
	}
	i, err := strconv.Atoi(rest[1:end])
	if err != nil || i < 0 || i >= value.Len() {
		return w.stop()
	}
	return w.take(step{kind: toIndex, index: i}, value.Index(i), rest[end+1:])
}
