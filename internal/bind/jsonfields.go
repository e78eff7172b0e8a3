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
	count  int                   // of fields
	elem   *jsonNode             // of a dict or list
	rest   *jsonField            // of an object, what members go to that no field has the name of
	hides  bool                  // a field in it, or in an object in it, is hidden
}

// jsonField is a member that a struct has.
type jsonField struct {
	name   string
	number int // among those of the struct
	node   *jsonNode
	hidden bool         // not for the body to set
	closed bool         // in an embedded pointer that encoding/json cannot set
	quoted reflect.Type // a struct with this field alone, if it has the option "string"
	typ    reflect.Type
	embeds bool // the parameters of the request are put into its fields too
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
// put into its fields. open are the nodes of other types that have been begun.
func jsonNodeOf(t reflect.Type, bound bool, open map[reflect.Type]*jsonNode) *jsonNode {
	for t.Kind() == reflect.Pointer && t.Elem() != t { // there is type T *T
		t = t.Elem()
	}
	if n, ok := open[t]; ok && !bound {
		return n
	}
	n := &jsonNode{typ: t}
	if !bound {
		open[t] = n
	}
	switch kind := t.Kind(); {
	case decodesItself(t):
		n.kind = scalar
	case kind == reflect.Struct && json.Unmarshal([]byte("{}"), reflect.New(t).Interface()) != nil:
		n.kind = impossible // for a tag that this release of Go refuses
	case kind == reflect.Struct:
		n.kind = object
		n.addFields(bound, open)
	case kind == reflect.Map && !isKey(t.Key()):
		n.kind = impossible
	case kind == reflect.Map:
		n.kind, n.elem = dict, jsonNodeOf(t.Elem(), false, open)
	case kind == reflect.Slice && t.Elem().Kind() == reflect.Uint8 && !decodesItself(t.Elem()):
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
	all := shape.Of(n.typ)
	n.fields, n.folded = make(map[string]*jsonField, len(all)), make(map[string]*jsonField, len(all))
	for _, field := range shape.ByPrecedence(all) {
		sf := field.StructField
		f := &jsonField{name: field.Name, number: n.count, closed: field.Closed, typ: sf.Type}
		if _, explicit := sf.Tag.Lookup("json"); bound {
			f.hidden = isFile(sf.Type) || !explicit && isParameter(sf)
			f.embeds = holdsParameters(sf)
		}
		f.node = jsonNodeOf(f.typ, bound && f.embeds, open)
		n.hides = n.hides || f.hidden || f.node.hides
		if field.Rest {
			n.rest = f
			continue
		}
		n.count++
		if field.Quoted {
			f.quoted = quotedField(field)
		}
		n.fields[f.name] = f
		folded := string(appendFolded(nil, []byte(f.name)))
		if _, ok := n.folded[folded]; !ok && !field.Exact {
			n.folded[folded] = f
		}
	}
}

// hidden appends the hashes of the names that are hidden in n.
func (n *jsonNode) hidden(hashes []uint32) []uint32 {
	if n.hides {
		for _, f := range n.fields {
			if f.hidden {
				hashes = append(hashes, hashFolded(appendFolded(nil, []byte(f.name))))
			}
			hashes = f.node.hidden(hashes)
		}
	}
	return hashes
}

// decodesItself reports whether encoding/json leaves the decoding to the type.
func decodesItself(t reflect.Type) bool {
	return implements(t, jsonUnmarshaler) || implements(t, textUnmarshaler) || decodesFrom(t)
}

// decodesFrom reports whether a type is an UnmarshalerFrom of encoding/json/v2. Not
// every release of Go has that package.
func decodesFrom(t reflect.Type) bool {
	if t.Kind() == reflect.Interface {
		return false
	}
	method, ok := reflect.PointerTo(t).MethodByName("UnmarshalJSONFrom")
	return ok && method.Type.NumIn() == 2 && method.Type.In(1).String() == "*jsontext.Decoder"
}

// isKey reports whether the names of members can be keys of a type. Some releases of
// Go take more for keys.
func isKey(t reflect.Type) bool {
	return t.Kind() == reflect.String || isInteger(t.Kind()) || implements(t, textUnmarshaler)
}

// quotedField returns a struct that has the field alone, which has the option
// "string", or nil for a type to which that does nothing.
func quotedField(field shape.Field) reflect.Type {
	t := field.Type
	if t.Name() == "" && t.Kind() == reflect.Pointer {
		t = t.Elem()
	}
	switch kind := t.Kind(); {
	case kind == reflect.Bool, kind == reflect.String, isInteger(kind), isFloat(kind):
		return reflect.StructOf([]reflect.StructField{{Name: field.StructField.Name, Type: field.Type, Tag: field.Tag}})
	}
	return nil
}
