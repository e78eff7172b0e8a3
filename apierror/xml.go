package apierror

import (
	"reflect"
	"slices"
	"strconv"
)

// XML writes the document as RFC 9457 appendix B lays it down. It answers to
// application/xml, application/problem+xml and text/xml.
//
// The zero value works and is safe for concurrent use.
type XML struct{}

// xmlNamespace is that of RFC 7807, which RFC 9457 keeps.
const xmlNamespace = "urn:ietf:rfc:7807"

var xmlTypes = []string{"application/xml", "application/problem+xml", "text/xml"}

var xmlEscapes = newEscapes("", "\u2028", "\u2029", map[byte]string{
	'<': "&lt;", '>': "&gt;", '&': "&amp;", '\r': "&#xD;", // a bare one would be read as a line feed
})

// MediaTypes returns the three types, application/xml first.
func (XML) MediaTypes() []string { return append([]string(nil), xmlTypes...) }

// Append adds the document to dst. The error is always nil.
func (XML) Append(dst []byte, e *Error) ([]byte, error) {
	return appendXML(dst, plainXML, e.orBare(), ""), nil
}

func appendXML(dst []byte, h *head, e *Error, requestID string) []byte {
	dst, ok := h.append(slices.Grow(dst, e.size()), e)
	if !ok {
		dst = appendXMLHead(dst, e, h.typeBase)
	}
	dst = appendElement(dst, "<request_id>", e.requestID(requestID), "</request_id>")
	if len(e.Fields) > 0 {
		dst = append(dst, "<errors>"...)
		for i := range e.Fields {
			dst = appendXMLField(dst, &e.Fields[i])
		}
		dst = append(dst, "</errors>"...)
	}
	for name, v := range e.sent {
		dst = append(dst, '<')
		dst = append(dst, name...)
		dst = append(dst, '>')
		if v.Kind() == reflect.Slice { // RFC 9457 takes <i> elements for an array
			dst = appendItems(dst, v, "<i>", "</i>", xmlEscapes)
		} else {
			dst = appendScalar(dst, v, xmlEscapes)
		}
		dst = append(dst, '<', '/')
		dst = append(dst, name...)
		dst = append(dst, '>')
	}
	return append(dst, "</problem>"...)
}

func appendXMLHead(dst []byte, e *Error, typeBase string) []byte {
	dst = append(dst, `<?xml version="1.0" encoding="UTF-8"?>`+"\n"+`<problem xmlns="`+xmlNamespace+`">`...)
	if uri, code := e.typeURI(typeBase); uri != "" {
		dst = appendElement(dst, "<type>", uri, code)
		dst = append(dst, "</type>"...)
	}
	dst = appendElement(dst, "<title>", e.title(), "</title><status>")
	dst = strconv.AppendInt(dst, int64(e.StatusCode()), 10)
	dst = appendElement(dst, "</status><detail>", e.detail(), "</detail>")
	dst = appendElement(dst, "<instance>", e.instance(), "</instance>")
	return appendElement(dst, "<code>", e.code(), "</code>")
}

func appendXMLField(dst []byte, f *FieldError) []byte {
	dst = append(dst, "<i>"...)
	dst = appendElement(dst, "<pointer>", f.Pointer, "</pointer>")
	dst = appendElement(dst, "<xpath>", f.XPath, "</xpath>")
	dst = appendElement(dst, "<in>", f.In, "</in>")
	dst = appendElement(dst, "<name>", f.Name, "</name>")
	dst = appendElement(dst, "<code>", f.Code, "</code>")
	dst = appendElement(dst, "<param>", f.Param, "</param>")
	dst = appendElement(dst, "<detail>", f.Detail, "</detail>")
	return append(dst, "</i>"...)
}

// appendElement writes text between two pieces of markup, unless it is empty.
func appendElement(dst []byte, before, text, after string) []byte {
	if text == "" {
		return dst
	}
	dst = append(dst, before...)
	dst = xmlEscapes.appendText(dst, text)
	return append(dst, after...)
}
