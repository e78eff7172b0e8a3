package demurtest

import (
	"fmt"
	"mime"
	"net/http"
	"slices"
	"strconv"
	"strings"
)

// namespace is that of problem documents in XML, which RFC 9457 has kept from RFC 7807.
const namespace = "urn:ietf:rfc:7807"

// documentTypes are the media types that a problem document is sent as.
var documentTypes = []string{
	"application/problem+json", "application/problem+xml",
	"application/json", "application/xml", "text/json", "text/xml",
}

// syntax is what a body is written in.
type syntax int

const (
	neither syntax = iota
	inJSON
	inXML
)

func (s syntax) String() string { return [...]string{"neither JSON nor XML", "JSON", "XML"}[s] }

// mediaType returns the media type of a body, and what it is written in.
func mediaType(h http.Header) (string, syntax) {
	name, _, err := mime.ParseMediaType(h.Get("Content-Type"))
	if err != nil {
		return "", neither
	}
	kind, subtype, _ := strings.Cut(name, "/")
	switch {
	case kind == "image" || kind == "font": // image/svg+xml is XML, and no document
	case subtype == "json" || strings.HasSuffix(subtype, "+json"):
		return name, inJSON
	case subtype == "xml" || strings.HasSuffix(subtype, "+xml"):
		return name, inXML
	}
	return name, neither
}

// conforms returns what of RFC 9457 a document does not keep to.
func conforms(h http.Header, status int, body []byte) []string {
	name, written := mediaType(h)
	if !slices.Contains(documentTypes, name) {
		return []string{fmt.Sprintf("the Content-Type is %q", strings.Join(h.Values("Content-Type"), ", "))}
	}
	root, err := parse(written, body)
	if err != nil {
		return []string{fmt.Sprintf("the Content-Type is %s, and the body is no such document: %v", name, err)}
	}
	if written == inJSON && root.kind != object {
		return []string{"the body is no JSON object"}
	}
	return append(root.standard(written, status), root.ours()...)
}

// standard returns what is wrong with the parts of a problem document that RFC 9457
// speaks of. It needs none of its members, and says nothing of others.
func (n *node) standard(written syntax, status int) (faults []string) {
	fault := func(format string, args ...any) { faults = append(faults, fmt.Sprintf(format, args...)) }
	if written == inXML {
		faults = n.foreign(nil)
		if n.name != "problem" {
			fault("the root element is %s", n.name)
		}
	}
	seen := map[string]bool{}
	for _, m := range n.children {
		if seen[m.name] {
			fault("the member %s comes twice", m.name)
		}
		seen[m.name] = true
		switch m.name {
		case "type", "title", "detail", "instance":
			if m.kind != text {
				fault("the member %s is no text", m.name)
			}
		case "status":
			// RFC 9457 section 3.1.2: a number, and the one of the answer.
			if got, err := strconv.Atoi(m.text); err != nil || got != status || written == inJSON && m.kind != scalar {
				fault("the member status is %s, and the answer has %d", m.text, status)
			}
		}
	}
	return faults
}

// ours returns what is wrong with what demur adds to the standard: a title and a status
// in every document, and errors whose parts are texts.
func (n *node) ours() (faults []string) {
	fault := func(format string, args ...any) { faults = append(faults, fmt.Sprintf(format, args...)) }
	for _, name := range []string{"title", "status"} {
		if !slices.ContainsFunc(n.children, func(m *node) bool { return m.name == name }) {
			fault("there is no member %s", name)
		}
	}
	for _, m := range n.children {
		if m.name != "errors" {
			continue
		}
		if m.kind != list {
			fault("the member errors is no list")
			continue
		}
		for _, entry := range m.children {
			if entry.kind != object {
				fault("an entry of errors is no object")
			}
			for _, part := range entry.children {
				if part.kind != text {
					fault("in errors, %s is no text", part.name)
				}
			}
		}
	}
	return faults
}

// foreign returns the elements that are in another namespace, and those with attributes.
func (n *node) foreign(faults []string) []string {
	if n.space != namespace {
		faults = append(faults, fmt.Sprintf("the element %s is in the namespace %q", n.name, n.space))
	}
	if len(n.attributes) > 0 {
		faults = append(faults, fmt.Sprintf("the element %s has attributes", n.name))
	}
	for _, child := range n.children {
		faults = child.foreign(faults)
	}
	return faults
}

// parse reads one document and nothing behind it.
func parse(written syntax, body []byte) (*node, error) {
	switch written {
	case inJSON:
		return parseJSON(body)
	case inXML:
		return parseXML(body)
	}
	return nil, fmt.Errorf("it is neither JSON nor XML")
}
