package validation

import (
	"encoding"
	"fmt"
	"reflect"
	"slices"
	"strings"

	"github.com/go-playground/validator/v10"

	"github.com/seed-86b940f4/demur/internal/shape"
)

// plan is what a walk and the names of places need to know of a type. It is made
// once per type and Validator, and never changed.
type plan struct {
	typ    reflect.Type
	valuer bool // its values stand for others, see validator.Valuer

	fields map[string]*field // of a struct, by the name in Go
	root   string            // XML name of a document of the type, "" if any will do

	// Fields, also of embedded structs, that encoding/json and encoding/xml fill, by
	// their path in Go. nil for most types: none hides another.
	shownJSON, shownXML map[string]bool

	opaqueKeys bool // keys of a map whose text is not their value
}

// field is one field of a struct.
type field struct {
	name  string // in Go
	index int
	typ   reflect.Type
	rules string // the tag that the engine reads, "validate" unless the author chose another

	json       string // "" if no JSON fills it
	jsonInline bool   // embedded: its fields are those of the struct around it
	xml        xmlName
	form       string // "" without a tag
	params     []param
	body       bool // a tag says that a body may fill it too
}

// param is one of the other places that may fill a field.
type param struct{ in, name string }

// paramTags are the tags for what comes from elsewhere than the body, in the order
// in which they decide.
var paramTags = [...]param{{"path", "param"}, {"query", "query"}, {"header", "header"}, {"cookie", "cookie"}}

// planOf returns the plan of a type.
func (v *Validator) planOf(t reflect.Type) *plan {
	if p, ok := v.plans.Load(t); ok {
		return p.(*plan)
	}
	p, _ := v.plans.LoadOrStore(t, newPlan(t, ruleTag(v.engine)))
	return p.(*plan)
}

func newPlan(t reflect.Type, ruleTag string) *plan {
	p := &plan{typ: t, valuer: t.Implements(reflect.TypeFor[validator.Valuer]())}
	switch t.Kind() {
	case reflect.Map:
		p.opaqueKeys = opaque(t.Key())
	case reflect.Struct:
		p.fields = make(map[string]*field, t.NumField())
		for i := range t.NumField() {
			sf := t.Field(i)
			p.fields[sf.Name] = newField(sf, i, ruleTag)
		}
		p.root = rootName(t)
		p.shownJSON = shownJSON(t)
		p.shownXML = visible(xmlCandidates(t, "", nil, nil))
	}
	return p
}

func newField(sf reflect.StructField, index int, ruleTag string) *field {
	f := &field{name: sf.Name, index: index, typ: sf.Type, rules: sf.Tag.Get(ruleTag)}
	var tagged bool
	f.json, tagged, f.jsonInline = shape.Own(sf)
	f.xml = newXMLName(sf)
	f.form = tagName(sf.Tag.Get("form"))
	f.body = tagged && f.json != "" || tagName(sf.Tag.Get("xml")) != "" || f.form != ""
	for _, p := range paramTags {
		if name := tagName(sf.Tag.Get(p.name)); name != "" {
			f.params = append(f.params, param{p.in, name})
		}
	}
	return f
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

// tagName returns the name in a tag, "" if there is none or it is "-".
func tagName(tag string) string {
	name, _, _ := strings.Cut(tag, ",")
	if name == "-" {
		return ""
	}
	return name
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

// keyText returns the name of an object's member for a key, as encoding/json does.
func keyText(key reflect.Value) string {
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
	switch {
	case key.CanInt():
		return fmt.Sprint(key.Int())
	case key.CanUint():
		return fmt.Sprint(key.Uint())
	}
	return fmt.Sprint(key)
}

// textOf returns what a key writes itself as, "" if that fails.
func textOf(m encoding.TextMarshaler) string {
	defer func() { _ = recover() }() // the author's mistake must not cost the client the 422
	text, _ := m.MarshalText()
	return string(text)
}

// embedded returns the struct type that an embedded field has, also behind a
// pointer, or nil.
func embedded(sf reflect.StructField) reflect.Type {
	t := sf.Type
	if t.Kind() == reflect.Pointer {
		t = t.Elem()
	}
	if !sf.Anonymous || t.Kind() != reflect.Struct {
		return nil
	}
	return t
}

// candidate is a field that an encoder may fill, of a struct or of one embedded
// in it.
type candidate struct {
	path   string // in Go, such as "Base.Created"
	name   string // "" for more of a type that is embedded in itself, all of it hidden
	depth  int
	tagged bool
}

// visible returns the paths of the candidates that no other of the same name hides,
// as the rules of Go, and of encoding/json for tags, have it. It returns nil if all
// are seen.
func visible(all []candidate) map[string]bool {
	seen := make(map[string]bool, len(all))
	for i, c := range all {
		if c.name != "" && !slices.ContainsFunc(all[:i], c.isHiddenBy) && !slices.ContainsFunc(all[i+1:], c.isHiddenBy) {
			seen[c.path] = true
		}
	}
	if len(seen) == len(all) {
		return nil
	}
	return seen
}

func (c candidate) isHiddenBy(other candidate) bool {
	return other.name == c.name && c.depth >= other.depth && !(c.depth == other.depth && c.tagged && !other.tagged)
}
