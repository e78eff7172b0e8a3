package apierror

import "strconv"

// JSON writes the document as RFC 9457 section 3 lays it down. It answers to
// application/json, application/problem+json and text/json.
//
// The zero value works and is safe for concurrent use.
type JSON struct{}

var jsonTypes = []string{"application/json", "application/problem+json", "text/json"}

var jsonEscapes = newEscapes(`\u2028`, `\u2029`, map[byte]string{
	'"': `\"`, '\\': `\\`, '\t': `\t`, '\n': `\n`, '\r': `\r`,
	'<': `\u003c`, '>': `\u003e`, '&': `\u0026`, // harmless even where the body is taken for HTML
})

// MediaTypes returns the three types, application/json first.
func (JSON) MediaTypes() []string { return append([]string(nil), jsonTypes...) }

// Append adds the document to dst. The error is always nil.
func (JSON) Append(dst []byte, e *Error) ([]byte, error) { return appendJSON(dst, e), nil }

func appendJSON(dst []byte, e *Error) []byte {
	dst = append(dst, '{')
	if e.Type != "" {
		dst = appendMember(dst, "type", e.Type)
	}
	dst = appendMember(dst, "title", e.title())
	dst = append(dst, `,"status":`...)
	dst = strconv.AppendInt(dst, int64(e.StatusCode()), 10)
	dst = appendMember(dst, "detail", e.detail())
	dst = appendMember(dst, "code", e.code())
	if e.requestID != "" {
		dst = appendMember(dst, "request_id", e.requestID)
	}
	if len(e.Fields) > 0 {
		dst = append(dst, `,"errors":[`...)
		for i := range e.Fields {
			if i > 0 {
				dst = append(dst, ',')
			}
			dst = append(dst, '{')
			for _, m := range fieldMembers {
				if value := *m.of(&e.Fields[i]); value != "" {
					dst = appendMember(dst, m.name, value)
				}
			}
			dst = append(dst, '}')
		}
		dst = append(dst, ']')
	}
	for i := range e.extensions {
		x := &e.extensions[i]
		if x.foreign || isEmpty(x.value) {
			continue
		}
		dst = append(dst, ',', '"')
		dst = append(dst, x.name...)
		dst = append(dst, '"', ':')
		dst = appendJSONValue(dst, x.value)
	}
	return append(dst, '}')
}

// appendMember writes a member with its comma, if it is not the first.
func appendMember(dst []byte, name, value string) []byte {
	if dst[len(dst)-1] != '{' {
		dst = append(dst, ',')
	}
	dst = append(dst, '"')
	dst = append(dst, name...)
	dst = append(dst, '"', ':')
	return appendJSONString(dst, value)
}

func appendJSONValue(dst []byte, value any) []byte {
	start := len(dst)
	dst = append(dst, '[')
	if elements(value, func(i int, item any) {
		if i > 0 {
			dst = append(dst, ',')
		}
		dst = appendScalar(dst, item, appendJSONString)
	}) {
		return append(dst, ']')
	}
	return appendScalar(dst[:start], value, appendJSONString)
}

func appendJSONString(dst []byte, s string) []byte {
	dst = append(dst, '"')
	dst = jsonEscapes.appendText(dst, s)
	return append(dst, '"')
}
