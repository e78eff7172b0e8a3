package bind

import (
	"encoding/xml"
	"errors"
	"fmt"
	"reflect"
	"strconv"
	"strings"
)

// Which tags encoding/xml understands, and what it can fill, is asked of itself:
// with tiny documents for types of one field each.

// xmlOf looks for the tags of t, and of what it holds, that encoding/xml does not
// obey. A type without such tags was not made for XML: there is no mistake in it.
func (c *fieldCheck) xmlOf(t reflect.Type) {
	if t.Kind() == reflect.Struct || implements(t, xmlUnmarshaler) {
		c.xml(t, c.root, map[reflect.Type]bool{})
	}
}

func (c *fieldCheck) xml(t reflect.Type, at string, seen map[reflect.Type]bool) {
	t = behind(t)
	for t.Kind() == reflect.Slice && t.Elem() != t {
		t = behind(t.Elem())
	}
	if t.Kind() != reflect.Struct || seen[t] || implements(t, xmlUnmarshaler) || implements(t, textUnmarshaler) {
		return
	}
	seen[t] = true
	before := len(c.mistakes)
	tagged := c.xmlFields(t, at, seen)
	if tagged && len(c.mistakes) == before {
		c.xmlConflicts(t, at)
	}
}

// xmlFields looks at each field by itself. It reports whether one has a tag.
func (c *fieldCheck) xmlFields(t reflect.Type, above string, seen map[reflect.Type]bool) (tagged bool) {
	for i := range t.NumField() {
		sf := t.Field(i)
		at := above + "." + sf.Name
		tag, ok := sf.Tag.Lookup("xml")
		switch {
		case tag == "-":
		case !sf.IsExported() && !sf.Anonymous:
			if tag != "" && sf.Name != "_" {
				c.mistake(at, "xml", tag, notExported)
			}
		case sf.Anonymous && elemOf(sf.Type).Kind() == reflect.Struct: // its tag does nothing
			inner := elemOf(sf.Type)
			if !seen[inner] {
				seen[inner] = true
				tags := c.xmlFields(inner, at, seen)
				if tagged = tagged || tags; tags && inner != sf.Type && !sf.IsExported() {
					c.mistakes = append(c.mistakes, fmt.Errorf("demur: %s: XML cannot fill it, since it is a pointer to a type that is not exported", at))
				}
			}
		default:
			tagged = tagged || ok
			if ok {
				if err := tryXMLField(sf); err != nil {
					c.mistake(at, "xml", tag, err.Error())
					continue
				}
			}
			c.xml(sf.Type, at, seen)
		}
	}
	return tagged
}

// xmlConflicts looks for tags that are right by themselves, but not together.
func (c *fieldCheck) xmlConflicts(t reflect.Type, at string) {
	whole := decodesXML(t)
	if whole == nil {
		return
	}
	found := false
	var fields []reflect.StructField
	for i := range t.NumField() {
		sf := t.Field(i)
		if sf.Anonymous || !sf.IsExported() || sf.Tag.Get("xml") == "-" {
			continue
		}
		fields = append(fields, reflect.StructField{Name: sf.Name, Type: reflect.TypeFor[string](), Tag: sf.Tag})
		if err := decodesXML(reflect.StructOf(fields)); err != nil {
			reason := "it cannot be told apart from another field"
			if conflict, ok := errors.AsType[*xml.TagPathError](err); ok {
				reason = fmt.Sprintf("it cannot be told apart from the field %s with the tag xml:%q", conflict.Field1, conflict.Tag1)
			}
			c.mistake(at+"."+sf.Name, "xml", sf.Tag.Get("xml"), reason)
			fields, found = fields[:len(fields)-1], true
		}
	}
	if !found { // with a field of a struct that is embedded
		c.mistakes = append(c.mistakes, fmt.Errorf("demur: %s: XML cannot fill it: %w", at, whole))
	}
}

