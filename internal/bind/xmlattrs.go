package bind

import "encoding/xml"

// attrs looks at the attributes of an element of that type. It returns what is wrong with
// them as XML, "" for nothing.
func (c *xmlCheck) attrs(n *xmlNode, attrs []xml.Attr) string {
	all, filled := map[xml.Name]bool{}, map[string]bool{}
	for _, a := range attrs {
		if all[a.Name] { // XML 1.0 section 3.1 forbids it, and encoding/xml ignores it
			return attrTwice
		}
		all[a.Name] = true
		name := a.Name.Local // encoding/xml does not look at name spaces here
		t, known := n.attrs[name]
		switch {
		case c.until >= 0:
			if known && c.tokens.InputOffset() == c.until {
				c.tryAttr(t, a)
			}
		case filled[name]:
			c.report(name, mustBeOnce)
		case c.RejectUnknown && !known && !n.anyAttr && !n.opaque && !isCommon(a.Name):
			c.report(name, mustBeKnown)
		}
		if known { // of others there may be very many
			filled[name] = true
		}
	}
	return ""
}

// isCommon reports whether an attribute is about the document, not of it.
func isCommon(name xml.Name) bool {
	switch name.Space {
	case "xmlns", "xml", "http://www.w3.org/XML/1998/namespace", "http://www.w3.org/2001/XMLSchema-instance":
		return true
	}
	return name.Space == "" && name.Local == "xmlns"
}

func hasPrefix(a xml.Attr) bool { return a.Name.Space != "" }

// nameSpaces asks encoding/xml for the name spaces of attributes, since raw tokens have
// prefixes: two attributes with different prefixes can have the same name. It is given the
// elements alone that have attributes with prefixes, and their ends, since few have any.
type nameSpaces struct {
	decoder *xml.Decoder
	given   xml.Token
}

// Token is for the decoder.
func (n *nameSpaces) Token() (xml.Token, error) { return n.given, nil }

func (n *nameSpaces) lookUp(t xml.Token) xml.Token {
	if n.decoder == nil {
		n.decoder = xml.NewTokenDecoder(n)
	}
	n.given = t
	t, _ = n.decoder.Token() // each start is given with its own end
	return t
}
