package bind

import (
	"reflect"
	"slices"
	"strings"
	"unicode"
)

// shape is how a type of values looks to a reader of JSON.
type shape int8

const (
	scalar     shape = iota // only decoding it tells whether a value fits; so for types that decode themselves
	object                  // a struct
	dict                    // a map
	list                    // a slice or array
	anything                // any
	impossible              // nothing can be decoded into it
)

// jsonNode is a type as encoding/json sees it. It is not changed once it is built.
type jsonNode struct {
	typ    reflect.Type
	shape  shape
	fields map[string]*jsonField // of an object, by name
	folded map[string]*jsonField // the same, by the folded name
	count  int                   // of fields
	elem   *jsonNode             // of a dict or list
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

	depth  int
	tagged bool
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
		n.shape = scalar
	case kind == reflect.Struct:
		n.shape = object
		n.addFields(bound, open)
	case kind == reflect.Map:
		n.shape, n.elem = dict, jsonNodeOf(t.Elem(), false, open)
	case kind == reflect.Slice && t.Elem().Kind() == reflect.Uint8 && !decodesItself(t.Elem()):
		n.shape = scalar // base64
	case kind == reflect.Slice, kind == reflect.Array:
		n.shape, n.elem = list, jsonNodeOf(t.Elem(), false, open)
	case kind == reflect.Interface && t.NumMethod() == 0:
		n.shape = anything
	case kind == reflect.Bool, kind == reflect.String, isInteger(kind), isFloat(kind):
		n.shape = scalar
	default:
		n.shape = impossible
	}
	return n
}

func (n *jsonNode) addFields(bound bool, open map[reflect.Type]*jsonNode) {
	all := jsonFieldsOf(n.typ, bound)
	n.fields, n.folded = make(map[string]*jsonField, len(all)), make(map[string]*jsonField, len(all))
	for _, f := range all { // in the order of encoding/json, which takes the first that folds so
		f.number = n.count
		n.count++
		f.node = jsonNodeOf(f.typ, bound && f.embeds, open)
		n.fields[f.name] = f
		folded := string(appendFolded(nil, []byte(f.name)))
		if _, ok := n.folded[folded]; !ok {
			n.folded[folded] = f
		}
		n.hides = n.hides || f.hidden || f.node.hides
	}
}

// jsonFieldsOf returns the fields of a struct, promoted ones too, by the rules of
// encoding/json: the least deep of a name counts, of these one with a tag, and
// none if there are several such.
func jsonFieldsOf(t reflect.Type, bound bool) []*jsonField {
	type level struct {
		typ    reflect.Type
		bound  bool
		closed bool
		times  int
		index  []int
	}
	type found struct {
		jsonField
		index []int
	}
	var all []found
	visited := map[reflect.Type]bool{}
	next := []level{{typ: t, bound: bound, times: 1}}
	for depth := 0; len(next) > 0; depth++ {
		current := next
		next = nil
		for _, at := range current {
			if visited[at.typ] {
				continue
			}
			visited[at.typ] = true
			for i := range at.typ.NumField() {
				sf := at.typ.Field(i)
				ft := sf.Type
				if sf.Anonymous && ft.Kind() == reflect.Pointer {
					ft = ft.Elem()
				}
				if !sf.IsExported() && (!sf.Anonymous || ft.Kind() != reflect.Struct) {
					continue
				}
				tag := sf.Tag.Get("json")
				if tag == "-" {
					continue
				}
				name, options, _ := strings.Cut(tag, ",")
				if !isJSONName(name) {
					name = ""
				}
				index := append(slices.Clip(at.index), i)
				if name == "" && sf.Anonymous && ft.Kind() == reflect.Struct {
					if k := slices.IndexFunc(next, func(l level) bool { return l.typ == ft }); k >= 0 {
						next[k].times++
					} else {
						next = append(next, level{ft, at.bound, at.closed || sf.Type != ft && !sf.IsExported(), 1, index})
					}
					continue
				}
				f := jsonField{name: name, tagged: name != "", closed: at.closed, depth: depth, typ: sf.Type}
				if name == "" {
					f.name = sf.Name
				}
				if _, explicit := sf.Tag.Lookup("json"); at.bound {
					f.hidden = isFile(sf.Type) || !explicit && isParameter(sf)
					f.embeds = holdsParameters(sf)
				}
				if slices.Contains(strings.Split(options, ","), "string") {
					f.quoted = quotedField(sf.Type)
				}
				for range min(at.times, 2) {
					all = append(all, found{f, index})
				}
			}
		}
	}
	slices.SortStableFunc(all, func(a, b found) int { return slices.Compare(a.index, b.index) })
	var out []*jsonField
	for i := range all {
		f, wins := &all[i].jsonField, true
		for j := range all {
			other := &all[j].jsonField
			wins = wins && (i == j || other.name != f.name || f.depth < other.depth ||
				f.depth == other.depth && f.tagged && !other.tagged)
		}
		if wins {
			out = append(out, f)
		}
	}
	return out
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
	return implements(t, jsonUnmarshaler) || implements(t, textUnmarshaler)
}

// isJSONName reports whether encoding/json takes a tag for a name.
func isJSONName(s string) bool {
	for _, c := range s {
		if !strings.ContainsRune("!#$%&()*+-./:;<=>?@[]^_{|}~ ", c) && !unicode.IsLetter(c) && !unicode.IsDigit(c) {
			return false
		}
	}
	return s != ""
}

// quotedField returns a struct whose one field F is of type t and has the option
// "string", or nil for a type to which that does nothing.
func quotedField(t reflect.Type) reflect.Type {
	ft := t
	if ft.Name() == "" && ft.Kind() == reflect.Pointer {
		ft = ft.Elem()
	}
	switch kind := ft.Kind(); {
	case kind == reflect.Bool, kind == reflect.String, isInteger(kind), isFloat(kind):
		return reflect.StructOf([]reflect.StructField{{Name: "F", Type: t, Tag: `json:"F,string"`}})
	}
	return nil
}
