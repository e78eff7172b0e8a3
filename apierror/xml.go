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
func (XML) Append(dst []byte, e *Error) ([]byte, error) {
	return appendXML(dst, e.orBare(), added{}), nil
}

// appendXML appends the document of e and of what is added to it.
func appendXML(dst []byte, e *Error, add added) []byte {
	dst = append(dst, `<?xml version="1.0" encoding="UTF-8"?>`+"\n"+`<problem xmlns="`+xmlNamespace+`">`...)
	if uri, code := e.typeURI(add.typeBase); uri != "" {
		dst = appendElement(dst, "<type>", uri, "")
		dst = append(dst, code...)
		dst = append(dst, "</type>"...)
	}
	dst = appendElement(dst, "<title>", e.title(), "</title><status>")
	dst = strconv.AppendInt(dst, int64(e.StatusCode()), 10)
	dst = appendElement(dst, "</status><detail>", e.detail(), "</detail>")
	if uri := e.instance(); uri != "" {
		dst = appendElement(dst, "<instance>", uri, "</instance>")
	}
	dst = appendElement(dst, "<code>", e.code(), "</code>")
	if requestID := e.requestID(add.requestID); requestID != "" {
		dst = appendElement(dst, "<request_id>", requestID, "</request_id>")
	}
	if len(e.Fields) > 0 {
		dst = append(dst, "<errors>"...)
		for i := range e.Fields {
			dst = appendXMLField(dst, &e.Fields[i])
		}
		dst = append(dst, "</errors>"...)
	}
	if e.more == nil {
		return append(dst, "</problem>"...)
	}
	for i := range e.more.extensions {
		x := &e.more.extensions[i]
		if x.foreign || isEmpty(x.value) {
			continue
		}
		dst = append(dst, '<')
		dst = append(dst, x.name...)
		dst = append(dst, '>')
		dst = appendXMLValue(dst, x.value)
		dst = append(dst, '<', '/')
		dst = append(dst, x.name...)
		dst = append(dst, '>')
	}
	return append(dst, "</problem>"...)
}

var xmlFieldTags = [...][2]string{
	{"<pointer>", "</pointer>"}, {"<xpath>", "</xpath>"}, {"<in>", "</in>"}, {"<name>", "</name>"},
	{"<code>", "</code>"}, {"<param>", "</param>"}, {"<detail>", "</detail>"},
}

func appendXMLField(dst []byte, f *FieldError) []byte {
	dst = append(dst, "<i>"...)
	for i, value := range f.values() {
		if value != "" {
			dst = appendElement(dst, xmlFieldTags[i][0], value, xmlFieldTags[i][1])
		}
	}
	return append(dst, "</i>"...)
}

// appendElement writes text between two pieces of markup.
func appendElement(dst []byte, before, text, after string) []byte {
	dst = append(dst, before...)
	dst = xmlEscapes.appendText(dst, text)
	return append(dst, after...)
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
