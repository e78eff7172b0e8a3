package bind

import (
	"bytes"
	"encoding/xml"
	"errors"
	"reflect"
	"strconv"
	"strings"

	"github.com/seed-86b940f4/demur/internal/shape"
)

// misfit reports the innermost element, whose end was read when decoding failed.
func (c *xmlCheck) misfit() {
	frame := c.open[len(c.open)-1]
	if frame.node.typ == nil {
		c.report("", mustBeOfForm)
		return
	}
	c.report("", inXMLWanted(frame.node.typ, bytes.TrimSpace(frame.text)))
}

// tryAttr reports an attribute if its value does not fit. Text in an attribute is read as
// that of a parameter is, so the same setters tell.
func (c *xmlCheck) tryAttr(t reflect.Type, a xml.Attr) {
	set, _, err := setterOf(t, reading{})
	if err != nil || shape.DecodesAttr(t) { // only encoding/xml can tell, by an error without a place
		return
	}
	value := strings.TrimSpace(a.Value) // as encoding/xml does for numbers
	if set(reflect.New(t).Elem(), []string{value}) != nil {
		c.report(a.Name.Local, inXMLWanted(t, []byte(value)))
	}
}

// inXMLWanted says what the text of an element or attribute must be.
func inXMLWanted(t reflect.Type, text []byte) rule {
	t = shape.Behind(t)
	own := shape.DecodesText(t) || shape.DecodesXML(t)
	switch r := wanted(t); {
	case t == timeType:
		return r
	case own, r == mustBeObject, r == mustBeList, r == mustBeOfOneType:
		return mustBeOfForm
	case isInteger(t.Kind()) && isDigits(strings.TrimLeft(string(text), "+-")), isFloat(t.Kind()) && looksLikeNumber(string(text)):
		return within(t) // one that overflows, since it does not fit
	default:
		return r
	}
}

func looksLikeNumber(s string) bool {
	_, err := strconv.ParseFloat(s, 64)
	return err == nil || errors.Is(err, strconv.ErrRange)
}
