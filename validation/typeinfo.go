package validation

import (
	"fmt"
	"reflect"
	"strings"
	"sync"
	"sync/atomic"

	"github.com/go-playground/validator/v10"

	"github.com/seed-86b940f4/demur/internal/shape"
)

// typeInfo is what a walk and the names of places need to know of a type. It is made
// once per type, and never changed but for the sentences that its fields keep.
type typeInfo struct {
	typ        reflect.Type
	shape      *shape.Struct     // of a struct
	fields     map[string]*field // of a struct, by their names in Go or, since authors report errors of their own by either, in JSON
	valuer     bool              // its values stand for others, see validator.Valuer
	opaqueKeys bool              // keys of a map whose text is not their value
}

// field is a field of a struct.
type field struct {
	*shape.Field
	owner *typeInfo
	said  atomic.Pointer[saying]
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
		fields := make([]field, len(ti.shape.Fields))
		ti.fields = make(map[string]*field, 2*len(fields))
		for i := range fields {
			fields[i].Field, fields[i].owner = &ti.shape.Fields[i], ti
			ti.fields[fields[i].JSON.Name] = &fields[i]
		}
		delete(ti.fields, "")
		for i := range fields {
			ti.fields[fields[i].Name] = &fields[i]
		}
	}
	infos.Store(t, ti)
	return ti
}

// saying is a sentence of this package for a rule of a field, and what was said before.
type saying struct {
	tag, param string
	of         reflect.Type
	pointer    bool
	sentence   string
	before     *saying
}

// sentence returns that for a rule of the field. What is not in the field's tag is not
// kept: an author may report a rule with what the client has sent as its parameter.
func (f *field) sentence(r *Rule) string {
	const most = 16 // that are kept
	last, n := f.said.Load(), 0
	for s := last; s != nil; s, n = s.before, n+1 {
		if s.tag == r.Tag && s.param == r.Param && s.of == r.Type && s.pointer == r.Pointer {
			return s.sentence
		}
	}
	text := sentence(r)
	if n < most && strings.Contains(string(f.Tag), r.Tag) && strings.Contains(string(f.Tag), r.Param) {
		f.said.CompareAndSwap(last, &saying{r.Tag, r.Param, r.Type, r.Pointer, text, last})
	}
	return text
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
