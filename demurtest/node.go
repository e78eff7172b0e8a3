package demurtest

import (
	"bytes"
	"encoding/json"
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
	"unicode/utf8"
)

// node is a part of a document, in JSON or XML.
type node struct {
	name       string // of the member or element; that of its list for an item
	space      string // the namespace, in XML
	attributes []leaf // in XML, without those of namespaces
	kind       kind
	text       string
	children   []*node
}

type kind int

const (
	scalar kind = iota // a number, a truth value or null, in JSON
	text
	object
	list
)

// deepest bounds how deeply the documents that are read may be nested.
const deepest = 100

var errTooDeep = errors.New("it is nested too deeply")

func parseJSON(body []byte) (*node, error) {
	if !utf8.Valid(body) {
		return nil, errors.New("it is not in UTF-8")
	}
	d := json.NewDecoder(bytes.NewReader(body))
	d.UseNumber()
	root, err := jsonNode(d, "", 0)
	if err != nil {
		return nil, err
	}
	if _, err := d.Token(); err != io.EOF {
		return nil, errors.New("there is more behind the document")
	}
	return root, nil
}

func jsonNode(d *json.Decoder, name string, depth int) (*node, error) {
	token, err := d.Token()
	if err != nil || depth > deepest {
		return nil, errors.Join(err, deeper(depth))
	}
	n := &node{name: name}
	switch token := token.(type) {
	case string:
		n.kind, n.text = text, token
	case json.Delim:
		if n.kind = object; token == '[' {
			n.kind = list
		}
		for d.More() {
			inner := name
			if n.kind == object {
				key, err := d.Token()
				if err != nil {
					return nil, err
				}
				inner = key.(string)
			}
			child, err := jsonNode(d, inner, depth+1)
			if err != nil {
				return nil, err
			}
			n.children = append(n.children, child)
		}
		if _, err := d.Token(); err != nil {
			return nil, err
		}
	case nil:
	default:
		n.text = fmt.Sprint(token) // a json.Number or a truth value
	}
	return n, nil
}

func deeper(depth int) error {
	if depth > deepest {
		return errTooDeep
	}
	return nil
}

func parseXML(body []byte) (*node, error) {
	// XML may begin with the mark (XML 1.0 section 4.3.3), JSON may not (RFC 8259 section 8.1).
	d := xml.NewDecoder(bytes.NewReader(bytes.TrimPrefix(body, []byte("\ufeff"))))
	d.Strict = true
	var open []*node
	var root *node
	for {
		token, err := d.Token()
		if err == io.EOF && root != nil {
			return root, nil
		}
		if err != nil {
			return nil, err
		}
		switch token := token.(type) {
		case xml.StartElement:
			n := &node{name: token.Name.Local, space: token.Name.Space, kind: text}
			for _, a := range token.Attr {
				if a.Name.Local != "xmlns" && a.Name.Space != "xmlns" {
					n.attributes = append(n.attributes, leaf{a.Name.Local, a.Value})
				}
			}
			switch {
			case len(open) > deepest:
				return nil, errTooDeep
			case len(open) > 0:
				parent := open[len(open)-1]
				parent.children = append(parent.children, n)
			case root != nil:
				return nil, errors.New("there are two root elements")
			default:
				root = n
			}
			open = append(open, n)
		case xml.EndElement:
			if err := open[len(open)-1].close(); err != nil {
				return nil, err
			}
			open = open[:len(open)-1]
		case xml.CharData:
			if len(open) > 0 {
				open[len(open)-1].text += string(token)
			} else if strings.TrimSpace(string(token)) != "" {
				return nil, errors.New("there is text outside of the root element")
			}
		}
	}
}

// close decides what an element of XML is. RFC 9457 appendix B: one whose children are
// all called i is a list, and one with other children an object.
func (n *node) close() error {
	if len(n.children) == 0 {
		return nil
	}
	if strings.TrimSpace(n.text) != "" {
		return fmt.Errorf("the element %s has text beside elements", n.name)
	}
	n.text, n.kind = "", object
	if !slices.ContainsFunc(n.children, func(c *node) bool { return c.name != "i" }) {
		n.kind = list
		for _, item := range n.children {
			item.name = n.name
		}
	}
	return nil
}

// leaf is a text or another value that stands in a document, or an attribute.
type leaf struct{ name, text string }

// leaves returns the values of a document that are not empty, in order.
func (n *node) leaves() (all []leaf) {
	for _, a := range n.attributes {
		if a.text != "" {
			all = append(all, a)
		}
	}
	if n.kind == text || n.kind == scalar {
		if n.text != "" {
			all = append(all, leaf{n.name, n.text})
		}
		return all
	}
	for _, child := range n.children {
		all = append(all, child.leaves()...)
	}
	return all
}
