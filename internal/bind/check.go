package bind

import (
	"errors"
	"fmt"
	"reflect"
	"slices"
	"strings"

	"github.com/seed-86b940f4/demur/internal/shape"
)

// Check returns all that is wrong with a type as the target of Bind, joined; nil
// for nothing. What Bind answers with an error of the program is in it, and also
// what no request can ever fill although a tag says so.
func Check(t reflect.Type) error {
	p := planOf(t)
	mistakes := append([]error{p.mistake, p.formMistake}, p.unreached...) // those of XML are found below, with more of them
	if p.json != nil {
		t = shape.Behind(t)
		c := fieldCheck{root: shape.NameOf(t), seen: map[reflect.Type]bool{}}
		c.json(p.json, c.root)
		c.xmlOf(t)
		mistakes = append(mistakes, c.mistakes...)
	}
	return errors.Join(mistakes...)
}

// mistakeAt returns the error for a field. at is its path in Go. key is the tag
// that cannot be obeyed.
func mistakeAt(at, key, value, reason string) error {
	return fmt.Errorf("demur: %s: tag %s:%q: %s", at, key, value, reason)
}

const notExported = "the field is not exported"

// fieldCheck goes over the fields of a type and what they hold, as the decoder of
// a body does.
type fieldCheck struct {
	root     string
	seen     map[reflect.Type]bool
	mistakes []error
}

func (c *fieldCheck) mistake(at, key, value, reason string) {
	c.mistakes = append(c.mistakes, mistakeAt(at, key, value, reason))
}

// json looks for what JSON can never be decoded into.
func (c *fieldCheck) json(n *jsonNode, at string) {
	switch n.kind {
	case impossible:
		what := shape.NameOf(n.typ)
		if n.typ.Kind() == reflect.Map {
			what = "map whose keys are of type " + shape.NameOf(n.typ.Key())
		}
		c.mistakes = append(c.mistakes, fmt.Errorf("demur: %s: JSON fills no %s; if no request should, give it the tag json:\"-\"", at, what))
	case list, dict:
		c.json(n.elem, at+"[]")
	case object:
		if !c.seen[n.typ] {
			c.seen[n.typ] = true
			c.jsonFields(n, []reflect.Type{n.typ}, at)
		}
	}
}

// jsonFields looks at the fields of the last of types. It is the type of n, or embedded
// in the one before it.
func (c *fieldCheck) jsonFields(n *jsonNode, types []reflect.Type, above string) {
	for _, field := range shape.Of(types[len(types)-1]).Fields {
		at, tag := above+"."+field.Name, field.Tag.Get("json")
		f := n.fields[field.JSON.Name]
		switch {
		case tag == "-":
		case !field.IsExported() && !field.Anonymous:
			if name, _, _ := strings.Cut(tag, ","); name != "" && field.Name != "_" {
				c.mistake(at, "json", tag, notExported)
			}
		case field.JSON.Inline:
			if inner := shape.Elem(field.Type); !slices.Contains(types, inner) {
				c.jsonFields(n, append(types, inner), at)
			}
		case f == nil || f.Type != field.Type || f.hidden: // another field has the name, or it is not for a body
		case f.Closed:
			c.mistakes = append(c.mistakes, fmt.Errorf("demur: %s: JSON cannot fill it, since the embedded pointer is to a type that is not exported", at))
		default:
			c.json(f.node, at)
		}
	}
}
