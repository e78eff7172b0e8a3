package validation

import (
	"net/http"
	"net/url"
	"reflect"
	"slices"
	"strconv"
	"strings"

	"github.com/seed-86b940f4/demur/apierror"
	"github.com/seed-86b940f4/demur/internal/pointer"
	"github.com/seed-86b940f4/demur/internal/shape"
)

// medium is how the body of a request is written, and so how its parts are named.
type medium int8

const (
	inJSON medium = iota
	inXML
	inForm
)

// reader names the parts of a value as a client knows them.
type reader struct {
	walker

	root   reflect.Value
	medium medium
	r      *http.Request // nil if it is not known
	query  url.Values    // of r, once it is needed
	either bool          // a field could be from the body or not, and r is not known

	places strings.Builder // holds the places of all fields, one behind the other
	buf    []byte          // for a step of one
}

// newReader returns the reader of a value. An invalid one stands for a value that
// is not known.
func (v *Validator) newReader(root reflect.Value, m medium, r *http.Request) *reader {
	rd := &reader{walker: walker{v: v, left: walkLimit}, root: root, medium: m, r: r}
	rd.begin(root)
	return rd
}

// place sets where way leads to.
func (rd *reader) place(way []step, to *apierror.FieldError) {
	if p, ok := rd.paramOf(way); ok { // before the body, which cannot have filled it
		to.In, to.Name = p.In.String(), p.Name
		return
	}
	switch rd.medium {
	case inJSON:
		to.Pointer = rd.pointer(way)
	case inXML:
		to.XPath = rd.xpath(way)
	case inForm:
		to.In, to.Name = shape.Form.String(), formName(way)
	}
}

// paramOf returns the parameter that a value on the way came from, if any.
func (rd *reader) paramOf(way []step) (shape.Param, bool) {
	for _, s := range way {
		if s.kind != toField || len(s.field.Params) == 0 {
			continue
		}
		if p, ok := rd.source(s.field.Field); ok {
			return p, true
		}
	}
	return shape.Param{}, false
}

// source returns the parameter that fills a field with parameters. A body may do
// so as well if a tag says so. Then the request decides, and where it is not known
// only the path is sure to have a value.
func (rd *reader) source(f *shape.Field) (shape.Param, bool) {
	if f.Params[0].In == shape.Path {
		return f.Params[0], true
	}
	if rd.r == nil {
		rd.either = rd.either || f.Body || len(f.Params) > 1
		return f.Params[0], !f.Body
	}
	for _, p := range f.Params {
		if rd.sent(p) {
			return p, true
		}
	}
	// -1 stands for a body of unknown length. Middleware may have read and replaced the
	// body, but leaves the header.
	hasBody := rd.r.ContentLength != 0 || rd.r.Header.Get("Content-Type") != ""
	return f.Params[0], !f.Body || !hasBody
}

// sent reports whether the request has the parameter.
func (rd *reader) sent(p shape.Param) bool {
	switch p.In {
	case shape.Query:
		if rd.query == nil && rd.r.URL != nil {
			rd.query = rd.r.URL.Query()
		}
		return rd.query.Has(p.Name)
	case shape.Header:
		return len(rd.r.Header.Values(p.Name)) > 0
	}
	_, err := rd.r.Cookie(p.Name)
	return err == nil
}

// inliner follows a way through structs that are embedded, whose fields an encoder
// takes for those of the struct around them.
type inliner struct {
	outer *shape.Struct
	index []int // of the field, from there on
}

// field notes a step into a field. It reports whether the encoder fills it at all, or
// what is in it.
func (in *inliner) field(s step, xml bool) bool {
	inline, shown := s.field.JSON.Inline, s.field.JSON.Shown
	if xml {
		inline, shown = s.field.XML.Kind == shape.InlineXML, s.field.XML.Shown
	}
	if in.outer == nil {
		if !inline {
			return shown
		}
		in.outer = s.field.owner.shape
	}
	in.index = slices.Concat(in.index, s.field.Index)
	if inline {
		return true
	}
	all := in.outer.JSON
	if xml {
		all = in.outer.XML
	}
	filled := shape.Has(all, in.index)
	*in = inliner{}
	return filled
}

// longestKey is how much of a key, which the client has chosen, is sent back.
const longestKey = 500

// pointer returns a JSON Pointer as a URI fragment. It ends at what holds the value
// if clients know no name for the value itself.
func (rd *reader) pointer(way []step) string {
	start := rd.places.Len()
	rd.places.WriteByte('#')
	var in inliner
steps:
	for _, s := range way {
		switch s.kind {
		case toField:
			if !in.field(s, false) {
				break steps
			}
			if path := s.field.JSON.Path; path != "" {
				rd.places.WriteString(path[1:])
			}
		case toIndex:
			rd.buf = strconv.AppendInt(append(rd.buf[:0], '/'), int64(s.index), 10)
			rd.places.Write(rd.buf)
		case toKey:
			key := shape.MemberName(s.key)
			if len(key) > longestKey {
				break steps
			}
			rd.buf = pointer.Append(rd.buf[:0], key)
			rd.places.Write(rd.buf)
		}
	}
	return rd.places.String()[start:]
}

// formName returns the name of a form's field: those of a form are not nested, so
// the first tag on the way counts.
func formName(way []step) string {
	name := ""
	for _, s := range way {
		if s.kind != toField {
			continue
		}
		if s.field.Form != "" {
			return s.field.Form
		}
		if s.field.JSON.Name != "" {
			name = s.field.JSON.Name
		}
	}
	return name
}
