package shape

import (
	"encoding"
	"fmt"
	"reflect"
)

// MemberName returns the name of the member that encoding/json makes of a key of a
// map.
func MemberName(key reflect.Value) string {
	for key.Kind() == reflect.Interface && !key.IsNil() {
		key = key.Elem()
	}
	if key.Kind() == reflect.String {
		return key.String()
	}
	if key.CanInterface() {
		if m, ok := key.Interface().(encoding.TextMarshaler); ok && !(key.Kind() == reflect.Pointer && key.IsNil()) {
			return textOf(m)
		}
	}
	switch { // not by a method String, which fmt would call
	case key.CanInt():
		return fmt.Sprint(key.Int())
	case key.CanUint():
		return fmt.Sprint(key.Uint())
	}
	return fmt.Sprint(key)
}

// textOf returns what a key writes itself as, "" if that fails.
func textOf(m encoding.TextMarshaler) string {
	defer func() { _ = recover() }() // the author's mistake must not cost the client its answer
	text, _ := m.MarshalText()
	return string(text)
}
