package apierror

import (
	"math"
	"reflect"
	"slices"
	"strconv"
	"strings"
	"time"
)

// extension is a member beyond those of the standard.
type extension struct {
	name    string
	value   any  // what sendable returns
	foreign bool // decoded, with a name that is not ours to send
}

// standardMembers are the names that an extension cannot take.
var standardMembers = [...]string{"type", "title", "status", "detail", "instance", "code", "errors", "request_id"}

// isStandard ignores case, as decoders such as encoding/json do.
func isStandard(name string) bool {
	return slices.ContainsFunc(standardMembers[:], func(member string) bool { return strings.EqualFold(member, name) })
}

// violatedPolicies is the member of the problem types that the RateLimit draft
// registers, the one name that does not keep to RFC 9457 section 3.2.
const violatedPolicies = "violated-policies"

// validName reports whether RFC 9457 section 3.2 and XML both allow the name.
func validName(name string) bool {
	if name == violatedPolicies {
		return true
	}
	if len(name) < 3 || isStandard(name) || strings.EqualFold(name[:3], "xml") {
		return false
	}
	for i := 0; i < len(name); i++ {
		c := name[i]
		letter := 'a' <= c && c <= 'z' || 'A' <= c && c <= 'Z'
		if !letter && (i == 0 || c != '_' && (c < '0' || c > '9')) {
			return false
		}
	}
	return true
}

// shortList is how many extensions are compared one by one.
const shortList = 16

// extend adds x, or puts it in the place of the extension of the same name.
func (m *more) extend(x extension) {
	list, places := m.tail.take(m.extensions)
	i := -1
	if len(list) <= shortList {
		i = slices.IndexFunc(list, func(has extension) bool { return has.name == x.name })
	} else {
		if places == nil {
			places = make(map[string]int, 2*len(list))
			for i, has := range list {
				places[has.name] = i
			}
		}
		if at, ok := places[x.name]; ok {
			i = at
		}
	}
	if i >= 0 {
		list = slices.Clone(list)
		list[i] = x
	} else {
		list = append(list, x)
		if places != nil {
			places[x.name] = len(list) - 1
		}
	}
	m.extensions, m.tail = slices.Clip(list), &tail[extension]{list: list, places: places}
}

// appendScalar writes a scalar as a format spells text.
func appendScalar(dst []byte, v reflect.Value, esc *escapes) []byte {
	switch v.Type() {
	case timeType:
		dst = append(dst, esc.quote...)
		dst = v.Interface().(time.Time).AppendFormat(dst, time.RFC3339Nano)
		return append(dst, esc.quote...)
	case numberType:
		return append(dst, v.String()...)
	}
	switch v.Kind() {
	case reflect.String:
		dst = append(dst, esc.quote...)
		dst = esc.appendText(dst, v.String())
		return append(dst, esc.quote...)
	case reflect.Interface:
		return appendScalar(dst, v.Elem(), esc)
	case reflect.Bool:
		return strconv.AppendBool(dst, v.Bool())
	case reflect.Float32:
		return appendFloat(dst, v.Float(), 32)
	case reflect.Float64:
		return appendFloat(dst, v.Float(), 64)
	case reflect.Uint, reflect.Uint8, reflect.Uint16, reflect.Uint32, reflect.Uint64:
		return strconv.AppendUint(dst, v.Uint(), 10)
	default:
		return strconv.AppendInt(dst, v.Int(), 10)
	}
}

// appendFloat writes a float as RFC 8259 section 6 allows; very large and very
// small ones with an exponent.
func appendFloat(dst []byte, f float64, bits int) []byte {
	format := byte('f')
	if abs := math.Abs(f); abs != 0 && (abs < 1e-6 || abs >= 1e21) {
		format = 'e'
	}
	return strconv.AppendFloat(dst, f, format, -1, bits)
}

// sent iterates over the extensions that a document shows: those with a name of ours
// and a value that is no empty string or list.
func (e *Error) sent(yield func(name string, v reflect.Value) bool) {
	if e.more == nil {
		return
	}
	for _, x := range e.more.extensions {
		v := reflect.ValueOf(x.value)
		empty := (v.Kind() == reflect.String || v.Kind() == reflect.Slice) && v.Len() == 0
		if !x.foreign && !empty && !yield(x.name, v) {
			return
		}
	}
}

// appendItems writes the items of a list, each between two pieces of markup.
func appendItems(dst []byte, list reflect.Value, before, after string, esc *escapes) []byte {
	for i := range list.Len() {
		dst = append(dst, before...)
		dst = appendScalar(dst, list.Index(i), esc)
		dst = append(dst, after...)
	}
	return dst
}
