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
// once per type, and never changed.
type typeInfo struct {
	typ        reflect.Type
	shape      *shape.Struct            // of a struct
	fields     map[string]*shape.Field  // of a struct, by their names in Go or, since authors report errors of their own by either, in JSON
	said       []atomic.Pointer[saying] // of a struct, for each of its fields
	valuer     bool                     // its values stand for others, see validator.Valuer
	opaqueKeys bool                     // keys of a map whose text is not their value
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
		ti.said = make([]atomic.Pointer[saying], len(ti.shape.Fields))
		ti.fields = make(map[string]*shape.Field, 2*len(ti.said))
		for i := range ti.shape.Fields {
			ti.fields[ti.shape.Fields[i].JSON.Name] = &ti.shape.Fields[i]
		}
		delete(ti.fields, "")
		for i := range ti.shape.Fields {
			ti.fields[ti.shape.Fields[i].Name] = &ti.shape.Fields[i]
		}
	}
	infos.Store(t, ti)
	return ti
}

// saying is a sentence of this package for a rule in the tag of a field, and what
// else is said of the field. What is kept depends on the type alone.
type saying struct {
	tag, param string
	of         reflect.Type
	pointer    bool
	sentence   string
	next       *saying
}

// mostSayings is how many are kept for a field.
const mostSayings = 16

// sentence returns that for a rule of a field. What is not in the field's tag is not
// kept: an author may report a rule with what the client has sent as its parameter.
func (ti *typeInfo) sentence(f *shape.Field, r *Rule) string {
	said := &ti.said[f.Index[0]]
	first, n := said.Load(), 0
	for s := first; s != nil; s, n = s.next, n+1 {
		if s.tag == r.Tag && s.param == r.Param && s.of == r.Type && s.pointer == r.Pointer {
			return s.sentence
		}
	}
	text := sentence(r)
	if n < mostSayings && strings.Contains(string(f.Tag), r.Tag) && strings.Contains(string(f.Tag), r.Param) {
		said.CompareAndSwap(first, &saying{r.Tag, r.Param, r.Type, r.Pointer, text, first})
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