// decodesXML asks encoding/xml whether it understands the tags of a struct. It
// looks at them when it meets the start of an element. The end of this one does
// not come, so that nothing is decoded.
func decodesXML(t reflect.Type) error {
	err := unmarshalXML(t, "<a>")
	if _, ok := errors.AsType[*xml.SyntaxError](err); ok {
		return nil
	}
	if _, ok := errors.AsType[xml.UnmarshalError](err); ok {
		return nil // the root must have another name
	}
	return err
}

// tryXMLField asks encoding/xml whether it understands the tag of a field, and
// whether a value of its type can come from where the tag says.
func tryXMLField(sf reflect.StructField) error {
	one := func(t reflect.Type, tag string) reflect.Type {
		return reflect.StructOf([]reflect.StructField{{Name: sf.Name, Type: t, Tag: reflect.StructTag("xml:" + strconv.Quote(tag))}})
	}
	tag := sf.Tag.Get("xml")
	if err := decodesXML(one(reflect.TypeFor[string](), tag)); err != nil {
		return errors.New("encoding/xml does not understand it")
	}
	if sf.Name == "XMLName" {
		return nil
	}
	if _, name, ok := strings.Cut(tag, " "); ok { // behind the name space
		tag = name
	}
	t := behind(sf.Type)
	if t.Kind() == reflect.Slice && !isBytes(t) && !implements(t, textUnmarshaler) && !implements(t, xmlUnmarshaler) {
		t = behind(t.Elem())
	}
	itself := implements(t, textUnmarshaler) || implements(t, xmlUnmarshaler) || implements(t, xmlAttrUnmarshaler)
	err := unmarshalXML(one(sf.Type, tag), sampleXML(sf.Name, tag))
	_, panicked := errors.AsType[xmlPanic](err)
	switch {
	case err == nil, itself && !panicked: // what the type says of an empty value is no mistake
		return nil
	case t.Kind() == reflect.Struct && !panicked && kindOfXML(tag) == xmlElement:
		return nil // its own fields tell
	}
	return errors.New("XML has nothing there for a " + nameOf(sf.Type))
}

// sampleXML returns a document with an empty value for a field with that tag.
func sampleXML(field, tag string) string {
	name, _, _ := strings.Cut(tag, ",")
	if name == "" {
		name = field
	}
	switch kindOfXML(tag) {
	case xmlAttribute:
		return "<a " + name + `=""/>`
	case xmlText:
		return "<a><!----></a>"
	}
	steps := strings.Split(name, ">")
	if steps[0] == "" {
		steps[0] = field
	}
	var b strings.Builder
	b.WriteString("<a>")
	for _, step := range steps {
		b.WriteString("<" + step + ">")
	}
	for i := range steps {
		b.WriteString("</" + steps[len(steps)-1-i] + ">")
	}
	return b.String() + "</a>"
}

// xmlKind is where in an element the value of a field stands.
type xmlKind int8

const (
	xmlElement xmlKind = iota
	xmlAttribute
	xmlText // chardata, cdata, comment, innerxml
)

func kindOfXML(tag string) (kind xmlKind) {
	_, rest, _ := strings.Cut(tag, ",")
	for option := range strings.SplitSeq(rest, ",") {
		switch option {
		case "attr":
			return xmlAttribute
		case "chardata", "cdata", "comment", "innerxml":
			return xmlText
		}
	}
	return xmlElement
}

// xmlPanic is a panic of encoding/xml.
type xmlPanic struct{ cause any }

func (p xmlPanic) Error() string { return fmt.Sprintf("encoding/xml panics: %v", p.cause) }

// unmarshalXML decodes a document into a new value of type t.
func unmarshalXML(t reflect.Type, document string) (err error) {
	defer func() {
		if cause := recover(); cause != nil {
			err = xmlPanic{cause}
		}
	}()
	return xml.Unmarshal([]byte(document), reflect.New(t).Interface())
}
