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
func (JSON) Append(dst []byte, e *Error) ([]byte, error) {
	return appendJSON(dst, e.orBare(), added{}), nil
}

// appendJSON appends the document of e and of what is added to it.
func appendJSON(dst []byte, e *Error, add added) []byte {
	dst = append(dst, '{')
	if uri, code := e.typeURI(add.typeBase); uri != "" {
		dst = append(dst, `"type":"`...)
		dst = jsonEscapes.appendText(dst, uri)
		dst = append(dst, code...)
		dst = append(dst, '"', ',')
	}
	dst = appendMember(dst, `"title":"`, e.title())
	dst = append(dst, `,"status":`...)
	dst = strconv.AppendInt(dst, int64(e.StatusCode()), 10)
	dst = appendMember(dst, `,"detail":"`, e.detail())
	if uri := e.instance(); uri != "" {
		dst = appendMember(dst, `,"instance":"`, uri)
	}
	dst = appendMember(dst, `,"code":"`, e.code())
	if requestID := e.requestID(add.requestID); requestID != "" {
		dst = appendMember(dst, `,"request_id":"`, requestID)
	}
	if len(e.Fields) > 0 {
		dst = append(dst, `,"errors":[`...)
		for i := range e.Fields {
			if i > 0 {
				dst = append(dst, ',')
			}
			dst = appendJSONField(dst, &e.Fields[i])
		}
		dst = append(dst, ']')
	}
	if e.more == nil {
		return append(dst, '}')
	}
	for i := range e.more.extensions {
		x := &e.more.extensions[i]
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

var jsonFieldKeys = [...]string{`"pointer":"`, `"xpath":"`, `"in":"`, `"name":"`, `"code":"`, `"param":"`, `"detail":"`}

func appendJSONField(dst []byte, f *FieldError) []byte {
	dst = append(dst, '{')
	first := true
	for i, value := range f.values() {
		if value == "" {
			continue
		}
		if !first {
			dst = append(dst, ',')
		}
		dst = appendMember(dst, jsonFieldKeys[i], value)
		first = false
	}
	return append(dst, '}')
}

// appendMember writes a string behind its key, which ends with the quote that
// opens it.
func appendMember(dst []byte, key, value string) []byte {
	dst = append(dst, key...)
	dst = jsonEscapes.appendText(dst, value)
	return append(dst, '"')
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

func appendJSONString(dst []byte, s string) []byte { return appendMember(dst, `"`, s) }
