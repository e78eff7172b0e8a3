package shape

import (
	"encoding"
	"encoding/json"
	"encoding/xml"
	"reflect"
)

var (
	jsonUnmarshaler   = reflect.TypeFor[json.Unmarshaler]()
	textUnmarshaler   = reflect.TypeFor[encoding.TextUnmarshaler]()
	xmlUnmarshaler    = reflect.TypeFor[xml.Unmarshaler]()
	attrUnmarshaler   = reflect.TypeFor[xml.UnmarshalerAttr]()
	paramUnmarshaler  = reflect.TypeFor[interface{ UnmarshalParam(string) error }]()
	paramsUnmarshaler = reflect.TypeFor[interface{ UnmarshalParams([]string) error }]()
)

// Implements reports whether a variable of type t has the methods of i. What is in an
// interface is not known before there is a value.
func Implements(t, i reflect.Type) bool {
	return t.Kind() != reflect.Interface && (t.Implements(i) || reflect.PointerTo(t).Implements(i))
}

// DecodesJSON reports whether encoding/json leaves the decoding to the type. Not every
// release of Go has encoding/json/v2, so its UnmarshalerFrom is known by its method.
func DecodesJSON(t reflect.Type) bool {
	if Implements(t, jsonUnmarshaler) || Implements(t, textUnmarshaler) {
		return true
	}
	if t.Kind() == reflect.Interface {
		return false
	}
	method, ok := reflect.PointerTo(t).MethodByName("UnmarshalJSONFrom")
	return ok && method.Type.NumIn() == 2 && method.Type.In(1).String() == "*jsontext.Decoder"
}

// DecodesXML reports whether encoding/xml leaves an element to the type.
func DecodesXML(t reflect.Type) bool { return Implements(t, xmlUnmarshaler) }

// DecodesAttr reports whether encoding/xml leaves an attribute to the type.
func DecodesAttr(t reflect.Type) bool { return Implements(t, attrUnmarshaler) }

// DecodesText reports whether the encoders leave text to the type.
func DecodesText(t reflect.Type) bool { return Implements(t, textUnmarshaler) }

// ReadsOne and ReadsAll report whether a type has Echo's methods for a parameter.
func ReadsOne(t reflect.Type) bool { return Implements(t, paramUnmarshaler) }

// ReadsAll is for the values of a parameter that is given several times.
func ReadsAll(t reflect.Type) bool { return Implements(t, paramsUnmarshaler) }

// ReadsText reports whether a type reads a parameter itself.
func ReadsText(t reflect.Type) bool { return ReadsOne(t) || ReadsAll(t) || DecodesText(t) }

// mostPointers is how many pointers one behind the other are followed: there are
// types that are pointers to themselves.
const mostPointers = 100

// Behind returns the type that pointers lead to.
func Behind(t reflect.Type) reflect.Type {
	for range mostPointers {
		if t.Kind() != reflect.Pointer {
			break
		}
		t = t.Elem()
	}
	return t
}

// Elem returns the type behind a pointer, and any other type itself.
func Elem(t reflect.Type) reflect.Type {
	if t.Kind() == reflect.Pointer {
		return t.Elem()
	}
	return t
}

// IsBytes reports whether a type is a []byte, which is text in XML and a form, and base64
// in JSON.
func IsBytes(t reflect.Type) bool {
	return t.Kind() == reflect.Slice && t.Elem().Kind() == reflect.Uint8
}

// NameOf returns a short name of a type, for messages to the author.
func NameOf(t reflect.Type) string {
	if t.Kind() == reflect.Struct && t.Name() == "" {
		return "struct{…}"
	}
	return t.String()
}
