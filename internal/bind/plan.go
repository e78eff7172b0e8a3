package bind

import (
	"errors"
	"fmt"
	"reflect"
	"slices"
	"sync"

	"github.com/seed-86b940f4/demur/internal/shape"
)

// param is a field that is bound from a parameter.
type param struct {
	shape.Param
	index []int
	multi bool // it takes several values
	dual  bool // the body can set it too, so it is bound once more after the body
	text  bool // in a form, an empty value is a value
	set   setter
	files bool // it takes files
}

// plan is how a type is bound. It is built once for each type.
type plan struct {
	mistake     error   // all mistakes of the program for which nothing can be bound, joined
	formMistake error   // the same, if a form comes
	xmlMistake  error   // the same, if XML comes
	unreached   []error // mistakes that no request meets: what the author wants does not happen
	params      []param
	forms       []param
	hasQuery    bool
	hasDual     bool
	takesBody   bool // a body has something to fill
	bodyOnly    bool // a map or list, which nothing else can fill
	hasForm     bool
	json        *jsonNode
	watched     []uint32 // the hashes of the names in json that are hidden
	disputes    disputes
	xml         *xmlNode // nil for a type that no element can be decoded into
	xmlTwice    bool     // a type in it wants the document itself, not its tokens
	accepts     string
}

// plans are kept for ever: a program has only so many types. One with mistakes has a plan
// too, so that each request gets the same answer.
var plans sync.Map // of reflect.Type to *plan

func planOf(t reflect.Type) *plan {
	if p, ok := plans.Load(t); ok {
		return p.(*plan)
	}
	p, _ := plans.LoadOrStore(t, newPlan(t))
	return p.(*plan)
}

func newPlan(t reflect.Type) *plan {
	whole := shape.NameOf(t)
	if t = shape.Behind(t); t.Kind() == reflect.Pointer {
		return &plan{mistake: fmt.Errorf("demur: binding to %s, a pointer to too many pointers", whole)}
	}
	p := new(plan)
	if t.Kind() == reflect.Struct { // first, since it finds types that embed themselves
		b := paramsOf{plan: p, open: map[reflect.Type]bool{}}
		b.addFields(t, shape.NameOf(t), nil, decodesAlone(t))
		p.mistake = errors.Join(b.mistakes...)
		if b.endless {
			return p
		}
	}
	// A type is always offered JSON, whatever its tags: without any, encoding/json takes
	// the names of the fields.
	p.json = jsonNodeOf(t, true, map[reflect.Type]*jsonNode{})
	p.watched = p.json.hidden(nil)
	p.json.disputed(&p.disputes, map[*jsonNode]bool{})
	if p.json.kind == impossible {
		return &plan{mistake: fmt.Errorf("demur: binding to %s, which no request fills", whole)}
	}
	p.takesBody, p.accepts = true, "application/json"
	if t.Kind() != reflect.Struct { // encoding/xml makes no document of a list or map
		p.bodyOnly = true
		if shape.DecodesXML(t) {
			p.offerXML(t)
		}
		return p
	}
	// In this order the surest source is bound last, and stays.
	slices.SortStableFunc(p.params, func(a, b param) int { return int(a.In) - int(b.In) })
	for _, q := range p.params {
		p.hasQuery = p.hasQuery || q.In == shape.Query
		p.hasDual = p.hasDual || q.dual
	}
	p.offerXML(t)
	if p.hasForm = len(p.forms) > 0 || p.formMistake != nil; p.hasForm {
		p.accepts += ", application/x-www-form-urlencoded, multipart/form-data"
	}
	// The body for a type of parameters alone is left to the handler, which may stream it.
	p.takesBody = p.hasForm || p.json.fills() || p.xml != nil && p.xml.fills()
	return p
}

func (p *plan) offerXML(t reflect.Type) {
	types := xmlTypes{open: map[reflect.Type]*xmlNode{}}
	if n := types.node(t, true); !types.impossible {
		p.xml, p.xmlTwice = n, types.verbatim
		p.accepts += ", application/xml, text/xml"
		return
	}
	// If the author has given tags for XML, a 415 would hide the mistake in them. If not, the
	// type was not made for XML, and a 415 says so.
	c := fieldCheck{root: shape.NameOf(t)}
	c.xmlOf(t)
	p.xmlMistake = errors.Join(c.mistakes...)
}

// fills reports whether there is a field for a body to fill.
func (n *jsonNode) fills() bool {
	if n.kind != object || n.rest != nil {
		return true
	}
	for _, f := range n.fields {
		if !f.hidden && (!f.Holds || f.node.fills()) && f.Type != xmlNameType {
			return true
		}
	}
	return false
}

// decodesAlone reports whether the fields of a type are not for this package, but
// for a method of the type to fill from a body.
func decodesAlone(t reflect.Type) bool { return shape.DecodesJSON(t) || shape.DecodesXML(t) }
