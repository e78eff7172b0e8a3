// Package shape tells what a client sees of a Go type: by which names a body in JSON,
// XML or a form and the other parts of a request fill the fields of a struct, and
// which fields hide which. What a tag means to encoding/json and encoding/xml is asked
// of these, since releases of Go differ in it.
package shape

import (
	"mime/multipart"
	"reflect"
	"slices"
	"sync"
)

// Struct is the shape of a struct type. It is made once for each type, and never
// changed. JSON and XML are the fields that the decoders fill, also of embedded structs. Of
// two members whose names differ in case alone, encoding/json prefers the first in JSON.
type Struct struct {
	Fields    []Field // as they are declared
	JSON, XML []*Field
	Root      string // what the element of a document must be called; "" for anything
}

// Field is a field of a struct, and how the parts of a request name it.
type Field struct {
	reflect.StructField // Index begins in the struct whose shape the field is in

	JSON   JSON
	XML    XML
	Form   string  // its name in a form; "" for none
	Params []Param // what else of a request fills it; the first that a request has counts

	File   bool // it takes files of a form
	Body   bool // a tag says that a body may fill it
	Holds  bool // parameters are put into the fields of its struct: it is embedded, or no pointer
	Closed bool // it is in an embedded pointer that cannot be set
}

var structs sync.Map // of reflect.Type to *Struct

// Of returns the shape of a struct type.
func Of(t reflect.Type) *Struct {
	if s, ok := structs.Load(t); ok {
		return s.(*Struct)
	}
	s := &Struct{Fields: declared(t)}
	s.JSON, s.XML = jsonFields(s.Fields, t), xmlFields(s.Fields, t)
	s.Root, _ = rootOf(t, nil)
	shared, _ := structs.LoadOrStore(t, s)
	return shared.(*Struct)
}

// Has reports whether a field with that index is among others.
func Has(fields []*Field, index []int) bool {
	return slices.ContainsFunc(fields, func(f *Field) bool { return slices.Equal(f.Index, index) })
}

// NotForBody reports whether a body must not set the field although it has a name
// there: the author has said that its value is a file or comes from elsewhere. key is
// the tag that would allow it. Without this rule, a client could send another user's ID
// in the body, while the handler trusts the one in the path.
func (f *Field) NotForBody(key string) bool {
	_, allowed := f.Tag.Lookup(key)
	return f.File || len(f.Params) > 0 && !allowed
}

// closes reports whether what is in the embedded field cannot be set. Decoders make a
// pointer that is nil point to a new struct, but reflection cannot do that in a field that
// is not exported.
func (f *Field) closes() bool { return f.Type.Kind() == reflect.Pointer && !f.IsExported() }

func declared(t reflect.Type) []Field {
	fields := make([]Field, t.NumField())
	for i := range fields {
		sf := t.Field(i)
		f := Field{StructField: sf, JSON: jsonOf(sf), XML: xmlOf(sf), Form: nameIn(sf.Tag.Get(Form.Tag())), Params: paramsOf(sf), File: isFile(sf.Type)}
		for _, key := range [...]string{"json", "xml", "form"} {
			tag, ok := sf.Tag.Lookup(key)
			f.Body = f.Body || ok && tag != "-"
		}
		inner := sf.Type
		if sf.Anonymous { // behind another pointer, the author may count on nil for "not sent"
			inner = Elem(inner)
		}
		f.Holds = inner.Kind() == reflect.Struct && (sf.IsExported() || sf.Anonymous) && inner != fileType && len(f.Params) == 0 && f.Form == "" && !ReadsText(inner)
		fields[i] = f
	}
	return fields
}

var fileType = reflect.TypeFor[multipart.FileHeader]()

// isFile reports whether a field is for uploaded files.
func isFile(t reflect.Type) bool {
	if t.Kind() == reflect.Slice {
		t = t.Elem()
		if t == fileType {
			return true
		}
	}
	return t.Kind() == reflect.Pointer && t.Elem() == fileType
}
