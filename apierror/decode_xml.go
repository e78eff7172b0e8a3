package apierror

import (
	"bytes"
	"encoding/xml"
	"errors"
	"io"
)

// node is an element with the text or the elements in it, down to the depth
// that a problem document has: problem, errors, i, pointer.
type node struct {
	name     string
	text     string
	children []node
}

const documentDepth = 4

// parseXML reads the children of the root element into e, in their order.
// Namespaces are not compared: a document that names another version of the RFC
// has the same members.
func parseXML(body []byte, e *Error) error {
	past := &endReader{Reader: bytes.NewReader(body)}
	err := parseXMLFrom(xml.NewDecoder(past), e)
	if err != nil && past.ended { // encoding/xml reports it in several ways
		return io.ErrUnexpectedEOF
	}
	return err
}

// endReader notes that more was wanted than there is. encoding/xml reads it byte
// by byte, so it does not read ahead of a mistake.
type endReader struct {
	*bytes.Reader
	ended bool
}

func (r *endReader) ReadByte() (byte, error) {
	b, err := r.Reader.ReadByte()
	r.ended = r.ended || err != nil
	return b, err
}

func parseXMLFrom(d *xml.Decoder, e *Error) error {
	root, err := rootElement(d)
	if err != nil {
		return err
	}
	if root.Name.Local != "problem" {
		return errors.New("its root element is not problem")
	}
	doc, err := readNode(d, root, documentDepth)
	if err != nil {
		return err
	}
	for { // what follows the root must be well formed too
		if _, err := d.Token(); err == io.EOF {
			break
		} else if err != nil {
			return err
		}
	}
	for _, member := range doc.children {
		switch {
		case member.name == "errors":
			e.Fields = nil
			for _, item := range member.items() {
				var f FieldError
				for _, part := range item.children {
					f.set(part.name, part.text)
				}
				e.Fields = append(e.Fields, f)
			}
		case len(member.children) == 0:
			if member.text != "" {
				e.setText(member.name, member.text)
			}
		case !isStandard(member.name):
			var list []string
			for _, item := range member.items() {
				if len(item.children) == 0 {
					list = append(list, item.text)
				}
			}
			if len(list) > 0 {
				e.setExtension(member.name, list)
			}
		}
	}
	return nil
}

// items returns the children of an array: an element with <i> children only
// (RFC 9457 appendix B).
func (n node) items() []node {
	for _, child := range n.children {
		if child.name != "i" {
			return nil
		}
	}
	return n.children[:min(len(n.children), itemLimit)]
}

func rootElement(d *xml.Decoder) (xml.StartElement, error) {
	for {
		t, err := d.Token()
		if err != nil {
			return xml.StartElement{}, err
		}
		if start, ok := t.(xml.StartElement); ok {
			return start, nil
		}
	}
}

// readNode reads what is left of an element. Below depth it skips.
func readNode(d *xml.Decoder, start xml.StartElement, depth int) (node, error) {
	n := node{name: start.Name.Local}
	var text []byte
	for {
		t, err := d.Token()
		if err != nil {
			return n, err
		}
		switch t := t.(type) {
		case xml.CharData:
			text = append(text, t...)
		case xml.EndElement:
			n.text = string(text)
			return n, nil
		case xml.StartElement:
			if depth == 1 {
				if err := d.Skip(); err != nil {
					return n, err
				}
				n.children = append(n.children, node{name: t.Name.Local})
				continue
			}
			child, err := readNode(d, t, depth-1)
			if err != nil {
				return n, err
			}
			n.children = append(n.children, child)
		}
	}
}
