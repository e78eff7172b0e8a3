package bind

import (
	"bytes"
	"encoding/json"
	"reflect"
)

// Releases of Go differ in what encoding/json takes. Where they do, the narrower
// one decides, or the document is written so that all of them take it: a client
// must not notice which release the server was built with.

// disputes says which parts a type has that releases disagree on.
type disputes struct {
	always bool // whatever the document is
	times  bool // if there is an escape sequence
}

func (d disputes) in(escapes bool) bool { return d.always || d.times && escapes }

// disputed notes in d what n has.
func (n *jsonNode) disputed(d *disputes, seen map[*jsonNode]bool) {
	if n == nil || seen[n] {
		return
	}
	seen[n] = true
	d.times = d.times || n.typ == timeType
	d.always = d.always || n.kind == impossible && n.typ.Kind() == reflect.Map
	n.elem.disputed(d, seen)
	for _, f := range n.fields {
		d.always = d.always || f.quoted != nil && f.node.typ.Kind() != reflect.Bool
		f.node.disputed(d, seen)
	}
	if n.rest != nil {
		n.rest.node.disputed(d, seen)
	}
}

// agreed reports whether all releases say the same of a value for a field with the
// option "string". Only some take "+1", "0x1p-2" or "Inf" for a number.
func agreed(raw []byte, t reflect.Type) bool {
	if raw[0] != '"' || t != numberType && !isInteger(t.Kind()) && !isFloat(t.Kind()) {
		return true
	}
	text := unquoted(raw)
	if t != numberType {
		if string(text) == "null" {
			return true
		}
		// All releases let numbers begin with zeros here.
		text = bytes.TrimPrefix(text, []byte{'-'})
		for len(text) > 1 && text[0] == '0' && '0' <= text[1] && text[1] <= '9' {
			text = text[1:]
		}
	}
	return isNumber(text) && text[len(text)-1] > ' ' && json.Valid(text)
}

// unescape takes the escape sequences out of a string, and leaves all else where it
// is. Some releases do not understand them in a time.Time.
func (w *jsonWalk) unescape(raw []byte) {
	text := unquoted(raw)
	if len(text)+2 >= len(raw) || bytes.ContainsFunc(text, func(c rune) bool { return c < ' ' || c == '"' || c == '\\' }) {
		return
	}
	end := 1 + copy(raw[1:], text)
	raw[end] = '"'
	for i := range raw[end+1:] {
		raw[end+1+i] = ' '
	}
}
