package validation

import (
	"encoding/xml"
	"reflect"
	"slices"
	"strings"
)

// xmlName is where encoding/xml finds a field.
type xmlName struct {
	path string // "/items/item", "/@sku" or "/text()"; "" if there is no one place
	name string // the last name of it
	mode xmlMode
}

type xmlMode int8

const (
	xmlNone    xmlMode = iota // no XML fills it, or the content of what is around it does
	xmlInline                 // embedded: its fields are those of the struct around it
	xmlElement                // an element, or as many as there are values
	xmlLeaf                   // an attribute, text or a comment
)

// newXMLName reads the tag of a field. Names have no prefix, since nobody but the
// client knows which it uses for a namespace.
func newXMLName(sf reflect.StructField) xmlName {
	inner := embedded(sf)
	tag := sf.Tag.Get("xml")
	switch {
	case tag == "-", !sf.IsExported() && !sf.Anonymous, sf.Name == "XMLName":
		return xmlName{}
	case inner != nil:
		return xmlName{mode: xmlInline}
	case !sf.IsExported():
		return xmlName{}
	}
	if _, local, ok := strings.Cut(tag, " "); ok {
		tag = local
	}
	tag, flags, _ := strings.Cut(tag, ",")
	mode := ""
	for flag := range strings.SplitSeq(flags, ",") {
		if flag != "omitempty" {
			mode += flag
		}
	}
	name := tag
	if name == "" {
		if name = elementName(sf.Type); name == "" {
			name = sf.Name
		}
	}
	switch mode {
	case "":
		if strings.HasPrefix(name, ">") {
			name = sf.Name + name
		}
		steps := strings.Split(name, ">")
		return xmlName{"/" + strings.Join(steps, "/"), steps[len(steps)-1], xmlElement}
	case "attr":
		return xmlName{"/@" + name, name, xmlLeaf}
	case "chardata", "cdata":
		return xmlName{"/text()", "", xmlLeaf}
	case "comment":
		return xmlName{"/comment()", "", xmlLeaf}
	}
	return xmlName{} // any, innerxml: it may be anything
}

// elementName returns the name that the XMLName field of a struct gives it, "" for
// none.
func elementName(t reflect.Type) string {
	for t.Kind() == reflect.Pointer {
		t = t.Elem()
	}
	if t.Kind() != reflect.Struct {
		return ""
	}
	for i := range t.NumField() {
		if sf := t.Field(i); sf.Name == "XMLName" {
			return localName(sf)
		}
	}
	return ""
}

// rootName is elementName for a document, where that of an embedded struct counts.
func rootName(t reflect.Type) string {
	sf, ok := t.FieldByName("XMLName")
	if !ok || sf.Type != reflect.TypeFor[xml.Name]() {
		return ""
	}
	return localName(sf)
}

func localName(sf reflect.StructField) string {
	name := tagName(sf.Tag.Get("xml"))
	if _, local, ok := strings.Cut(name, " "); ok {
		return local
	}
	return name
}

// xmlCandidates appends the fields that an XML element may fill in a struct.
func xmlCandidates(t reflect.Type, path string, around []reflect.Type, all []candidate) []candidate {
	if slices.Contains(around, t) {
		return append(all, candidate{path: path})
	}
	around = append(slices.Clip(around), t)
	for i := range t.NumField() {
		sf := t.Field(i)
		switch name := newXMLName(sf); name.mode {
		case xmlInline:
			all = xmlCandidates(embedded(sf), path+sf.Name+".", around, all)
		case xmlElement, xmlLeaf:
			all = append(all, candidate{path: path + sf.Name, name: name.path, depth: len(around)})
		}
	}
	return all
}
