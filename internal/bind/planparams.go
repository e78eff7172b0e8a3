package bind

import (
	"errors"
	"fmt"
	"net/http"
	"reflect"
	"slices"

	"github.com/seed-86b940f4/demur/internal/header"
	"github.com/seed-86b940f4/demur/internal/shape"
)

// paramsOf adds the parameters of a type to its plan.
type paramsOf struct {
	*plan
	open     map[reflect.Type]bool // the structs around the field
	mistakes []error
	endless  bool // a type embeds itself
}

// addFields adds the fields of t that parameters are put into. above is where t
// is, index the way to it. dual says that a body may have set all of the fields.
func (b *paramsOf) addFields(t reflect.Type, above string, index []int, dual bool) {
	if b.open[t] { // there is no end of names to fill, and of structs to make
		b.endless = true
		b.mistakes = append(b.mistakes, fmt.Errorf("demur: %s: the type embeds itself", above))
		return
	}
	b.open[t] = true
	defer delete(b.open, t)
	for _, f := range shape.Of(t).Fields {
		f.Index = slices.Concat(index, f.Index)
		name := above + "." + f.Name
		if !f.Holds {
			b.addField(&f, name, dual)
			continue
		}
		inner := shape.Elem(f.Type)
		before := len(b.params) + len(b.forms)
		// A body can set a named pointer to null after we have filled what is behind it.
		b.addFields(inner, name, f.Index, dual || f.JSON.Name != "" && f.Type != inner || decodesAlone(inner))
		if f.Type != inner && !f.IsExported() && len(b.params)+len(b.forms) > before {
			b.mistakes = append(b.mistakes, fmt.Errorf("demur: %s: it has parameters, but is a pointer to a type that is not exported", name))
		}
	}
}

func (b *paramsOf) addField(f *shape.Field, at string, dual bool) {
	b.addUnreached(f, at)
	for _, from := range f.Params {
		q := param{Param: from, index: f.Index, dual: dual || f.Body}
		if err := q.prepare(f); err != nil {
			b.mistakes = append(b.mistakes, mistakeAt(at, from.In.Tag(), from.Name, err.Error()))
		} else {
			b.params = append(b.params, q)
		}
	}
	if f.Form == "" {
		return
	}
	q := param{Param: shape.Param{In: shape.Form, Name: f.Form}, index: f.Index, files: f.File}
	if err := q.prepare(f); err != nil { // a mistake for forms alone: other bodies can be bound
		b.formMistake = errors.Join(b.formMistake, mistakeAt(at, q.In.Tag(), q.Name, err.Error()))
	} else {
		b.forms = append(b.forms, q)
	}
}

// prepare finds out how the field is set.
func (q *param) prepare(f *shape.Field) (err error) {
	switch {
	case !f.IsExported():
		return errors.New(notExported)
	case q.In == shape.Header && !header.IsToken(q.Name):
		return errors.New("it is no name of a header field")
	case q.In == shape.Cookie && !header.IsToken(q.Name):
		return errors.New("it is no name of a cookie")
	case q.In == shape.Header:
		q.Name = http.CanonicalHeaderKey(q.Name) // as net/http has it in the map of a request
	}
	q.text = takesEmpty(f.Type)
	if q.files {
		return nil
	}
	q.set, q.multi, err = setterOf(f.Type, reading{layout: f.Tag.Get("format"), form: q.In == shape.Form})
	return err
}

// addUnreached adds a mistake for parameters behind a pointer that nothing puts
// there: the struct is not embedded, and no body is said to fill it.
func (b *paramsOf) addUnreached(f *shape.Field, at string) {
	inner := shape.Elem(f.Type)
	if f.Anonymous || !f.IsExported() || inner == f.Type || b.open[inner] || inner.Kind() != reflect.Struct || f.File || len(f.Params) > 0 || decodesAlone(inner) || shape.ReadsText(inner) {
		return
	}
	for _, key := range [...]string{"json", "xml", "form"} {
		if _, ok := f.Tag.Lookup(key); ok {
			return
		}
	}
	for _, field := range shape.Of(inner).Fields {
		if len(field.Params) > 0 || field.Form != "" {
			b.unreached = append(b.unreached, fmt.Errorf("demur: %s: parameters are not put behind a pointer; embed the struct, or make it no pointer", at))
			return
		}
	}
}

// takesEmpty reports whether a field of a form that was left empty has a value:
// text does, but no number, no date and nothing that reads text by itself.
func takesEmpty(t reflect.Type) bool {
	for !shape.ReadsText(t) {
		switch {
		case t.Kind() == reflect.String, shape.IsBytes(t):
			return true
		case t.Kind() != reflect.Pointer && t.Kind() != reflect.Slice, t.Elem() == t:
			return false
		}
		t = t.Elem()
	}
	return false
}
