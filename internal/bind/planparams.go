package bind

import (
	"errors"
	"fmt"
	"net/http"
	"reflect"
	"slices"
	"strings"
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
	if b.open[t] {
		b.endless = true
		b.mistakes = append(b.mistakes, fmt.Errorf("demur: %s: the type embeds itself", above))
		return
	}
	b.open[t] = true
	defer delete(b.open, t)
	for i := range t.NumField() {
		sf := t.Field(i)
		at, name := append(slices.Clip(index), i), above+"."+sf.Name
		if !holdsParameters(sf) {
			b.addField(sf, name, at, dual)
			continue
		}
		inner := elemOf(sf.Type)
		before := len(b.params) + len(b.forms)
		// A body can set a named pointer to null after we have filled what is behind it.
		_, named := sf.Tag.Lookup("json")
		b.addFields(inner, name, at, dual || named && sf.Type != inner || decodesAlone(inner))
		if sf.Type != inner && !sf.IsExported() && len(b.params)+len(b.forms) > before {
			b.mistakes = append(b.mistakes, fmt.Errorf("demur: %s: it has parameters, but is a pointer to a type that is not exported", name))
		}
	}
}

func (b *paramsOf) addField(sf reflect.StructField, at string, index []int, dual bool) {
	b.addUnreached(sf, at)
	for _, key := range []string{"json", "xml", "form"} {
		tag, ok := sf.Tag.Lookup(key)
		dual = dual || ok && tag != "-"
	}
	for in := range form + 1 {
		name := parameterName(sf, in)
		if name == "" {
			continue
		}
		q := param{in: in, name: name, index: index, files: in == form && isFile(sf.Type), dual: in != form && dual}
		if err := q.prepare(sf); err != nil {
			err = mistakeAt(at, sourceTags[in], name, err.Error())
			if in == form { // other bodies can be bound
				b.formMistake = errors.Join(b.formMistake, err)
			} else {
				b.mistakes = append(b.mistakes, err)
			}
			continue
		}
		if in == form {
			b.forms = append(b.forms, q)
		} else {
			b.params = append(b.params, q)
		}
	}
}

// prepare finds out how the field is set.
func (q *param) prepare(sf reflect.StructField) (err error) {
	switch {
	case !sf.IsExported():
		return errors.New(notExported)
	case q.in == header && !isToken(q.name):
		return errors.New("it is no name of a header field")
	case q.in == cookie && !isToken(q.name):
		return errors.New("it is no name of a cookie")
	case q.in == header:
		q.name = http.CanonicalHeaderKey(q.name)
	}
	q.text = takesEmpty(sf.Type)
	if q.files {
		return nil
	}
	q.set, q.multi, err = setterOf(sf.Type, reading{layout: sf.Tag.Get("format"), form: q.in == form})
	return err
}

// addUnreached adds a mistake for parameters behind a pointer that nothing puts
// there: the struct is not embedded, and no body is said to fill it.
func (b *paramsOf) addUnreached(sf reflect.StructField, at string) {
	inner := elemOf(sf.Type)
	if sf.Anonymous || !sf.IsExported() || inner == sf.Type || b.open[inner] || inner.Kind() != reflect.Struct || inner == fileType || isParameter(sf) || decodesAlone(inner) || converts(inner) {
		return
	}
	for _, key := range [...]string{"json", "xml", "form"} {
		if _, ok := sf.Tag.Lookup(key); ok {
			return
		}
	}
	for i := range inner.NumField() {
		if field := inner.Field(i); isParameter(field) || parameterName(field, form) != "" {
			b.unreached = append(b.unreached, fmt.Errorf("demur: %s: parameters are not put behind a pointer; embed the struct, or make it no pointer", at))
			return
		}
	}
}

func parameterName(sf reflect.StructField, in source) string {
	name := sf.Tag.Get(sourceTags[in])
	if name == "-" {
		return ""
	}
	return name
}

// isParameter reports whether a field is bound from something else than the body.
func isParameter(sf reflect.StructField) bool {
	for in := range form {
		if parameterName(sf, in) != "" {
			return true
		}
	}
	return false
}

// holdsParameters reports whether parameters are put into the fields of a field:
// a struct, or an embedded pointer to one, that is no parameter itself.
func holdsParameters(sf reflect.StructField) bool {
	t := sf.Type
	if sf.Anonymous {
		t = elemOf(t)
	}
	return t.Kind() == reflect.Struct && (sf.IsExported() || sf.Anonymous) && t != fileType &&
		!isParameter(sf) && parameterName(sf, form) == "" && !converts(t)
}

// isToken reports whether s is a token of RFC 9110 section 5.6.2, as names of
// header fields and cookies are.
func isToken(s string) bool {
	for i := range len(s) {
		c := s[i]
		if (c < 'a' || c > 'z') && (c < 'A' || c > 'Z') && (c < '0' || c > '9') && strings.IndexByte("!#$%&'*+-.^_`|~", c) < 0 {
			return false
		}
	}
	return s != ""
}

// isFile reports whether a field is for uploaded files.
func isFile(t reflect.Type) bool {
	if t.Kind() == reflect.Slice {
		t = t.Elem()
		if t == fileType {
			return true
		}
	}
	return t.Kind() == reflect.Pointer && t.Elem() == fileType
}

// takesEmpty reports whether a field of a form that was left empty has a value:
// text does, but no number, no date and nothing that reads text by itself.
func takesEmpty(t reflect.Type) bool {
	for !converts(t) {
		switch {
		case t.Kind() == reflect.String, isBytes(t):
			return true
		case t.Kind() != reflect.Pointer && t.Kind() != reflect.Slice, t.Elem() == t:
			return false
		}
		t = t.Elem()
	}
	return false
}
