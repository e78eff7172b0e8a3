package bind

import (
	"bytes"
	"encoding/xml"
	"errors"
	"io"

	"github.com/seed-86b940f4/demur/apierror"
)

// xmlCheck goes over a document and a type at the same time. It reads with the decoder
// of encoding/xml, and the decoder that fills the value reads from it, so that both cannot
// disagree on what the document is.
type xmlCheck struct {
	Binder
	data  []byte
	root  *xmlNode
	until int64 // the offset at which decoding failed; -1 if it has not been tried

	tokens *xml.Decoder // only reads; the decoder of the value looks up the name spaces
	open   []xmlFrame
	counts []int // of children of the elements that are open
	values int   // elements that repeat or have others in them, all together
	rooted bool  // the root element has been met
	wrong  []apierror.FieldError
	last   xml.Token // with the prefixes of names
	err    error     // why there are no more tokens
	spaces nameSpaces
}

// xmlFrame is an element that is open.
type xmlFrame struct {
	node   *xmlNode
	name   xml.Name       // with its prefix
	nth    int            // of its name in its parent; 0 for one that needs no number
	counts int            // where in xmlCheck.counts those of the type's children begin
	others map[string]int // counts of the other children, by name
	spaced bool           // it was given to spaces, and so its end must be
	text   []byte         // what is in it, for the search
}

// The words for what is not accepted.
const (
	notWellFormed = "it is not well formed"
	noDoctype     = "a document type declaration is not allowed"
	oneRoot       = "nothing more is expected after the root element"
	noTextFirst   = "text is not allowed before the root element"
	lessDeep      = "elements are nested too deeply"
	fewer         = "there are too many elements"
	attrTwice     = "an attribute is given twice"
)

// Token hands the next token on to the decoder that fills the value. To it, a document
// that is refused ends there: decoding more is of no use.
func (c *xmlCheck) Token() (xml.Token, error) {
	if c.err == nil && len(c.wrong) == 0 {
		c.next()
	}
	if c.err != nil || len(c.wrong) > 0 {
		return nil, io.EOF
	}
	return c.last, nil
}

// rest reads what has not been read of the document, or up to until. It returns what was
// found in all of it.
func (c *xmlCheck) rest() error {
	for c.err == nil && len(c.wrong) < mostFields && (c.until < 0 || len(c.wrong) == 0) {
		c.next()
	}
	switch {
	case c.err != nil && c.err != io.EOF:
		return c.err
	case len(c.wrong) > 0:
		return badBody(c.wrong)
	case !c.rooted:
		return malformed(c.data, int64(len(c.data)), "there is no element in it")
	}
	return nil
}

// next takes the next token, and checks it.
func (c *xmlCheck) next() {
	start := c.tokens.InputOffset()
	if c.last = c.read(); c.err != nil {
		return
	}
	if fault := c.token(c.last, start); fault != "" {
		c.err = malformed(c.data, start, fault)
	}
}

// read returns the next token as it is written: the decoder of the value looks up names
// itself, and twice would be too often. That each end is that of the innermost
// element is for the caller to see.
func (c *xmlCheck) read() xml.Token {
	token, err := c.tokens.RawToken()
	switch {
	case err == io.EOF && len(c.open) == 0, errors.Is(err, errCharset):
		c.err = err
	case err != nil:
		c.misplaced()
	}
	return token
}

// misplaced notes that what was read last breaks the grammar.
func (c *xmlCheck) misplaced() {
	c.err = malformed(c.data, c.tokens.InputOffset(), notWellFormed)
}

// token takes a token. It returns what is wrong with it, "" for nothing.
func (c *xmlCheck) token(token xml.Token, start int64) string {
	switch t := token.(type) {
	case xml.StartElement:
		return c.element(t, start)
	case xml.EndElement:
		last := len(c.open) - 1
		if last < 0 || c.open[last].name != t.Name {
			c.misplaced()
			return ""
		}
		if c.tokens.InputOffset() == c.until {
			c.misfit()
		}
		if c.open[last].spaced {
			c.spaces.lookUp(t)
		}
		c.open, c.counts = c.open[:last], c.counts[:c.open[last].counts]
	case xml.CharData:
		if len(c.open) > 0 {
			if c.until >= 0 {
				top := &c.open[len(c.open)-1]
				top.text = append(top.text, t...)
			}
		} else if len(bytes.TrimLeft(t, " \t\r\n")) > 0 {
			if c.rooted {
				return oneRoot
			}
			return noTextFirst
		}
	case xml.Directive:
		// encoding/xml ignores it. Where the document goes next, it may define entities
		// that grow without bounds or stand for files of the server.
		return noDoctype
	}
	return ""
}
