package bind

import (
	"errors"
	"fmt"
	"reflect"
	"strings"
)

// Check returns all that is wrong with a type as the target of Bind, joined; nil
// for nothing. What Bind answers with an error of the program is in it, and also
// what no request can ever fill although a tag says so.
func Check(t reflect.Type) error {
	p := planOf(t)
	mistakes := append([]error{p.mistake, p.formMistake}, p.unreached...)
	if p.json != nil {
		t = behind(t)
		c := fieldCheck{root: nameOf(t), seen: map[reflect.Type]bool{}}
		c.json(p.json, c.root)
		c.xmlOf(t)
		mistakes = append(mistakes, c.mistakes...)
	}
	return errors.Join(mistakes...)
}

// mostPointers is how many pointers one behind the other are followed: there are
// types that are pointers to themselves.
const mostPointers = 8

// behind returns the type that pointers lead to.
func behind(t reflect.Type) reflect.Type {
	for range mostPointers {
		if t.Kind() != reflect.Pointer {
			break
		}
		t = t.Elem()
	}
	return t
}

// nameOf returns a short name of a type, for messages to the author.
func nameOf(t reflect.Type) string {
	if t.Kind() == reflect.Struct && t.Name() == "" {
		return "struct{…}"
	}
	return t.String()
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
		what := nameOf(n.typ)
		if n.typ.Kind() == reflect.Map {
			what = "map whose keys are of type " + nameOf(n.typ.Key())
		}
		c.mistakes = append(c.mistakes, fmt.Errorf("demur: %s: JSON fills no %s; if no request should, give it the tag json:\"-\"", at, what))
	case list, dict:
		c.json(n.elem, at+"[]")
	case object:
		if !c.seen[n.typ] {
			c.seen[n.typ] = true
			c.jsonFields(n, n.typ, at)
		}
	}
}

// jsonFields looks at the fields of t, which is the type of n or is embedded in it.
func (c *fieldCheck) jsonFields(n *jsonNode, t reflect.Type, above string) {
	for i := range t.NumField() {
		sf := t.Field(i)
		at, tag := above+"."+sf.Name, sf.Tag.Get("json")
		name, _, _ := strings.Cut(tag, ",")
		f := n.fields[name]
		if f == nil {
			f = n.fields[sf.Name]
		}
		switch inner := elemOf(sf.Type); {
		case tag == "-":
		case !sf.IsExported() && !sf.Anonymous:
			if name != "" && sf.Name != "_" {
				c.mistake(at, "json", tag, notExported)
			}
		case sf.Anonymous && inner.Kind() == reflect.Struct && (f == nil || f.typ != sf.Type):
			c.jsonFields(n, inner, at)
		case f == nil || f.typ != sf.Type || f.hidden: // another field has the name, or it is not for a body
		case f.closed:
			c.mistakes = append(c.mistakes, fmt.Errorf("demur: %s: JSON cannot fill it, since the embedded pointer is to a type that is not exported", at))
		default:
			c.json(f.node, at)
		}
	}
}
