package bind

import (
	"reflect"

	"github.com/seed-86b940f4/demur/internal/shape"
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

// ignored is the type of elements that fill nothing.
var ignored = &xmlNode{opaque: true}

// xmlChild is an element that a struct has.
type xmlChild struct {
	node   *xmlNode
	number int  // among those of its parent
	list   bool // it can be there more than once
	hidden bool // not for the body to set
	embeds bool
}

// fills reports whether there is anything for a body to fill. If not, none is asked for.
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
	verbatim   bool                      // a field, or a type that decodes itself, may ask for the bytes of the document
}

// node returns the node of t. bound says that parameters of the request are put
// into its fields.
func (x *xmlTypes) node(t reflect.Type, bound bool) *xmlNode {
	t = shape.Behind(t)
	if n, ok := x.open[t]; ok && !bound {
		return n
	}
	n := &xmlNode{typ: t}
	if !bound {
		x.open[t] = n
	}
	switch kind := t.Kind(); {
	case shape.DecodesXML(t):
		n.opaque, x.verbatim = true, true
	case shape.DecodesText(t), kind == reflect.Bool, kind == reflect.String, isInteger(kind), isFloat(kind), shape.IsBytes(t):
	case kind == reflect.Struct:
		x.addFields(n, bound)
	default: // an interface may hold anything
		n.opaque, x.verbatim = true, true
	}
	return n
}

func (x *xmlTypes) addFields(n *xmlNode, bound bool) {
	known := shape.Of(n.typ)
	n.root, n.children, n.attrs = known.Root, map[string]*xmlChild{}, map[string]reflect.Type{}
	x.impossible = x.impossible || shape.XMLFault(n.typ) != nil
	for _, f := range known.XML {
		x.impossible = x.impossible || f.Closed // encoding/xml would panic on it
		switch f.XML.Kind {
		case shape.ElementXML:
			x.addChild(n, f, bound)
			continue
		case shape.AttributeXML:
			if name := f.XML.Name(); n.attrs[name] == nil { // there may be several, of different name spaces
				n.attrs[name] = f.Type
			}
		case shape.AnyAttribute:
			n.anyAttr = true
		case shape.AnyElement: // whose type may ask for the bytes
			n.anyChild, x.verbatim = true, true
		case shape.WholeXML:
			n.anyChild, n.anyAttr, x.verbatim = true, true, true
			fallthrough
		default: // text, which there is in every element
			x.impossible = x.impossible || f.IsExported() && f.XMLFault() != nil
		}
		x.impossible = x.impossible || !f.IsExported()
	}
}

func (x *xmlTypes) addChild(n *xmlNode, f *shape.Field, bound bool) {
	// A field of a type that is embedded and not exported cannot be set, but
	// encoding/xml tries to, and panics.
	c := &xmlChild{list: f.XML.List, hidden: !f.IsExported() || bound && f.NotForBody("xml"), embeds: bound && f.Holds}
	t := f.Type
	if c.list {
		t = shape.Elem(t).Elem()
	}
	c.node = x.node(t, c.embeds)
	// The steps of a path are elements too, which any number of fields can share.
	at := n
	for _, step := range f.XML.Steps[:len(f.XML.Steps)-1] {
		next, ok := at.children[step]
		if !ok {
			next = &xmlChild{number: len(at.children), list: true, node: &xmlNode{children: map[string]*xmlChild{}}}
			at.children[step] = next
		}
		if at = next.node; at.typ != nil {
			return // of another name space
		}
	}
	if name := f.XML.Name(); at.children[name] == nil {
		c.number = len(at.children)
		at.children[name] = c
	}
}
