package apierror

import (
	"reflect"
	"slices"
	"strconv"
)

// JSON writes the document as RFC 9457 section 3 lays it down. It answers to
// application/json, application/problem+json and text/json.
//
// The zero value works and is safe for concurrent use.
type JSON struct{}

var jsonTypes = []string{"application/json", "application/problem+json", "text/json"}

var jsonEscapes = newEscapes(`"`, `\u2028`, `\u2029`, map[byte]string{
	'"': `\"`, '\\': `\\`, '\t': `\t`, '\n': `\n`, '\r': `\r`,
	'<': `\u003c`, '>': `\u003e`, '&': `\u0026`, // harmless even where the body is taken for HTML
})

// MediaTypes returns the three types, application/json first.
func (JSON) MediaTypes() []string { return append([]string(nil), jsonTypes...) }

// Append adds the document to dst. The error is always nil.
func (JSON) Append(dst []byte, e *Error) ([]byte, error) {
	return appendJSON(dst, plainJSON, e.orBare(), ""), nil
}

// appendJSON appends a document. Each member and item has a comma behind it; the last
// one gives way to the end.
func appendJSON(dst []byte, h *head, e *Error, requestID string) []byte {
	dst, ok := h.append(slices.Grow(dst, e.size()), e)
	if !ok {
		dst = appendJSONHead(dst, e, h.typeBase)
	}
	dst = appendMember(dst, `"request_id":"`, e.requestID(requestID))
	if len(e.Fields) > 0 {
		dst = append(dst, `"errors":[`...)
		for i := range e.Fields {
			dst = append(appendJSONField(dst, &e.Fields[i]), ',')
		}
		dst = append(closeJSON(dst, ']'), ',')
	}
	for name, v := range e.sent {
		dst = append(dst, '"')
		dst = append(dst, name...)
		dst = append(dst, `":`...)
		if v.Kind() == reflect.Slice {
			dst = closeJSON(appendItems(append(dst, '['), v, "", ",", jsonEscapes), ']')
		} else {
			dst = appendScalar(dst, v, jsonEscapes)
		}
		dst = append(dst, ',')
	}
	return closeJSON(dst, '}')
}

func appendJSONHead(dst []byte, e *Error, typeBase string) []byte {
	dst = append(dst, '{')
	if uri, code := e.typeURI(typeBase); uri != "" {
		dst = append(dst, `"type":"`...)
		dst = jsonEscapes.appendText(dst, uri)
		dst = append(dst, code...)
		dst = append(dst, `",`...)
	}
	dst = appendMember(dst, `"title":"`, e.title())
	dst = append(dst, `"status":`...)
	dst = strconv.AppendInt(dst, int64(e.StatusCode()), 10)
	dst = append(dst, ',')
	dst = appendMember(dst, `"detail":"`, e.detail())
	dst = appendMember(dst, `"instance":"`, e.instance())
	return appendMember(dst, `"code":"`, e.code())
}

func appendJSONField(dst []byte, f *FieldError) []byte {
	dst = append(dst, '{')
	dst = appendMember(dst, `"pointer":"`, f.Pointer)
	dst = appendMember(dst, `"xpath":"`, f.XPath)
	dst = appendMember(dst, `"in":"`, f.In)
	dst = appendMember(dst, `"name":"`, f.Name)
	dst = appendMember(dst, `"code":"`, f.Code)
	dst = appendMember(dst, `"param":"`, f.Param)
	dst = appendMember(dst, `"detail":"`, f.Detail)
	return closeJSON(dst, '}')
}

// appendMember writes a string, unless it is empty, and a comma. key ends with the
// quote that opens the string.
func appendMember(dst []byte, key, value string) []byte {
	if value == "" {
		return dst
	}
	dst = append(dst, key...)
	dst = jsonEscapes.appendText(dst, value)
	return append(dst, `",`...)
}

// closeJSON ends an object or a list, in place of its last comma.
func closeJSON(dst []byte, end byte) []byte {
	if last := len(dst) - 1; dst[last] == ',' {
		dst = dst[:last]
	}
	return append(dst, end)
}
