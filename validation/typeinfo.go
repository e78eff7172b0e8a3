package validation

import (
	"fmt"
	"reflect"

	"github.com/go-playground/validator/v10"

	"github.com/seed-86b940f4/demur/internal/shape"
)

// typeInfo is what a walk and the names of places need to know of a type. It is made
// once per type and Validator, and never changed.
type typeInfo struct {
	typ        reflect.Type
	valuer     bool              // its values stand for others, see validator.Valuer
	shape      *shape.Struct     // of a struct
	fields     map[string]*field // of a struct, by the name in Go
	opaqueKeys bool              // keys of a map whose text is not their value
}

// field is one field of a struct.
type field struct {
	*shape.Field
	rules string // the tag that the engine reads, "validate" unless the author chose another
}

// infoOf returns what is known of a type.
func (v *Validator) infoOf(t reflect.Type) *typeInfo {
	if ti, ok := v.infos.Load(t); ok {
		return ti.(*typeInfo)
	}
	ti, _ := v.infos.LoadOrStore(t, newTypeInfo(t, ruleTag(v.engine)))
	return ti.(*typeInfo)
}

func newTypeInfo(t reflect.Type, ruleTag string) *typeInfo {
	ti := &typeInfo{typ: t, valuer: t.Implements(reflect.TypeFor[validator.Valuer]())}
	switch t.Kind() {
	case reflect.Map:
		ti.opaqueKeys = opaque(t.Key())
	case reflect.Struct:
		ti.shape = shape.Of(t)
		ti.fields = make(map[string]*field, len(ti.shape.Fields))
		for i := range ti.shape.Fields {
			f := &ti.shape.Fields[i]
			ti.fields[f.Name] = &field{f, f.Tag.Get(ruleTag)}
		}
	}
	return ti
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
