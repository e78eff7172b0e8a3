package bind

import (
	"reflect"
	"slices"
	"strings"
)

// xmlNode is a type of elements as encoding/xml sees it. It is not changed once
// it is built.
type xmlNode struct {
	typ      reflect.Type // nil for an element that is only a step of a path
	root     string       // what the element must be called as the root; "" for anything
	children map[string]*xmlChild
	attrs    map[string]reflect.Type
	anyChild bool
	anyAttr  bool
	opaque   bool // what is in it is read by the type itself, or not at all
}

// xmlChild is an element that a struct has.
type xmlChild struct {
	node   *xmlNode
	list   bool // it can be there more than once
	hidden bool // not for the body to set
	embeds bool
}

// fills reports whether there is anything for a body to fill.
func (n *xmlNode) fills() bool {
	if n.opaque || n.anyChild || n.anyAttr || len(n.attrs) > 0 || n.children == nil {
		return true
	}
	for _, c := range n.children {
		if !c.hidden && (!c.embeds || c.node.fills()) {
			return true
		}
	}
	return false
}

// xmlTypes builds nodes.
type xmlTypes struct {
	open       map[reflect.Type]*xmlNode // those that have been begun, but bound ones
	impossible bool                      // encoding/xml refuses one of the types, or panics
}

// node returns the node of t. bound says that parameters of the request are put
// into its fields.
func (x *xmlTypes) node(t reflect.Type, bound bool) *xmlNode {
	t = behind(t)
	if n, ok := x.open[t]; ok && !bound {
		return n
	}
	n := &xmlNode{typ: t}
	if !bound {
		x.open[t] = n
	}
	switch kind := t.Kind(); {
	case implements(t, xmlUnmarshaler):
		n.opaque = true
	case implements(t, textUnmarshaler), kind == reflect.Bool, kind == reflect.String, isInteger(kind), isFloat(kind), isBytes(t):
	case kind == reflect.Struct:
		n.children, n.attrs = map[string]*xmlChild{}, map[string]reflect.Type{}
		x.addFields(n, t, bound, map[reflect.Type]bool{})
		x.impossible = x.impossible || decodesXML(t) != nil
	default:
		n.opaque = true
	}
	return n
}

func isBytes(t reflect.Type) bool {
	return t.Kind() == reflect.Slice && t.Elem().Kind() == reflect.Uint8
}

// addFields adds the fields of t, then those of what it embeds, which count less.
func (x *xmlTypes) addFields(n *xmlNode, t reflect.Type, bound bool, embedded map[reflect.Type]bool) {
	if embedded[t] {
		return
	}
	embedded[t] = true
	var inner []reflect.Type
	for i := range t.NumField() {
		sf := t.Field(i)
		tag := sf.Tag.Get("xml")
		if tag == "-" || !sf.IsExported() && !sf.Anonymous {
			continue
		}
		if ft := elemOf(sf.Type); sf.Anonymous && ft.Kind() == reflect.Struct {
			inner = append(inner, ft)
			x.impossible = x.impossible || sf.Type != ft && !sf.IsExported() // it cannot be set
			continue
		}
		x.addField(n, sf, tag, bound)
	}
	for _, t := range inner {
		x.addFields(n, t, bound, embedded)
	}
}

func elemOf(t reflect.Type) reflect.Type {
	if t.Kind() == reflect.Pointer {
		return t.Elem()
	}
	return t
}

func (x *xmlTypes) addField(n *xmlNode, sf reflect.StructField, tag string, bound bool) {
	if _, name, ok := strings.Cut(tag, " "); ok { // behind the name space
		tag = name
	}
	name, rest, _ := strings.Cut(tag, ",")
	options := strings.Split(rest, ",")
	switch has := func(option string) bool { return slices.Contains(options, option) }; {
	case sf.Name == "XMLName":
		if n.root == "" {
			n.root = name
		}
	case has("attr") && has("any"):
		n.anyAttr = true
	case has("attr"):
		if name == "" {
			name = sf.Name
		}
		if _, ok := n.attrs[name]; !ok {
			n.attrs[name] = sf.Type
		}
	case has("any"):
		n.anyChild = true
	case has("innerxml"), has("chardata"), has("cdata"), has("comment"):
		if has("innerxml") {
			n.anyChild, n.anyAttr = true, true
		}
		x.impossible = x.impossible || tryXMLField(sf) != nil // for every document
	default:
		x.addChild(n, sf, name, bound)
	}
}

func (x *xmlTypes) addChild(n *xmlNode, sf reflect.StructField, name string, bound bool) {
	c := new(xmlChild)
	t := sf.Type
	if elem := elemOf(t); elem.Kind() == reflect.Slice && !isBytes(elem) && !implements(elem, textUnmarshaler) && !implements(elem, xmlUnmarshaler) {
		t, c.list = elem.Elem(), true
	}
	if _, explicit := sf.Tag.Lookup("xml"); bound {
		c.hidden = isFile(sf.Type) || !explicit && isParameter(sf)
		c.embeds = holdsParameters(sf)
	}
	c.node = x.node(t, c.embeds)
	if name == "" {
		if name = c.node.root; name == "" {
			name = sf.Name
		}
	}
	steps := strings.Split(name, ">")
	if steps[0] == "" {
		steps[0] = sf.Name
	}
	at := n
	for _, step := range steps[:len(steps)-1] {
		next, ok := at.children[step]
		if !ok {
			next = &xmlChild{list: true, node: &xmlNode{children: map[string]*xmlChild{}}}
			at.children[step] = next
		}
		if at = next.node; at.children == nil {
			return // the type contradicts itself; encoding/xml says so
		}
	}
	if last := steps[len(steps)-1]; at.children[last] == nil {
		at.children[last] = c
	}
}
