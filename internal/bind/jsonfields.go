package bind

import (
	"encoding/json"
	"reflect"

	"github.com/seed-86b940f4/demur/internal/shape"
)

// jsonKind is how a type of values looks to a reader of JSON.
type jsonKind int8

const (
	scalar     jsonKind = iota // only decoding it tells whether a value fits; so for types that decode themselves
	object                     // a struct
	dict                       // a map
	list                       // a slice or array
	anything                   // any
	impossible                 // nothing can be decoded into it
)

// jsonNode is a type as encoding/json sees it. It is not changed once it is built.
type jsonNode struct {
	typ    reflect.Type
	kind   jsonKind
	fields map[string]*jsonField // of an object, by name
	folded map[string]*jsonField // the same, by the folded name
	count  int                   // of fields, without rest
	elem   *jsonNode             // of a dict or list
	rest   *jsonField            // of an object, what members go to that no field has the name of
	hides  bool                  // a field in it, or in an object in it, is hidden
}

// jsonField is a member that a struct has.
type jsonField struct {
	*shape.Field
	number int // among those of the struct
	node   *jsonNode
	hidden bool         // not for the body to set
	quoted reflect.Type // a struct with this field alone, if it has the option "string"
}

// field returns the member of an object that encoding/json fills from one of that
// name, nil if it ignores it.
func (n *jsonNode) field(name []byte) *jsonField {
	if f, ok := n.fields[string(name)]; ok {
		return f
	}
	var room [64]byte
	return n.folded[string(appendFolded(room[:0], name))]
}

// jsonNodeOf returns the node of t. bound says that parameters of the request are
// put into its fields. open are the nodes of other types that have been begun: of those that
// are not bound, since below the target the same type has fields for the body alone. Bound
// ones end by themselves: newPlan has refused a type that embeds itself.
func jsonNodeOf(t reflect.Type, bound bool, open map[reflect.Type]*jsonNode) *jsonNode {
	t = shape.Behind(t)
	if n, ok := open[t]; ok && !bound {
		return n
	}
	n := &jsonNode{typ: t}
	if !bound {
		open[t] = n
	}
	switch kind := t.Kind(); {
	case shape.DecodesJSON(t):
		n.kind = scalar
	case kind == reflect.Struct && json.Unmarshal([]byte("{}"), reflect.New(t).Interface()) != nil:
		n.kind = impossible // for a tag that this release of Go refuses, whatever the document
	case kind == reflect.Struct:
		n.kind = object
		n.addFields(bound, open)
	case kind == reflect.Map && !isKey(t.Key()):
		n.kind = impossible
	case kind == reflect.Map:
		n.kind, n.elem = dict, jsonNodeOf(t.Elem(), false, open)
	case kind == reflect.Slice && t.Elem().Kind() == reflect.Uint8 && !shape.DecodesJSON(t.Elem()):
		n.kind = scalar // base64
	case kind == reflect.Slice, kind == reflect.Array:
		n.kind, n.elem = list, jsonNodeOf(t.Elem(), false, open)
	case kind == reflect.Interface && t.NumMethod() == 0:
		n.kind = anything
	case kind == reflect.Bool, kind == reflect.String, isInteger(kind), isFloat(kind):
		n.kind = scalar
	default:
		n.kind = impossible
	}
	return n
}

func (n *jsonNode) addFields(bound bool, open map[reflect.Type]*jsonNode) {
	all := shape.Of(n.typ).JSON
	n.fields, n.folded = make(map[string]*jsonField, len(all)), make(map[string]*jsonField, len(all))
	for _, field := range all {
		f := &jsonField{Field: field, number: n.count, hidden: bound && field.NotForBody("json")}
		f.node = jsonNodeOf(f.Type, bound && f.Holds, open)
		n.hides = n.hides || f.hidden || f.node.hides
		if f.JSON.Rest {
			n.rest = f
			continue
		}
		n.count++
		if f.JSON.Quoted {
			f.quoted = quotedField(field)
		}
		n.fields[f.JSON.Name] = f
		// Of names that differ in case alone, encoding/json prefers the first.
		folded := string(appendFolded(nil, []byte(f.JSON.Name)))
		if _, ok := n.folded[folded]; !ok && !f.JSON.Exact {
			n.folded[folded] = f
		}
	}
}

// hidden appends the hashes of the names that are hidden in n. A document without any of
// them, as nearly all are, needs no walk.
func (n *jsonNode) hidden(hashes []uint32) []uint32 {
	if n.hides {
		for _, f := range n.fields {
			if f.hidden {
				hashes = append(hashes, hashFolded(appendFolded(nil, []byte(f.JSON.Name))))
			}
			hashes = f.node.hidden(hashes)
		}
	}
	return hashes
}

// isKey reports whether the names of members can be keys of a type. Some releases of
// Go take more for keys.
func isKey(t reflect.Type) bool {
	return t.Kind() == reflect.String || isInteger(t.Kind()) || shape.DecodesText(t)
}

// quotedField returns a struct that has the field alone, which has the option
// "string", or nil for a type to which that does nothing.
func quotedField(field *shape.Field) reflect.Type {
	t := field.Type
	if t.Name() == "" { // encoding/json looks behind no pointer that has a name of its own
		t = shape.Elem(t)
	}
	switch kind := t.Kind(); {
	case kind == reflect.Bool, kind == reflect.String, isInteger(kind), isFloat(kind):
		return reflect.StructOf([]reflect.StructField{{Name: field.Name, Type: field.Type, Tag: field.Tag}})
	}
	return nil
}
