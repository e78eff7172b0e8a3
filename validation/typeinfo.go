package validation

import (
	"fmt"
	"reflect"
	"sync"

	"github.com/go-playground/validator/v10"

	"github.com/seed-86b940f4/demur/internal/shape"
)

// typeInfo is what a walk and the names of places need to know of a type. It is made
// once per type, and never changed.
type typeInfo struct {
	typ        reflect.Type
	shape      *shape.Struct // of a struct
	valuer     bool          // its values stand for others, see validator.Valuer
	opaqueKeys bool          // keys of a map whose text is not their value
}

var infos sync.Map // of reflect.Type to *typeInfo

// infoOf returns what is known of a type.
func infoOf(t reflect.Type) *typeInfo {
	if ti, ok := infos.Load(t); ok {
		return ti.(*typeInfo)
	}
	ti := &typeInfo{typ: t, valuer: t.Implements(reflect.TypeFor[validator.Valuer]())}
	switch t.Kind() {
	case reflect.Map:
		ti.opaqueKeys = opaque(t.Key())
	case reflect.Struct:
		ti.shape = shape.Of(t)
	}
	infos.Store(t, ti)
	return ti
}

// named returns a field by its name in Go or, since authors report errors of their
// own by either, by that in JSON.
func (ti *typeInfo) named(name string) *shape.Field {
	var byJSON *shape.Field
	for i := range ti.shape.Fields {
		switch f := &ti.shape.Fields[i]; {
		case f.Name == name:
			return f
		case f.JSON.Name == name && name != "":
			byJSON = f
		}
	}
	return byJSON
}

// ruleTag returns the name of the tag that an engine reads its rules from. It has a
// setter, but nothing that tells the name, so its field is looked at.
func ruleTag(engine *validator.Validate) string {
	if engine != nil {
		if name := reflect.ValueOf(engine).Elem().FieldByName("tagName"); name.Kind() == reflect.String && name.String() != "" {
			return name.String()
		}
	}
	return "validate"
}

// opaque reports whether fmt writes values of a type otherwise than by their kind,
// or the kind is none whose text can be read back.
func opaque(t reflect.Type) bool {
	for _, method := range []reflect.Type{reflect.TypeFor[fmt.Stringer](), reflect.TypeFor[error](), reflect.TypeFor[fmt.Formatter]()} {
		if t.Implements(method) {
			return true
		}
	}
	k := t.Kind()
	return k != reflect.String && (k < reflect.Int || k > reflect.Uintptr)
}
