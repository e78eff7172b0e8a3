package apierror

import (
	"bytes"
	"encoding"
	"encoding/json"
	"math"
	"reflect"
	"time"
)

// sendable returns what stands for a value in a document, which both encoders can
// write and nobody else holds: a scalar, or a list of scalars. ok is false for
// what has no such form, and where a method of the value panics.
func sendable(value any) (sent any, ok bool) {
	defer func() {
		if recover() != nil {
			sent, ok = nil, false
		}
	}()
	if sent, ok := scalar(value); ok {
		return sent, true
	}
	v := reflect.ValueOf(value)
	if v.Kind() == reflect.Pointer {
		v = v.Elem()
	}
	if k := v.Kind(); k != reflect.Slice && k != reflect.Array || v.Type().Elem().Kind() == reflect.Uint8 { // bytes are no list of numbers
		return nil, false
	}
	if isMarshaler(value) || isMarshaler(v.Interface()) { // it has another form than that of a list
		return nil, false
	}
	list, changed := reflect.MakeSlice(reflect.SliceOf(v.Type().Elem()), v.Len(), v.Len()), false
	reflect.Copy(list, v)
	items := make([]any, v.Len())
	for i := range items {
		item := list.Index(i).Interface()
		if items[i], ok = scalar(item); !ok {
			return nil, false
		}
		changed = changed || reflect.TypeOf(items[i]) != reflect.TypeOf(item)
	}
	if changed {
		return items, true
	}
	return list.Interface(), true
}

// scalar returns what stands for a value that is a text, a number or a truth
// value: the value itself, what a pointer points to, or what encoding/json makes of
// it. The text of an error is not for clients, that of a fmt.Stringer for nobody
// in particular, and a duration would be a number without a unit.
func scalar(value any) (any, bool) {
	switch t := value.(type) {
	case nil, time.Duration:
		return nil, false
	case string, bool, int:
		return value, true
	case time.Time:
		_, offset := t.Zone()
		return t, t.Year() >= 0 && t.Year() <= 9999 && offset > -86400 && offset < 86400 // all that RFC 3339 can write
	case json.Number:
		return t, isJSONNumber(t)
	}
	v := reflect.ValueOf(value)
	if v.Kind() == reflect.Pointer && v.IsNil() {
		return nil, false
	}
	if _, isError := value.(error); !isError && isMarshaler(value) {
		return marshaled(value)
	} else if isError && v.Kind() == reflect.String {
		return nil, false
	}
	switch v.Kind() {
	case reflect.Pointer:
		if k := v.Elem().Kind(); k == reflect.Pointer || k == reflect.Interface { // which may lead back to itself
			return nil, false
		}
		return scalar(v.Elem().Interface())
	case reflect.String, reflect.Bool,
		reflect.Int, reflect.Int8, reflect.Int16, reflect.Int32, reflect.Int64,
		reflect.Uint, reflect.Uint8, reflect.Uint16, reflect.Uint32, reflect.Uint64:
		return value, true
	case reflect.Float32, reflect.Float64:
		return value, !math.IsNaN(v.Float()) && !math.IsInf(v.Float(), 0)
	}
	return nil, false
}

// isMarshaler reports whether a type says itself how it is written.
func isMarshaler(value any) bool {
	switch value.(type) {
	case json.Marshaler, encoding.TextMarshaler:
		return true
	}
	return false
}

// marshaled returns a value as encoding/json writes it.
func marshaled(value any) (any, bool) {
	doc, err := json.Marshal(value)
	if err != nil {
		return nil, false
	}
	var sent any
	d := json.NewDecoder(bytes.NewReader(doc))
	d.UseNumber()
	if d.Decode(&sent) != nil {
		return nil, false
	}
	switch sent.(type) {
	case string, bool, json.Number:
		return sent, true
	}
	return nil, false
}

// isJSONNumber reports whether n is a number of RFC 8259 section 6.
func isJSONNumber(n json.Number) bool {
	return n != "" && (n[0] == '-' || '0' <= n[0] && n[0] <= '9') && json.Valid([]byte(n)) && n[len(n)-1] > ' '
}
