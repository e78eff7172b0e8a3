package validation

import (
	"reflect"
	"strconv"
	"strings"

	"github.com/seed-86b940f4/demur/internal/shape"
)

// nameOf returns what clients call the field that a path in Go leads to, "" if
// they have no name for it. Within a document it is a name after the other.
func (rd *reader) nameOf(p *typeInfo, path string) string {
	var names []string
	for path != "" && p != nil {
		var part string
		part, path, _ = strings.Cut(path, ".")
		part, _, _ = strings.Cut(part, "[")
		sf, ok := p.typ.FieldByName(part)
		if f := p.fields[part]; !ok && f != nil {
			sf, ok = f.StructField, true
		}
		if !ok {
			return ""
		}
		for _, i := range sf.Index { // through embedded structs
			f := &p.shape.Fields[i]
			if len(f.Params) > 0 {
				if from, ok := rd.source(f); ok {
					return from.Name
				}
			}
			name, inline := rd.ownName(f), f.JSON.Inline
			if rd.medium == inXML {
				inline = f.XML.Kind == shape.InlineXML
			}
			switch {
			case name != "" && rd.medium == inForm: // flat
				names = append(names[:0], name)
			case name != "":
				names = append(names, name)
			case !inline:
				return ""
			}
			p = structInfo(f.Type)
		}
	}
	if path != "" {
		return ""
	}
	return strings.Join(names, ".")
}

// ownName returns the name of a field in the medium, without what it is part of.
func (rd *reader) ownName(f *shape.Field) string {
	switch {
	case rd.medium == inXML && f.XML.Path == "":
		return ""
	case rd.medium == inXML:
		return f.XML.Name()
	case rd.medium == inForm && f.Form != "":
		return f.Form
	}
	return f.JSON.Name
}

// ruledAt returns the field whose tag has a rule at the end of way, or nil.
func ruledAt(way []step) *field {
	for i := len(way) - 1; i >= 0; i-- {
		if way[i].kind == toField {
			return way[i].field
		}
	}
	return nil
}

// structInfo returns the type of the struct that values of a type hold, be it as
// elements or behind pointers, or nil.
func structInfo(t reflect.Type) *typeInfo {
	for range 100 {
		switch t.Kind() {
		case reflect.Pointer, reflect.Slice, reflect.Array, reflect.Map:
			t = t.Elem()
		case reflect.Struct:
			return infoOf(t)
		default:
			return nil
		}
	}
	return nil
}

// nameAt returns the name of what a way leads to, for a [Rule].
func (rd *reader) nameAt(way []step) string {
	if p, ok := rd.paramOf(way); ok {
		return p.Name
	}
	name := ""
	for _, s := range way {
		switch s.kind {
		case toField:
			if own := rd.ownName(s.field.Field); own != "" {
				name = own
			}
		case toIndex:
			i := s.index
			if rd.medium == inXML {
				i++ // XPath counts from 1
			}
			name += "[" + strconv.Itoa(i) + "]"
		case toKey:
			key := shape.MemberName(s.key)
			if rd.medium == inXML || len(key) > longestKey {
				return name // where the place ends, too
			}
			name += "[" + key + "]"
		}
	}
	return name
}
