package bind

import (
	"fmt"
	"reflect"

	"github.com/seed-86b940f4/demur/apierror"
)

// jsonWalk goes over a document and a type at the same time. The document is valid, as
// jsonScan or encoding/json has found before: so no method here looks for the end of data.
type jsonWalk struct {
	data []byte

	twice    bool // look for members that fill one field twice
	unknown  bool // look for members that fill no field
	hide     bool // blank the members that are not for the body to set
	disputed bool // look for what only some releases of Go take
	types    bool // look for values that do not fit
	blame    bool // even where nothing fits, which is a mistake of the program
	until    int  // stop at this offset, if it is not 0

	at      pointer
	reached bool // until was met: at is the place
	start   int  // of the value there; -1 for a name
	refused bool // a value that only some releases of Go take was met
	wrong   []apierror.FieldError
	closed  *jsonField // a field that cannot be set was met
	err     error      // what cannot be said as a wrong field
}

// run walks the whole document. It returns what was found, nil for nothing.
func (w *jsonWalk) run(n *jsonNode) error {
	w.value(w.space(0), n)
	if w.err != nil {
		return w.err
	}
	if len(w.wrong) > 0 {
		return badBody(w.wrong)
	}
	if w.closed != nil {
		return fmt.Errorf("demur: binding JSON to the field %s of an embedded pointer to a struct that is not exported", w.closed.JSON.Name)
	}
	return nil
}

func (w *jsonWalk) done() bool {
	return w.reached || w.err != nil || len(w.wrong) >= mostFields
}

func (w *jsonWalk) onlyHides() bool { return w.hide && !w.twice && !w.unknown && !w.disputed }

func (w *jsonWalk) report(r rule) { w.wrong = append(w.wrong, w.at.field(r)) }

func (w *jsonWalk) space(i int) int { return space(w.data, i) }

// value walks the value that begins at i, whose type is n, nil for one that does
// not matter, and returns the index behind it. Once done, any index.
func (w *jsonWalk) value(i int, n *jsonNode) int {
	kind := jsonKind(-1)
	if n != nil {
		kind = n.kind
	}
	switch c := w.data[i]; {
	case kind == impossible && w.types && w.blame && c != 'n':
		w.report(wanted(n.typ))
	case kind == impossible && w.types && c != 'n':
		w.err = errImpossible(n.typ)
		return i
	case kind == impossible && w.disputed && c != 'n': // some releases decode more types of keys
		w.refused = true
	case kind == scalar && w.disputed && n.typ == timeType && c == '"':
		w.unescape(w.raw(i))
	case (kind == scalar || kind == anything) && w.types:
		return w.try(i, n)
	case c == '{' && kind != list:
		return w.members(i, n)
	case c == '[' && kind != object && kind != dict:
		return w.elements(i, n)
	case w.types && c != 'n' && n != nil: // null fits everything: encoding/json leaves the field as it is
		w.report(wanted(n.typ))
	}
	end := w.skip(i)
	w.reach(i, end)
	return end
}

func (w *jsonWalk) elements(i int, n *jsonNode) int {
	start := i
	var elem *jsonNode
	if n != nil {
		elem = n.elem
	}
	if w.until == 0 && (elem == nil || w.onlyHides()) { // in a list, nothing is hidden
		return w.skip(i)
	}
	i = w.space(i + 1)
	for number := 0; w.data[i] != ']'; number++ {
		if elem != nil && n.typ.Kind() == reflect.Array && number == n.typ.Len() {
			elem = nil // encoding/json drops what is too much
		}
		w.at.pushIndex(number)
		if i = w.value(i, elem); w.done() {
			return i
		}
		w.at.pop()
		if i = w.space(i); w.data[i] == ',' {
			i = w.space(i + 1)
		}
	}
	w.reach(start, i+1)
	return i + 1
}

// members walks an object, whatever its type.
func (w *jsonWalk) members(i int, n *jsonNode) int {
	// What needs no look is skipped. But until may be met anywhere.
	if w.until == 0 && (n == nil || n.kind != object && n.kind != dict || w.onlyHides() && !n.hides) {
		return w.skip(i)
	}
	start := i
	var filled []bool // by number: two names that differ in case alone may fill one field
	if n != nil && w.twice {
		filled = make([]bool, n.count)
	}
	comma := -1 // the one behind the last member that stays; if only hidden ones follow, it goes with them
	for i = w.space(i + 1); w.data[i] != '}'; {
		first := i
		quoted := w.data[i:w.skip(i)]
		name := unquoted(quoted)                // encoding/json compares names without their escapes, too
		i = w.space(w.space(i+len(quoted)) + 1) // behind the colon
		w.at.pushName(name)
		if w.reach(first, first+len(quoted)); w.reached {
			w.start = -1
			return i
		}
		end, hidden := w.member(i, n, name, quoted, filled)
		if w.done() {
			return end
		}
		w.at.pop()
		if i = w.space(end); w.data[i] == ',' {
			if hidden {
				blank(w.data, first, i+1)
			} else {
				comma = i
			}
			i = w.space(i + 1)
		} else if hidden {
			blank(w.data, first, i)
			if comma >= 0 {
				blank(w.data, comma, comma+1)
			}
		}
	}
	w.reach(start, i+1)
	return i + 1
}

// member walks the value at i of a member. hidden says that it must not be there
// when the document is decoded.
func (w *jsonWalk) member(i int, n *jsonNode, name, quoted []byte, filled []bool) (end int, hidden bool) {
	switch {
	case n == nil:
		return w.value(i, nil), false
	case n.kind == dict:
		if w.types {
			w.tryName(n, quoted)
		}
		return w.value(i, n.elem), false
	}
	f := n.field(name)
	if f == nil && n.rest != nil {
		return w.value(i, n.rest.node.elem), false
	}
	if f == nil || f.hidden && w.unknown {
		if w.unknown {
			w.report(mustBeKnown)
		}
		return w.skip(i), f != nil
	}
	if f.hidden { // without a word: a client may send back a whole resource that it has read
		return w.skip(i), w.hide
	}
	if filled != nil {
		if filled[f.number] {
			w.report(mustBeOnce)
		}
		filled[f.number] = true
	}
	if f.Closed && w.types { // a mistake of the program, but what the client has done wrong comes first
		w.closed = f
	}
	if f.quoted != nil && w.types {
		return w.tryQuoted(i, f), false
	}
	if f.quoted != nil && w.disputed && !agreed(w.raw(i), f.node.typ) {
		w.refused = true
	}
	return w.value(i, f.node), false
}

// reach notes whether until is in what stands from start to end.
func (w *jsonWalk) reach(start, end int) {
	w.reached, w.start = w.until > start && w.until <= end, start
}
