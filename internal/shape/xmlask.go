package shape

import (
	"encoding/xml"
	"errors"
	"fmt"
	"reflect"
	"slices"
	"strconv"
	"strings"
)

// Which tags encoding/xml understands, and what it can fill, is asked of itself: with
// tiny documents for types of one field each.

// XMLFault asks encoding/xml whether it understands the tags of a struct. It looks at
// them when it meets the start of an element. The end of this one does not come, so
// that nothing is decoded.
func XMLFault(t reflect.Type) error {
	if isEndless(t, nil) {
		return errors.New("the type embeds itself, or has a pointer to nothing but pointers")
	}
	err := decodeXML(t, "<a>")
	if _, ok := errors.AsType[*xml.SyntaxError](err); ok {
		return nil
	}
	if _, ok := errors.AsType[xml.UnmarshalError](err); ok {
		return nil // the root must have another name
	}
	return err
}

// isEndless reports whether encoding/xml would look for the end of a type until the
// memory is used up, or for ever.
func isEndless(t reflect.Type, around []reflect.Type) bool {
	if slices.Contains(around, t) {
		return true
	}
	around = append(around, t)
	for i := range t.NumField() {
		sf := t.Field(i)
		x := xmlOf(sf)
		if x.Kind == InlineXML && isEndless(Elem(sf.Type), around) || x.Kind != NoXML && Behind(sf.Type).Kind() == reflect.Pointer {
			return true
		}
	}
	return false
}

// XMLFault asks encoding/xml whether it understands the tag of a field, and whether a
// value of its type can come from where the tag says.
func (f *Field) XMLFault() error {
	one := func(t reflect.Type, tag string) reflect.Type {
		return reflect.StructOf([]reflect.StructField{{Name: f.Name, Type: t, Tag: reflect.StructTag("xml:" + strconv.Quote(tag))}})
	}
	tag := f.Tag.Get("xml")
	if XMLFault(one(reflect.TypeFor[string](), tag)) != nil {
		return errors.New("encoding/xml does not understand it")
	}
	t := Behind(f.Type)
	if isList(t) {
		t = Behind(t.Elem())
	}
	itself := DecodesText(t) || DecodesXML(t)
	element := f.XML.Kind == ElementXML || f.XML.Kind == AnyElement
	if t.Kind() == reflect.Pointer {
		return errors.New("it is a pointer to nothing but pointers")
	}
	if named := elementOf(t).Name(); f.XML.List && !itself && named != "" && named != f.XML.Name() {
		return errors.New("the XMLName of its elements says " + strconv.Quote(named)) // of a field that is no list, encoding/xml says so
	}
	if f.XML.Kind == NameXML || element && t.Kind() == reflect.Struct && !itself {
		return nil // the fields of the struct tell
	}
	err := decodeXML(one(f.Type, strings.TrimPrefix(tag, f.XML.space+" ")), f.sample())
	_, panicked := errors.AsType[xmlPanic](err)
	if err == nil || (itself || DecodesAttr(t)) && !panicked { // what a type says of an empty value is no mistake
		return nil
	}
	return errors.New("XML has nothing there for a " + NameOf(f.Type))
}

// sample returns a document with an empty value for the field.
func (f *Field) sample() string {
	switch f.XML.Kind {
	case AttributeXML:
		return "<a " + f.XML.Name() + `=""/>`
	case AnyAttribute:
		return "<a " + f.Name + `=""/>`
	case TextXML, CommentXML, WholeXML:
		return "<a><!----></a>"
	}
	steps := f.XML.Steps
	if steps == nil { // AnyElement
		steps = []string{f.Name}
	}
	document := ""
	for _, step := range slices.Backward(steps) {
		document = "<" + step + ">" + document + "</" + step + ">"
	}
	return "<a>" + document + "</a>"
}

// xmlPanic is a panic of encoding/xml.
type xmlPanic struct{ cause any }

func (p xmlPanic) Error() string { return fmt.Sprintf("encoding/xml panics: %v", p.cause) }

// decodeXML decodes a document into a new value of type t.
func decodeXML(t reflect.Type, document string) (err error) {
	defer func() {
		if cause := recover(); cause != nil {
			err = xmlPanic{cause}
		}
	}()
	return xml.Unmarshal([]byte(document), reflect.New(t).Interface())
}
