package bind

import (
	"encoding/xml"
	"slices"
	"strconv"

	"github.com/seed-86b940f4/demur/apierror"
)

// element opens an element. It returns what is wrong with the document, "" for nothing; what
// is wrong with the value it reports.
func (c *xmlCheck) element(t xml.StartElement, start int64) string {
	name := t.Name.Local
	frame := xmlFrame{node: ignored, name: t.Name, counts: len(c.counts)}
	var broken rule
	switch {
	case len(c.open) >= c.maxDepth(): // encoding/xml calls itself for each
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
			if c.values++; c.values > c.maxElements() {
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
	if frame.spaced = slices.ContainsFunc(t.Attr, hasPrefix); frame.spaced {
		t = c.spaces.lookUp(t.Copy()).(xml.StartElement) // it changes the attributes
	}
	c.counts = append(c.counts, make([]int, len(frame.node.children))...)
	c.open = append(c.open, frame)
	if broken != (rule{}) {
		c.report("", broken)
		if broken != mustBeOnce { // nothing is known of the attributes of another element
			return ""
		}
	}
	return c.attrs(frame.node, t.Attr)
}

// count counts the children of a name. It returns the number of this one, 0 if
// there is to be no other: an XPath has numbers where they are needed alone.
func (c *xmlCheck) count(parent *xmlFrame, name string, child *xmlChild) (n int) {
	if child != nil {
		c.counts[parent.counts+child.number]++
		n = c.counts[parent.counts+child.number]
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
