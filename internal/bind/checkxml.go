package bind

import (
	"fmt"
	"reflect"
	"slices"

	"github.com/seed-86b940f4/demur/internal/shape"
)

// xmlOf looks for the tags of t, and of what it holds, that encoding/xml does not
// obey. A type without such tags was not made for XML: there is no mistake in it.
func (c *fieldCheck) xmlOf(t reflect.Type) {
	if t.Kind() == reflect.Struct || shape.DecodesXML(t) {
		c.xml(t, c.root, map[reflect.Type]bool{})
	}
}

func (c *fieldCheck) xml(t reflect.Type, at string, seen map[reflect.Type]bool) {
	t = shape.Behind(t)
	for t.Kind() == reflect.Slice && t.Elem() != t {
		t = shape.Behind(t.Elem())
	}
	if t.Kind() != reflect.Struct || seen[t] || shape.DecodesXML(t) || shape.DecodesText(t) {
		return
	}
	seen[t] = true
	before := len(c.mistakes)
	tagged := c.xmlFields(t, at, seen) // first each field by itself: encoding/xml names but one mistake of a type
	if tagged && len(c.mistakes) == before {
		c.xmlConflicts(t, at)
	}
}

// xmlFields looks at each field by itself. It reports whether one has a tag.
func (c *fieldCheck) xmlFields(t reflect.Type, above string, seen map[reflect.Type]bool) (tagged bool) {
	for _, f := range shape.Of(t).Fields {
		at := above + "." + f.Name
		tag, ok := f.Tag.Lookup("xml")
		switch inner := shape.Elem(f.Type); {
		case tag == "-":
		case f.XML.Kind == shape.InlineXML: // its tag does nothing
			if !seen[inner] {
				seen[inner] = true
				tags := c.xmlFields(inner, at, seen)
				if tagged = tagged || tags; tags && inner != f.Type && !f.IsExported() {
					c.mistakes = append(c.mistakes, fmt.Errorf("demur: %s: XML cannot fill it, since it is a pointer to a type that is not exported", at))
				}
			}
		case !f.IsExported():
			if tag != "" && f.Name != "_" {
				c.mistake(at, "xml", tag, notExported)
			}
		default: // a map without a tag is no mistake: the type may be for JSON alone
			tagged = tagged || ok
			if ok {
				if err := f.XMLFault(); err != nil {
					c.mistake(at, "xml", tag, err.Error())
					continue
				}
			}
			c.xml(f.Type, at, seen)
		}
	}
	return tagged
}

// xmlConflicts looks for tags that are right by themselves, but not together.
func (c *fieldCheck) xmlConflicts(t reflect.Type, at string) {
	whole := shape.XMLFault(t)
	if whole == nil {
		return
	}
	before := len(c.mistakes)
	fields := shape.Of(t).Fields
	for i := range fields {
		f := &fields[i]
		if k := slices.IndexFunc(fields[:i], f.SamePlace); k >= 0 {
			c.mistake(at+"."+f.Name, "xml", f.Tag.Get("xml"), fmt.Sprintf("it cannot be told apart from the field %s with the tag xml:%q", fields[k].Name, fields[k].Tag.Get("xml")))
		}
	}
	if len(c.mistakes) == before { // with a field of a struct that is embedded
		c.mistakes = append(c.mistakes, fmt.Errorf("demur: %s: XML cannot fill it: %w", at, whole))
	}
}
