package bind

import (
	"encoding"
	"errors"
	"math"
	"reflect"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/seed-86b940f4/demur/apierror"
	"github.com/seed-86b940f4/demur/internal/shape"
)

// setter puts the values of a parameter, at least one, into a field. It returns
// nil if they fit.
type setter func(v reflect.Value, values []string) *unfit

// unfit is why a value does not fit: a rule, or the error of ours that a type
// which decodes itself gave.
type unfit struct {
	rule
	err error
}

// converter puts one value into a variable.
type converter func(v reflect.Value, s string) *unfit

// reading is how the text of a field is understood.
type reading struct {
	layout string // the tag "format", for a time; "" for RFC 3339
	form   bool   // it comes from a form, as browsers write it
}

// setterOf returns how a field of type t is set, and whether from several values.
func setterOf(t reflect.Type, as reading) (set setter, multi bool, err error) {
	switch {
	case shape.Behind(t).Kind() == reflect.Pointer:
		return nil, false, noText(t)
	case t.Kind() == reflect.Pointer:
		inner, multi, err := setterOf(t.Elem(), as)
		return func(v reflect.Value, values []string) *unfit {
			p := reflect.New(t.Elem()) // set only if the value fits: nil means that none came
			if wrong := inner(p.Elem(), values); wrong != nil {
				return wrong
			}
			v.Set(p)
			return nil
		}, multi, err
	case shape.ReadsAll(t):
		return func(v reflect.Value, values []string) *unfit {
			// The framework may use the memory of values for the next request.
			return unfitOf(v.Addr().Interface().(interface{ UnmarshalParams([]string) error }).UnmarshalParams(slices.Clone(values)), mustBeOfForm)
		}, true, nil
	case takesMany(t):
		if elem := shape.Behind(t.Elem()); takesMany(elem) { // which value would be in which list?
			return nil, false, noText(elem)
		}
		inner, _, err := setterOf(t.Elem(), as)
		return func(v reflect.Value, values []string) *unfit {
			all := reflect.MakeSlice(t, len(values), len(values))
			for i := range values {
				if wrong := inner(all.Index(i), values[i:i+1]); wrong != nil {
					if len(values) > 1 && wrong.err == nil {
						wrong = &unfit{rule: rule{wrong.code, wrong.param, "each value " + wrong.detail}}
					}
					return wrong
				}
			}
			v.Set(all)
			return nil
		}, true, err
	}
	convert, err := converterOf(t, as)
	// check has refused several values, except of a cookie, whose first counts.
	return func(v reflect.Value, values []string) *unfit { return convert(v, values[0]) }, false, err
}

// takesMany reports whether a type is a list, and not read by itself.
func takesMany(t reflect.Type) bool {
	return t.Kind() == reflect.Slice && !shape.IsBytes(t) && !shape.ReadsText(t)
}

func converterOf(t reflect.Type, as reading) (converter, error) {
	switch {
	case t == timeType: // before DecodesText: a tag may name a layout
		return timeIn(as)
	case shape.ReadsOne(t):
		return func(v reflect.Value, s string) *unfit {
			return unfitOf(v.Addr().Interface().(interface{ UnmarshalParam(string) error }).UnmarshalParam(s), mustBeOfForm)
		}, nil
	case shape.DecodesText(t):
		return func(v reflect.Value, s string) *unfit {
			return unfitOf(v.Addr().Interface().(encoding.TextUnmarshaler).UnmarshalText([]byte(s)), mustBeOfForm)
		}, nil
	case t == durationType:
		return func(v reflect.Value, s string) *unfit {
			d, err := time.ParseDuration(s)
			v.SetInt(int64(d))
			return unfitOf(err, mustBeDuration)
		}, nil
	}
	switch kind := t.Kind(); {
	case kind == reflect.String:
		return func(v reflect.Value, s string) *unfit {
			v.SetString(s)
			return nil
		}, nil
	case shape.IsBytes(t):
		return func(v reflect.Value, s string) *unfit {
			v.SetBytes([]byte(s))
			return nil
		}, nil
	case kind == reflect.Bool:
		return func(v reflect.Value, s string) *unfit {
			if as.form && (s == "on" || s == "off") { // what a checkbox without a value sends
				v.SetBool(s == "on")
				return nil
			}
			b, err := strconv.ParseBool(s)
			v.SetBool(b)
			return unfitOf(err, mustBeBool)
		}, nil
	case isInteger(kind), isFloat(kind):
		return numberIn(t), nil
	}
	return nil, noText(t)
}

