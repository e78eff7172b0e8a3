package bind

import (
	"errors"
	"fmt"
	"net/http"
	"reflect"
	"slices"
	"sync"
)

// source is a part of a request that parameters come from, in the order in which
// they are bound: where a field has several, the last counts.
type source int8

const (
	cookie source = iota
	header
	query
	path
	form // of the body, and so apart from the others
)

var (
	sourceNames = [...]string{cookie: "cookie", header: "header", query: "query", path: "path", form: "form"}
	sourceTags  = [...]string{cookie: "cookie", header: "header", query: "query", path: "param", form: "form"}
)

// param is a field that is bound from a parameter.
type param struct {
	in    source
	name  string
	index []int
	multi bool // it takes several values
	dual  bool // the body can set it too
	text  bool // an empty value is a value
	set   setter
	files bool // it takes files
}

// plan is how a type is bound. It is built once for each type.
type plan struct {
	mistake     error // of the program; there is no other field then
	params      []param
	forms       []param
	formMistake error // of the program, if a form comes
	hasQuery    bool
	hasDual     bool
	takesBody   bool // a body has something to fill
	bodyOnly    bool // a map or list, which nothing else can fill
	hasForm     bool
	json        *jsonNode
	watched     []uint32 // the hashes of the names that are hidden in it
	disputes    disputes
	xml         *xmlNode // nil for a type that no element can be decoded into
	accepts     string
}

var plans sync.Map // of reflect.Type to *plan

func planOf(t reflect.Type) *plan {
	if p, ok := plans.Load(t); ok {
		return p.(*plan)
	}
	p, _ := plans.LoadOrStore(t, newPlan(t))
	return p.(*plan)
}

func newPlan(t reflect.Type) *plan {
	for depth := 0; t.Kind() == reflect.Pointer; depth++ {
		if t = t.Elem(); depth > 8 {
			return &plan{mistake: fmt.Errorf("demur: binding to %v", t)}
		}
	}
	p := new(plan)
	if t.Kind() == reflect.Struct { // first, since it finds types that embed themselves
		if err := p.addParams(t, nil, decodesAlone(t), map[reflect.Type]bool{}); err != nil {
			return &plan{mistake: err}
		}
	}
	p.json = jsonNodeOf(t, true, map[reflect.Type]*jsonNode{})
	p.watched = p.json.hidden(nil)
	p.json.disputed(&p.disputes, map[*jsonNode]bool{})
	if p.json.shape == impossible {
		return &plan{mistake: fmt.Errorf("demur: binding to a %v", t)}
	}
	p.takesBody, p.accepts = true, "application/json"
	if t.Kind() != reflect.Struct {
		p.bodyOnly = true
		if implements(t, xmlUnmarshaler) {
			p.offerXML(t)
		}
		return p
	}
	slices.SortStableFunc(p.params, func(a, b param) int { return int(a.in) - int(b.in) })
	for _, q := range p.params {
		p.hasQuery = p.hasQuery || q.in == query
		p.hasDual = p.hasDual || q.dual
	}
	p.offerXML(t)
	if p.hasForm = len(p.forms) > 0; p.hasForm {
		p.accepts += ", application/x-www-form-urlencoded, multipart/form-data"
	}
	p.takesBody = p.hasForm || p.json.fills() || p.xml != nil && p.xml.fills()
	return p
}

func (p *plan) offerXML(t reflect.Type) {
	types := xmlTypes{open: map[reflect.Type]*xmlNode{}}
	if n := types.node(t, true); !types.impossible {
		p.xml = n
		p.accepts += ", application/xml, text/xml"
	}
}

// fills reports whether there is a field for a body to fill.
func (n *jsonNode) fills() bool {
	if n.shape != object || n.rest != nil {
		return true
	}
	for _, f := range n.fields {
		if !f.hidden && (!f.embeds || f.node.fills()) && f.typ != xmlNameType {
			return true
		}
	}
	return false
}

// decodesAlone reports whether the fields of a type are not for this package, but
// for a method of the type to fill from a body.
func decodesAlone(t reflect.Type) bool { return decodesItself(t) || implements(t, xmlUnmarshaler) }

// addParams adds the fields of t that parameters are put into. dual says that a
// body may have set them all.
func (p *plan) addParams(t reflect.Type, index []int, dual bool, open map[reflect.Type]bool) error {
	if open[t] {
		return fmt.Errorf("demur: binding to %v, which embeds itself", t)
	}
	open[t] = true
	defer delete(open, t)
	for i := range t.NumField() {
		sf := t.Field(i)
		at := append(slices.Clip(index), i)
		if holdsParameters(sf) {
			inner := sf.Type
			if inner.Kind() == reflect.Pointer {
				inner = inner.Elem()
			}
			before := len(p.params) + len(p.forms)
			// A body can set a named pointer to null after we have filled what is behind it.
			_, named := sf.Tag.Lookup("json")
			again := dual || named && sf.Type.Kind() == reflect.Pointer || decodesAlone(inner)
			if err := p.addParams(inner, at, again, open); err != nil {
				return err
			}
			if sf.Type.Kind() == reflect.Pointer && !sf.IsExported() && len(p.params)+len(p.forms) > before {
				return fmt.Errorf("demur: binding to %v: the embedded %v is a pointer to a type that is not exported", t, sf.Type)
			}
			continue
		}
		if err := p.addField(t, sf, at, dual); err != nil {
			return err
		}
	}
	return nil
}

func (p *plan) addField(t reflect.Type, sf reflect.StructField, index []int, dual bool) error {
	for _, key := range []string{"json", "xml", "form"} {
		tag, ok := sf.Tag.Lookup(key)
		dual = dual || ok && tag != "-"
	}
	for in := range form + 1 {
		name := parameterName(sf, in)
		if name == "" {
			continue
		}
		if !sf.IsExported() {
			return fmt.Errorf("demur: binding to %v: the field %s has the tag %q and is not exported", t, sf.Name, sourceTags[in])
		}
		q := param{in: in, name: name, index: index, files: in == form && isFile(sf.Type), dual: in != form && dual}
		if in == header {
			q.name = http.CanonicalHeaderKey(name)
		}
		var err error
		if !q.files {
			q.set, q.multi, err = setterOf(sf.Type, sf.Tag.Get("format"))
		}
		if err != nil {
			err = fmt.Errorf("demur: binding to %v: the field %s has the tag %q: %w", t, sf.Name, sourceTags[in], err)
			if in == form {
				p.formMistake = errors.Join(p.formMistake, err) // other bodies can be bound
				continue
			}
			return err
		}
		q.text = takesEmpty(sf.Type)
		if in == form {
			p.forms = append(p.forms, q)
		} else {
			p.params = append(p.params, q)
		}
	}
	return nil
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
	if sf.Anonymous && t.Kind() == reflect.Pointer {
		t = t.Elem()
	}
	return t.Kind() == reflect.Struct && (sf.IsExported() || sf.Anonymous) && t != fileType &&
		!isParameter(sf) && parameterName(sf, form) == "" && !converts(t)
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

// takesEmpty reports whether a field of a form that was left empty has a value.
func takesEmpty(t reflect.Type) bool {
	for t.Kind() == reflect.Pointer || t.Kind() == reflect.Slice {
		t = t.Elem()
	}
	return t.Kind() == reflect.String || t.Kind() == reflect.Uint8
}
