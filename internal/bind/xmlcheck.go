package bind

import (
	"bytes"
	"encoding/xml"
	"errors"
	"io"
	"slices"
	"strconv"

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
	names  nameSpaces
}

// xmlFrame is an element that is open.
type xmlFrame struct {
	node   *xmlNode
	name   xml.Name       // with its prefix
	nth    int            // of its name in its parent; 0 for one that needs no number
	first  int            // in the counts of the children that the type has
	others map[string]int // counts of the other children, by name
	spaces bool           // it was given to names
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

// read returns the next token as it is written. That each end is that of the innermost
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
		if c.open[last].spaces {
			c.names.lookUp(t)
		}
		c.open, c.counts = c.open[:last], c.counts[:c.open[last].first]
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

func (c *xmlCheck) element(t xml.StartElement, start int64) string {
	name := t.Name.Local
	frame := xmlFrame{node: ignored, name: t.Name, first: len(c.counts)}
	var broken rule
	switch {
	case len(c.open) >= c.depth(): // encoding/xml calls itself for each
		return lessDeep
	case len(c.open) == 0 && c.rooted:
		return oneRoot
	case len(c.open) == 0:
		c.rooted = true
		if frame.node = c.root; c.root.root != "" && c.root.root != name {
			broken = rule{"root", "", "must be the element " + c.root.root}
		}
	default:
		parent := &c.open[len(c.open)-1]
		child := parent.node.children[name]
		frame.nth = c.count(parent, name, child)
		// What becomes a value in memory is counted: "<a/>" is 4 bytes, a struct in a list
		// hundreds. Others are skipped and take none.
		if child != nil && (child.list || len(child.node.children) > 0) {
			if c.values++; c.values > c.many() {
				return fewer
			}
		}
		unknown := c.RejectUnknown && !parent.node.opaque && !parent.node.anyChild
		switch {
		case unknown && (child == nil || child.hidden):
			broken = mustBeKnown
		case child != nil && child.hidden:
			c.hide(start, t.Name)
			return ""
		case child != nil:
			// encoding/xml takes the last of several, others the first: whoever has
			// checked the request on its way may have seen another value.
			if frame.node = child.node; !child.list && frame.nth > 1 && c.until < 0 {
				broken = mustBeOnce
			}
		}
	}
	if frame.spaces = slices.ContainsFunc(t.Attr, hasPrefix); frame.spaces {
		t = c.names.lookUp(t.Copy()).(xml.StartElement) // it changes the attributes
	}
	c.counts = append(c.counts, make([]int, len(frame.node.children))...)
	c.open = append(c.open, frame)
	if broken != (rule{}) {
		c.report("", broken)
		if broken != mustBeOnce {
			return ""
		}
	}
	return c.attrs(frame.node, t.Attr)
}

// count counts the children of a name. It returns the number of this one, 0 if
// there is to be no other: an XPath has numbers where they are needed alone.
func (c *xmlCheck) count(parent *xmlFrame, name string, child *xmlChild) (n int) {
	if child != nil {
		c.counts[parent.first+child.number]++
		n = c.counts[parent.first+child.number]
	} else {
		if parent.others == nil {
			parent.others = map[string]int{}
		}
		parent.others[name]++
		n = parent.others[name]
	}
	if n > 1 || child != nil && child.list && child.node.typ != nil {
		return n
	}
	return 0
}

// hide blanks the element of that name that begins at start. Comments and text around it
// stay where they are.
func (c *xmlCheck) hide(start int64, name xml.Name) {
	for inside := []xml.Name{name}; len(inside) > 0; {
		switch t := c.read().(type) {
		case xml.StartElement:
			inside = append(inside, t.Name)
		case xml.EndElement:
			if inside[len(inside)-1] != t.Name {
				c.misplaced()
			}
			inside = inside[:len(inside)-1]
		}
		if c.err != nil {
			return
		}
	}
	// Its bytes become spaces, and none are removed: positions in later errors are
	// those of the document that the client has sent.
	end := c.tokens.InputOffset()
	blank(c.data, int(start), int(end))
	c.last = xml.CharData(c.data[start:end])
}

// report adds what is wrong with the innermost element or one of its attributes.
func (c *xmlCheck) report(attr string, r rule) {
	if len(c.wrong) >= mostFields { // an element can have very many attributes
		return
	}
	var b []byte
	for _, f := range c.open { // down to the first element whose name is too long to be sent back
		if len(f.name.Local) > longestName || len(b)+len(f.name.Local) > longestPlace {
			r, attr = r.inside(), ""
			break
		}
		b = append(append(b, '/'), f.name.Local...)
		if f.nth > 0 {
			b = append(strconv.AppendInt(append(b, '['), int64(f.nth), 10), ']')
		}
	}
	if len(attr) > longestName {
		r = r.inside()
	} else if attr != "" {
		b = append(append(b, "/@"...), attr...)
	}
	c.wrong = append(c.wrong, r.at(apierror.FieldError{XPath: string(b)}))
}
