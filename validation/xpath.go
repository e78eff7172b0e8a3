package validation

import (
	"encoding/xml"
	"reflect"
	"strconv"
)

// xpath returns an XPath of the value, or of the innermost element around it that
// is sure to be the right one. encoding/xml fills no maps.
func (rd *reader) xpath(way []step) string {
	b := append(rd.buf[:0], '/')
	b = append(b, rd.rootElement()...)
	var in inliner
	repeatable := false // the last step was to an element that there may be more of
steps:
	for _, s := range way {
		switch s.kind {
		case toField:
			name := s.field.xml
			if !in.field(s, name.mode == xmlInline, shownInXML) || name.mode == xmlNone {
				break steps
			}
			b = append(b, name.path...)
			if name.mode == xmlLeaf {
				break steps
			}
			repeatable = name.mode == xmlElement && repeats(s.field.typ)
		case toIndex:
			if !repeatable {
				break steps
			}
			b = append(b, '[')
			b = strconv.AppendInt(b, int64(s.index)+1, 10)
			b = append(b, ']')
			repeatable = false
		case toKey:
			break steps
		}
	}
	rd.buf = b
	return string(b)
}

// repeats reports whether encoding/xml reads a value of the type from many elements.
func repeats(t reflect.Type) bool {
	for t.Kind() == reflect.Pointer {
		t = t.Elem()
	}
	return t.Kind() == reflect.Slice && t.Elem().Kind() != reflect.Uint8
}

// rootElement returns the name of the document's element: that of the type, or
// that which came, or "*" since any would have done.
func (rd *reader) rootElement() string {
	value, p := rd.top, rd.topPlan
	if p == nil {
		return "*"
	}
	if p.root != "" {
		return p.root
	}
	if value.Kind() == reflect.Struct {
		if name, ok := p.typ.FieldByName("XMLName"); ok && name.Type == reflect.TypeFor[xml.Name]() {
			if field, err := value.FieldByIndexErr(name.Index); err == nil && field.CanInterface() && isNCName(field.Field(1).String()) {
				return field.Field(1).String()
			}
		}
	}
	return "*"
}

// isNCName reports whether a name can stand in an XPath as it is.
func isNCName(name string) bool {
	for i, c := range name {
		letter := 'a' <= c && c <= 'z' || 'A' <= c && c <= 'Z' || c == '_' || c >= 0x80
		if !letter && (i == 0 || c != '-' && c != '.' && (c < '0' || c > '9')) {
			return false
		}
	}
	return name != ""
}
