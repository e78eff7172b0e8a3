package apierror

import "strconv"

// XML writes the document as RFC 9457 appendix B lays it down. It answers to
// application/xml, application/problem+xml and text/xml.
//
// The zero value works and is safe for concurrent use.
type XML struct{}

// xmlNamespace is that of RFC 7807, which RFC 9457 keeps.
const xmlNamespace = "urn:ietf:rfc:7807"

var xmlTypes = []string{"application/xml", "application/problem+xml", "text/xml"}

var xmlEscapes = newEscapes("\u2028", "\u2029", map[byte]string{
	'<': "&lt;", '>': "&gt;", '&': "&amp;", '\r': "&#xD;", // a bare one would be read as a line feed
})

// MediaTypes returns the three types, application/xml first.
func (XML) MediaTypes() []string { return append([]string(nil), xmlTypes...) }

// Append adds the document to dst. The error is always nil.
func (XML) Append(dst []byte, e *Error) ([]byte, error) { return appendXML(dst, e), nil }

func appendXML(dst []byte, e *Error) []byte {
	dst = append(dst, `<?xml version="1.0" encoding="UTF-8"?>`+"\n"+`<problem xmlns="`+xmlNamespace+`">`...)
	if e.Type != "" {
		dst = appendElement(dst, "type", e.Type)
	}
	dst = appendElement(dst, "title", e.title())
	dst = append(dst, "<status>"...)
	dst = strconv.AppendInt(dst, int64(e.StatusCode()), 10)
	dst = append(dst, "</status>"...)
	dst = appendElement(dst, "detail", e.detail())
	dst = appendElement(dst, "code", e.code())
	if e.requestID != "" {
		dst = appendElement(dst, "request_id", e.requestID)
	}
	if len(e.Fields) > 0 {
		dst = append(dst, "<errors>"...)
		for i := range e.Fields {
			dst = append(dst, "<i>"...)
			for _, m := range fieldMembers {
				if value := *m.of(&e.Fields[i]); value != "" {
					dst = appendElement(dst, m.name, value)
				}
			}
			dst = append(dst, "</i>"...)
		}
		dst = append(dst, "</errors>"...)
	}
	for i := range e.extensions {
		x := &e.extensions[i]
		if x.foreign || isEmpty(x.value) {
			continue
		}
		dst = appendStart(dst, x.name)
		dst = appendXMLValue(dst, x.value)
		dst = appendEnd(dst, x.name)
	}
	return append(dst, "</problem>"...)
}

func appendElement(dst []byte, name, value string) []byte {
	dst = appendStart(dst, name)
	dst = xmlEscapes.appendText(dst, value)
	return appendEnd(dst, name)
}

func appendStart(dst []byte, name string) []byte {
	dst = append(dst, '<')
	dst = append(dst, name...)
	return append(dst, '>')
}

func appendEnd(dst []byte, name string) []byte {
	dst = append(dst, '<', '/')
	dst = append(dst, name...)
	return append(dst, '>')
}

// appendXMLValue writes a list as <i> elements, which is what RFC 9457 takes
// for an array.
func appendXMLValue(dst []byte, value any) []byte {
	if elements(value, func(_ int, item any) {
		dst = append(dst, "<i>"...)
		dst = appendScalar(dst, item, xmlEscapes.appendText)
		dst = append(dst, "</i>"...)
	}) {
		return dst
	}
	return appendScalar(dst, value, xmlEscapes.appendText)
}
