package shape

import (
	"reflect"
	"slices"
	"strings"
)

// XML is where encoding/xml finds a field. Names have no prefix, since nobody but the
// client knows which it uses for a name space.
type XML struct {
	Kind  XMLKind
	Steps []string // the names of the elements that lead to one; of an attribute its own alone
	Path  string   // the same for XPath: "/items/item", "/@sku", "/text()"; "" if there is no one place
	List  bool     // there may be several such elements
	Shown bool     // no other field hides it in the struct that the shape is of

	space string
}

// XMLKind is what in an element fills a field.
type XMLKind int8

// The kinds.
const (
	NoXML        XMLKind = iota
	InlineXML            // what fills the fields of its struct
	ElementXML           // an element, or as many as there are values
	AttributeXML         // an attribute
	TextXML              // the text
	CommentXML           // comments
	WholeXML             // all as it is written
	AnyElement           // elements that no other field has the name of
	AnyAttribute         // attributes that no other field has the name of
	NameXML              // the name of the element
)

// Name returns the last of the steps.
func (x XML) Name() string {
	if len(x.Steps) == 0 {
		return ""
	}
	return x.Steps[len(x.Steps)-1]
}

func xmlOf(sf reflect.StructField) XML {
	tag := sf.Tag.Get("xml")
	switch {
	case tag == "-", !sf.IsExported() && !sf.Anonymous:
		return XML{}
	case sf.Anonymous && Elem(sf.Type).Kind() == reflect.Struct:
		return XML{Kind: InlineXML}
	}
	space, name, ok := strings.Cut(tag, " ")
	if !ok {
		space, name = "", tag
	}
	name, rest, _ := strings.Cut(name, ",")
	options := strings.Split(rest, ",")
	has := func(option string) bool { return slices.Contains(options, option) }
	if sf.Name == "XMLName" { // whatever its type is
		return XML{Kind: NameXML, Steps: []string{name}, space: space}
	}
	switch { // of options that contradict each other, encoding/xml refuses the whole type
	case has("attr") && has("any"):
		return XML{Kind: AnyAttribute}
	case has("any"):
		return XML{Kind: AnyElement}
	case has("innerxml"):
		return XML{Kind: WholeXML}
	case has("chardata"), has("cdata"):
		return XML{Kind: TextXML, Path: "/text()"}
	case has("comment"):
		return XML{Kind: CommentXML, Path: "/comment()"}
	}
	if name == "" {
		if named := elementOf(sf.Type); named.Name() != "" {
			name, space = named.Name(), named.space
		} else {
			name = sf.Name
		}
	}
	if has("attr") {
		return XML{Kind: AttributeXML, Steps: []string{name}, Path: "/@" + name, space: space}
	}
	if name[0] == '>' {
		name = sf.Name + name
	}
	x := XML{Kind: ElementXML, Steps: strings.Split(name, ">"), space: space}
	x.Path = "/" + strings.Join(x.Steps, "/")
	x.List = isList(Elem(sf.Type))
	return x
}

func isList(t reflect.Type) bool {
	return t.Kind() == reflect.Slice && !IsBytes(t) && !DecodesText(t) && !DecodesXML(t)
}

// elementOf returns the name that a struct gives the elements of its type. Of a list of
// structs, encoding/xml does not ask that.
func elementOf(t reflect.Type) XML {
	if t = Behind(t); t.Kind() == reflect.Struct {
		for i := range t.NumField() {
			if sf := t.Field(i); sf.Name == "XMLName" {
				return xmlOf(sf)
			}
		}
	}
	return XML{}
}

// rootOf returns what a document for the type must begin with: the name that its own
// XMLName gives, or else the first of what it embeds. named says that there is one of
// these, even if it takes any name.
func rootOf(t reflect.Type, around []reflect.Type) (name string, named bool) {
	if slices.Contains(around, t) {
		return "", false
	}
	around = append(around, t)
	for i := range t.NumField() {
		sf := t.Field(i)
		switch x := xmlOf(sf); x.Kind {
		case NameXML:
			return x.Name(), true
		case InlineXML:
			if !named {
				name, named = rootOf(Elem(sf.Type), around)
			}
		}
	}
	return name, named
}

// xmlFields returns the fields that encoding/xml fills: of those at the same place the
// least deep. If there are several such, it refuses the type. What hides another is
// decided from the inside out: what an embedded struct has hidden stays so, even if what
// hides it is hidden itself. Of the fields that take all of a kind, such as the text, the
// first does.
func xmlFields(own []Field, t reflect.Type) []*Field {
	all := promoted(own, []reflect.Type{t}, func(all []*Field, f *Field) []*Field {
		same := func(other *Field) bool { return f.SamePlace(*other) }
		if f.XML.Kind == NoXML || f.XML.Kind == NameXML || slices.ContainsFunc(all, func(other *Field) bool { return len(other.Index) <= len(f.Index) && same(other) }) {
			return all
		}
		return append(slices.DeleteFunc(all, same), f)
	})
	var met [NameXML]bool
	return slices.DeleteFunc(all, func(f *Field) bool {
		again := f.XML.Kind > AttributeXML && met[f.XML.Kind]
		met[f.XML.Kind], f.XML.Shown = true, !again
		return again
	})
}

// promoted returns the fields of a struct and of those that are inline in it, in their
// order, as add takes them. own are the fields of the last of types, which is embedded in
// the one before it. Where a type is embedded in itself that ends: its own fields hide
// those deeper down.
func promoted(own []Field, types []reflect.Type, add func(all []*Field, f *Field) []*Field) (all []*Field) {
	for i := range own {
		f := &own[i]
		inner := Elem(f.Type)
		switch {
		case f.XML.Kind != InlineXML:
			all = add(all, f)
		case !slices.Contains(types, inner):
			for _, g := range promoted(declared(inner), append(types, inner), add) {
				g.Index, g.Closed = slices.Concat(f.Index, g.Index), g.Closed || f.closes()
				all = add(all, g)
			}
		}
	}
	return all
}

// SamePlace reports whether encoding/xml cannot tell where two fields are: one of the
// ways to them begins with the other, and ends at an element that would have to be
// read twice.
func (f *Field) SamePlace(other Field) bool {
	a, b := f.XML, other.XML
	switch {
	case a.Kind != b.Kind, a.Kind <= InlineXML, a.Kind == NameXML, a.space != "" && b.space != "" && a.space != b.space:
		return false
	case a.Kind > AttributeXML:
		return f.Name == other.Name
	}
	n := min(len(a.Steps), len(b.Steps))
	return slices.Equal(a.Steps[:n], b.Steps[:n]) && (len(a.Steps) != len(b.Steps) || a.space == b.space)
}
