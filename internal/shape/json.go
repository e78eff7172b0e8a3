package shape

import (
	"encoding/json"
	"reflect"
	"slices"
	"strconv"
	"strings"
	"sync"

	"github.com/seed-86b940f4/demur/internal/pointer"
)

// JSON is what encoding/json makes of a field.
type JSON struct {
	Name   string // of the member; "" if none fills the field
	Path   string // the same as a JSON Pointer from its object on: "#/name"
	Quoted bool   // the value is in a string, if its type can be
	Exact  bool   // the name counts to the letter
	Inline bool   // the members of its struct are those of the struct around it
	Rest   bool   // it takes the members that no field has the name of
	Shown  bool   // no other field hides it in the struct that the shape is of

	tagged bool // the name is in the tag
}

func jsonOf(sf reflect.StructField) (j JSON) {
	inner := Elem(sf.Type)
	if sf.Type.Name() != "" {
		inner = sf.Type // a pointer that has a name of its own is not looked behind
	}
	isStruct := inner.Kind() == reflect.Struct
	if !sf.IsExported() && !(sf.Anonymous && isStruct) { // Go promotes the exported fields of an embedded struct
		return JSON{}
	}
	m := meaningOf(sf.Tag.Get("json"))
	switch {
	case m.ignored:
		return JSON{}
	case isStruct && (m.inline || sf.Anonymous && m.name == ""):
		return JSON{Inline: true}
	case m.inline && (inner == reflect.TypeFor[json.RawMessage]() || inner.Kind() == reflect.Map && inner.Key().Kind() == reflect.String):
		return JSON{Rest: true}
	}
	j = JSON{Name: m.name, Quoted: m.quoted, Exact: m.exact, tagged: m.name != ""}
	if !j.tagged {
		j.Name = sf.Name
	}
	j.Path = string(pointer.Append([]byte{'#'}, j.Name))
	return j
}

// jsonFields returns the fields that encoding/json fills: of those with the same name
// the least deep, of these the one whose tag gives the name, and none if there are
// several such.
func jsonFields(own []Field, t reflect.Type) (shown []*Field) {
	all := inlined(own, t)
	for _, f := range all {
		if !slices.ContainsFunc(all, func(by *Field) bool {
			deeper := len(f.Index) - len(by.Index)
			return by != f && by.JSON.Name == f.JSON.Name && (deeper > 0 || deeper == 0 && (by.JSON.tagged || !f.JSON.tagged))
		}) {
			f.JSON.Shown = true
			shown = append(shown, f)
		}
	}
	if shallowFirst() {
		slices.SortStableFunc(shown, func(a, b *Field) int { return len(a.Index) - len(b.Index) })
	}
	return shown
}

// inlined returns the fields of a struct and of those that are inline in it. It meets
// them as encoding/json does, level by level. What is inline in a type is looked for only
// where the type is met first, also if it is met again on the same level. So a name may
// have a field that Go itself calls ambiguous.
func inlined(own []Field, t reflect.Type) (all []*Field) {
	type inner struct {
		fields []Field
		index  []int // of the struct
		closed bool
		first  bool // of its type
	}
	met := map[reflect.Type]bool{t: true}
	for queue := []inner{{fields: own, first: true}}; len(queue) > 0; queue = queue[1:] {
		at := queue[0]
		for i := range at.fields {
			f := &at.fields[i]
			f.Index, f.Closed = slices.Concat(at.index, f.Index), at.closed
			switch {
			case f.JSON.Inline && at.first:
				typ := Elem(f.Type)
				queue = append(queue, inner{declared(typ), f.Index, f.Closed || f.closes(), !met[typ]})
				met[typ] = true
			case f.JSON.Name != "" || f.JSON.Rest:
				all = append(all, f)
			}
		}
	}
	slices.SortFunc(all, func(a, b *Field) int { return slices.Compare(a.Index, b.Index) })
	return all
}

// meaning is what encoding/json makes of a tag.
type meaning struct {
	name    string // "" for one that the tag does not give
	ignored bool
	quoted  bool // the value is in a string, if its type can be
	inline  bool // the members of the value are those of the struct around it
	exact   bool // the name counts to the letter
}

// meanings caches what tags mean. A program has only so many.
var meanings sync.Map // of string to meaning

// meaningOf asks encoding/json what a tag means, since releases of Go differ in it.
func meaningOf(tag string) meaning {
	if m, ok := meanings.Load(tag); ok {
		return m.(meaning)
	}
	m, _ := meanings.LoadOrStore(tag, ask(tag))
	return m.(meaning)
}

func ask(tag string) meaning {
	standIn := "X" // for the name of the field
	for strings.Contains(tag, standIn) {
		standIn += "x"
	}
	field := reflect.StructField{Name: standIn, Tag: reflect.StructTag("json:" + strconv.Quote(tag))}
	of := func(t reflect.Type) reflect.Value {
		field.Type = t
		return reflect.New(reflect.StructOf([]reflect.StructField{field})).Elem()
	}

	number := of(reflect.TypeFor[int]())
	number.Field(0).SetInt(1) // what is empty may be left out
	name, value, ok := onlyMember(number)
	if !ok {
		return meaning{ignored: true}
	}
	m := meaning{quoted: value[0] == '"'}
	if name != standIn {
		m.name = name
	}

	object := of(reflect.TypeFor[struct{ Inner int }]())
	object.Field(0).Field(0).SetInt(1)
	inner, _, ok := onlyMember(object)
	m.inline = ok && inner == "Inner"

	for _, other := range []string{strings.ToUpper(name), strings.ToLower(name)} {
		if other != name && strings.EqualFold(other, name) {
			number.Field(0).SetInt(0)
			doc, err := json.Marshal(map[string]json.RawMessage{other: value})
			m.exact = m.exact || err == nil && json.Unmarshal(doc, number.Addr().Interface()) == nil && number.Field(0).Int() == 0
		}
	}
	return m
}

// onlyMember returns the member that a struct is encoded as, or that there is not
// just one.
func onlyMember(v reflect.Value) (name string, value json.RawMessage, ok bool) {
	doc, err := json.Marshal(v.Interface())
	var members map[string]json.RawMessage
	if err != nil || json.Unmarshal(doc, &members) != nil || len(members) != 1 {
		return "", nil, false
	}
	for name, value = range members {
	}
	return name, value, true
}

// shallowFirst reports whether of two names that differ in case alone, encoding/json
// takes another that folds so for the one that is less deep, and not for the one
// that comes first.
var shallowFirst = sync.OnceValue(func() bool {
	type first struct {
		Deep int `json:"NAME"`
	}
	var v struct {
		first
		Shallow int `json:"name"`
	}
	return json.Unmarshal([]byte(`{"Name":1}`), &v) == nil && v.Shallow == 1
})