func noText(t reflect.Type) error {
	return errors.New("a " + shape.NameOf(t) + " cannot be made of text")
}

// timeIn returns what reads a time.
func timeIn(as reading) (converter, error) {
	wrong := mustBeDateTime
	if as.layout == "" {
		return func(v reflect.Value, s string) *unfit {
			return unfitOf(v.Addr().Interface().(*time.Time).UnmarshalText([]byte(s)), wrong)
		}, nil
	}
	if someTime.Format(as.layout) == as.layout {
		return nil, errors.New("the tag format:" + strconv.Quote(as.layout) + " is no layout of a time")
	}
	wrong.detail = "must be a time of the form " + as.layout
	layouts := []string{as.layout}
	if as.form && strings.HasSuffix(as.layout, "15:04") {
		// A browser adds the seconds if they are not 0.
		layouts = append(layouts, as.layout+":05")
	}
	return func(v reflect.Value, s string) *unfit {
		var at time.Time
		var err error
		for _, layout := range layouts {
			if at, err = time.Parse(layout, s); err == nil {
				break
			}
		}
		v.Set(reflect.ValueOf(at))
		return unfitOf(err, wrong)
	}, nil
}

// someTime has no part that looks like its place in a layout.
var someTime = time.Date(1999, time.November, 30, 22, 58, 59, 987654321, time.FixedZone("XYZ", 9*60*60))

func numberIn(t reflect.Type) converter {
	kind, bits := t.Kind(), t.Bits()
	wrong, beyond := wanted(t), within(t)
	reason := func(err error) *unfit {
		if errors.Is(err, strconv.ErrRange) {
			return unfitOf(err, beyond)
		}
		return unfitOf(err, wrong)
	}
	switch {
	case kind >= reflect.Int && kind <= reflect.Int64:
		return func(v reflect.Value, s string) *unfit {
			n, err := strconv.ParseInt(s, 10, bits)
			v.SetInt(n)
			return reason(err)
		}
	case isInteger(kind):
		return func(v reflect.Value, s string) *unfit {
			// To strconv that is no number at all, to the client it is one out of range.
			if s != "" && s[0] == '-' && isDigits(s[1:]) {
				return &unfit{rule: beyond}
			}
			n, err := strconv.ParseUint(s, 10, bits)
			v.SetUint(n)
			return reason(err)
		}
	}
	return func(v reflect.Value, s string) *unfit {
		// No hexadecimal, no infinity, and nothing that is not a number: JSON has none of
		// them either.
		if strings.Trim(s, "0123456789+-.eE") != "" {
			return &unfit{rule: wrong}
		}
		f, err := strconv.ParseFloat(s, bits)
		if math.IsInf(f, 0) {
			return &unfit{rule: beyond}
		}
		v.SetFloat(f)
		return reason(err)
	}
}

func isDigits(s string) bool { return s != "" && strings.Trim(s, "0123456789") == "" }

// unfitOf returns nil for no error. The error itself goes no further, since its
// text holds the value, unless it is one of ours.
func unfitOf(err error, r rule) *unfit {
	if err == nil {
		return nil
	}
	return &unfit{rule: r, err: typed(err)}
}

// check looks for what no field takes, whatever its type.
func (q *param) check(values []string) *unfit {
	if len(values) > 1 && !q.multi && q.In != shape.Cookie {
		// Of several cookies of a name, the first has the longest path (RFC 6265
		// section 5.4). Of other values it would be a guess.
		return &unfit{rule: mustBeOnce}
	}
	for _, s := range values {
		// A field of a header may hold other bytes (RFC 9110 section 5.5, obs-text).
		if q.In != shape.Header && q.In != shape.Cookie && !utf8.ValidString(s) {
			return &unfit{rule: mustBeUTF8}
		}
	}
	return nil
}

func (q *param) place() apierror.FieldError {
	return apierror.FieldError{In: q.In.String(), Name: q.Name}
}
