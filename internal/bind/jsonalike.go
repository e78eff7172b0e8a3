package bind

import (
	"bytes"
	"encoding/json"
	"reflect"
)

// Releases of Go differ in what encoding/json takes. Where they do, the narrower
// one decides, or the document is written so that all of them take it: a client
// must not notice which release the server was built with.

// disputed notes in p which of the parts are in n that releases disagree on.
func (n *jsonNode) disputed(p *plan, seen map[*jsonNode]bool) {
	if n == nil || seen[n] {
		return
	}
	seen[n] = true
	p.times = p.times || n.typ == timeType
	p.quotes = p.quotes || n.shape == impossible && n.typ.Kind() == reflect.Map
	n.elem.disputed(p, seen)
	for _, f := range n.fields {
		p.quotes = p.quotes || f.quoted != nil && f.node.typ.Kind() != reflect.Bool
		f.node.disputed(p, seen)
	}
	if n.rest != nil {
		n.rest.node.disputed(p, seen)
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
