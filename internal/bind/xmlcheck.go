package bind

import (
	"bytes"
	"encoding/xml"
	"errors"
	"io"
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

	tokens  rawTokens
	decoder *xml.Decoder // reads tokens, looks up the name spaces, and matches the ends of elements
	open    []xmlFrame
	counts  []int // of children of the elements that are open
	values  int   // elements that repeat or have others in them, all together
	rooted  bool  // the root element has been met
	wrong   []apierror.FieldError
	err     error // why there are no more tokens
}

// rawTokens are the tokens of a document as they are written, with the prefixes of names.
type rawTokens struct {
	*xml.Decoder
	last xml.Token // the last of them; who decodes it looks up the name spaces again
}

func (r *rawTokens) Token() (xml.Token, error) {
	token, err := r.RawToken()
	r.last = token
	if t, ok := token.(xml.StartElement); ok && len(t.Attr) > 0 {
		r.last = t.Copy() // looking up changes the attributes
	}
	return token, err
}

// xmlFrame is an element that is open.
type xmlFrame struct {
	node   *xmlNode
	name   string
	nth    int            // of its name in its parent; 0 for one that needs no number
	first  int            // in the counts of the children that the type has
	others map[string]int // counts of the other children, by name
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
	return c.tokens.last, nil
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
	token, err := c.decoder.Token()
	if err != nil {
		c.stop(err)
	} else if fault := c.token(token, start); fault != "" {
		c.err = malformed(c.data, start, fault)
	}
}

// stop notes that no token could be read.
func (c *xmlCheck) stop(err error) {
	if c.err = err; err != io.EOF && !errors.Is(err, errCharset) {
		c.err = malformed(c.data, c.tokens.InputOffset(), notWellFormed)
	}
}

// token takes a token. It returns what is wrong with it, "" for nothing.
func (c *xmlCheck) token(token xml.Token, start int64) string {
	switch t := token.(type) {
	case xml.StartElement:
		return c.element(t, start)
	case xml.EndElement:
		if c.tokens.InputOffset() == c.until {
			c.misfit()
		}
		last := len(c.open) - 1
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
	frame := xmlFrame{node: ignored, name: name, first: len(c.counts)}
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
			c.hide(start)
			return ""
		case child != nil:
			// encoding/xml takes the last of several, others the first: whoever has
			// checked the request on its way may have seen another value.
			if frame.node = child.node; !child.list && frame.nth > 1 && c.until < 0 {
				broken = mustBeOnce
			}
		}
	}
	c.counts = append(c.counts, make([]int, len(frame.node.children))...)
	c.open = append(c.open, frame)
	if broken != (rule{}) {
		c.report("", broken)
		if broken != mustBeOnce {
			return ""
		}
	}
	if twice(t.Attr) {
		return attrTwice
	}
	c.attrs(frame.node, t.Attr)
	return ""
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

// hide blanks the element that begins at start. Comments and text around it stay
// where they are.
func (c *xmlCheck) hide(start int64) {
	if err := c.decoder.Skip(); err != nil {
		c.stop(err)
		return
	}
	// Its bytes become spaces, and none are removed: positions in later errors are
	// those of the document that the client has sent.
	end := c.tokens.InputOffset()
	blank(c.data, int(start), int(end))
	c.tokens.last = xml.CharData(c.data[start:end])
}

// attrs looks at the attributes of an element of that type.
func (c *xmlCheck) attrs(n *xmlNode, attrs []xml.Attr) {
	met := map[string]bool{} // of the attributes that the type has
	for _, a := range attrs {
		if len(c.wrong) >= mostFields {
			return
		}
		t, known := n.attrs[a.Name.Local]
		again := known && met[a.Name.Local] // encoding/xml does not look at name spaces here
		switch {
		case again && c.until < 0:
			c.report(a.Name.Local, mustBeOnce)
		case c.until >= 0:
			if known && c.tokens.InputOffset() == c.until {
				c.tryAttr(t, a)
			}
		case c.RejectUnknown && !known && !n.anyAttr && !n.opaque && !isCommon(a.Name):
			c.report(a.Name.Local, mustBeKnown)
		}
		if known { // of others there may be very many
			met[a.Name.Local] = true
		}
	}
}

// isCommon reports whether an attribute is about the document, not of it.
func isCommon(name xml.Name) bool {
	switch name.Space {
	case "xmlns", "xml", "http://www.w3.org/XML/1998/namespace", "http://www.w3.org/2001/XMLSchema-instance":
		return true
	}
	return name.Space == "" && name.Local == "xmlns"
}

// twice reports whether an attribute is there twice, which XML 1.0 section 3.1 forbids
// and encoding/xml ignores.
func twice(attrs []xml.Attr) bool {
	met := map[xml.Name]bool{}
	for _, a := range attrs {
		if met[a.Name] {
			return true
		}
		met[a.Name] = true
	}
	return false
}

// report adds what is wrong with the innermost element or one of its attributes.
func (c *xmlCheck) report(attr string, r rule) {
	var b []byte
	for _, f := range c.open { // down to the first element whose name is too long to be sent back
		if len(f.name) > longestName || len(b)+len(f.name) > longestPlace {
			r, attr = r.inside(), ""
			break
		}
		b = append(append(b, '/'), f.name...)
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
