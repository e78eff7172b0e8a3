package validation

import (
	"encoding/xml"
	"reflect"
	"strconv"

	"github.com/seed-86b940f4/demur/internal/shape"
)

// xpath returns an XPath of the value, or of the innermost element around it that
// is sure to be the right one. encoding/xml fills no maps.
func (rd *reader) xpath(way []step) string {
	start := rd.places.Len()
	rd.places.WriteByte('/')
	rd.places.WriteString(rd.rootElement())
	var in inliner
	repeatable := false // the last step was to an element that there may be more of
steps:
	for _, s := range way {
		switch s.kind {
		case toField:
			x := &s.field.XML
			if !in.field(s, true) || x.Kind != shape.InlineXML && x.Path == "" {
				break steps
			}
			rd.places.WriteString(x.Path)
			if x.Kind != shape.InlineXML && x.Kind != shape.ElementXML {
				break steps // nothing is inside
			}
			repeatable = x.List
		case toIndex:
			if !repeatable { // of a list in a list, encoding/xml reads one element for each
				break steps
			}
			rd.buf = append(strconv.AppendInt(append(rd.buf[:0], '['), int64(s.index)+1, 10), ']')
			rd.places.Write(rd.buf)
			repeatable = false
		case toKey:
			break steps
		}
	}
	return rd.places.String()[start:]
}

// rootElement returns the name of the document's element: that of the type, or
// that which came, or "*" since any would have done.
func (rd *reader) rootElement() string {
	if rd.topInfo == nil || rd.topInfo.shape == nil {
		return "*"
	}
	if root := rd.topInfo.shape.Root; root != "" {
		return root
	}
	if name, ok := rd.topInfo.typ.FieldByName("XMLName"); ok && name.Type == reflect.TypeFor[xml.Name]() {
		if field, err := rd.top.FieldByIndexErr(name.Index); err == nil && field.CanInterface() && isNCName(field.Field(1).String()) {
			return field.Field(1).String()
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
