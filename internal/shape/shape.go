// Package shape tells which members of a JSON object encoding/json fills which
// fields of a struct from. What a tag means is asked of encoding/json itself. What
// is embedded counts by the rules of Go; a test holds that to encoding/json.
package shape

import (
	"encoding/json"
	"reflect"
	"slices"
)

// Field is a field that encoding/json fills, of a struct or of one embedded in it.
type Field struct {
	reflect.StructField // of the innermost struct; Index is from the outermost on

	Name   string // of the member
	Quoted bool   // the value is in a string, if its type can be
	Exact  bool   // the name counts to the letter
	Closed bool   // in an embedded pointer that encoding/json cannot set
	Rest   bool   // it takes the members that no field has the name of; Name is ""

	tagged bool
	order  int // of finding
}

// Own says what encoding/json makes of a field, whatever other fields there are: the
// name of its member, "" if it is never filled or has none; whether a tag gives the
// name; and whether its members are those of the struct around it.
func Own(sf reflect.StructField) (name string, tagged, inline bool) {
	m, ok := own(sf)
	switch {
	case !ok || m.inline:
		return "", false, ok
	case m.name != "":
		return m.name, true, false
	}
	return sf.Name, false, false
}

// own returns the meaning of a field, and whether it is filled at all.
func own(sf reflect.StructField) (meaning, bool) {
	inner := structOf(sf)
	if !sf.IsExported() && (!sf.Anonymous || inner == nil) {
		return meaning{}, false
	}
	m := meaningOf(sf.Tag.Get("json"))
	if m.ignored {
		return m, false
	}
	// The option counts for what has members, and embedding for structs.
	m.inline = m.inline && (inner != nil || takesRest(sf.Type)) || sf.Anonymous && inner != nil && m.name == ""
	return m, true
}

// structOf returns the struct type that a field has, also behind a pointer, or nil.
func structOf(sf reflect.StructField) reflect.Type {
	if t := indirect(sf.Type); t.Kind() == reflect.Struct {
		return t
	}
	return nil
}

func indirect(t reflect.Type) reflect.Type {
	if t.Kind() == reflect.Pointer && t.Name() == "" {
		t = t.Elem()
	}
	return t
}

func takesRest(t reflect.Type) bool {
	t = indirect(t)
	return t == reflect.TypeFor[json.RawMessage]() || t.Kind() == reflect.Map && t.Key().Kind() == reflect.String
}

// Of returns the fields of a struct, in its order. Of those with the same name the
// least deep counts, of these one whose tag gives the name, and none if there are
// several such.
func Of(t reflect.Type) []Field {
	type level struct {
		typ    reflect.Type
		index  []int
		closed bool
		times  int
	}
	var all []Field
	visited := map[reflect.Type]bool{}
	for next := []level{{typ: t, times: 1}}; len(next) > 0; {
		current := next
		next = nil
		for _, at := range current {
			if visited[at.typ] {
				continue
			}
			visited[at.typ] = true
			for i := range at.typ.NumField() {
				sf := at.typ.Field(i)
				m, ok := own(sf)
				if !ok {
					continue
				}
				sf.Index = append(slices.Clip(at.index), i)
				inner := structOf(sf)
				if m.inline && inner != nil {
					if k := slices.IndexFunc(next, func(l level) bool { return l.typ == inner }); k >= 0 {
						next[k].times++
					} else {
						next = append(next, level{inner, sf.Index, at.closed || sf.Type != inner && !sf.IsExported(), 1})
					}
					continue
				}
				f := Field{StructField: sf, Name: m.name, Quoted: m.quoted, Exact: m.exact, Closed: at.closed, Rest: m.inline, tagged: m.name != "", order: len(all)}
				switch {
				case f.Rest:
					f.Name = ""
				case !f.tagged:
					f.Name = sf.Name
				}
				all = append(all, f)
				if at.times > 1 {
					all = append(all, f) // the two hide each other
				}
			}
		}
	}
	return visible(all)
}

// visible returns the fields that no other of the same name hides.
func visible(all []Field) []Field {
	named := map[string][]Field{}
	for _, f := range all {
		named[f.Name] = append(named[f.Name], f)
	}
	var out []Field
	for _, same := range named {
		for i, f := range same {
			if !slices.ContainsFunc(same[:i], f.isHiddenBy) && !slices.ContainsFunc(same[i+1:], f.isHiddenBy) {
				out = append(out, f)
			}
		}
	}
	slices.SortFunc(out, func(a, b Field) int { return slices.Compare(a.Index, b.Index) })
	return out
}

func (f Field) isHiddenBy(other Field) bool {
	return len(f.Index) > len(other.Index) || len(f.Index) == len(other.Index) && (other.tagged || !f.tagged)
}

// ByPrecedence sorts fields so that of several whose names differ in case alone, the
// one that encoding/json takes for another such name comes first.
func ByPrecedence(fields []Field) []Field {
	if !shallowFirst() {
		return fields
	}
	fields = slices.Clone(fields)
	slices.SortFunc(fields, func(a, b Field) int { return a.order - b.order })
	return fields
}
