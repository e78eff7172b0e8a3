package apierror

import "bytes"

// head is what documents of the guide's statuses begin with, from the type to the code,
// in one format and with one TypeBase. It never changes.
type head struct {
	escapes  *escapes
	typeBase string                                     // in the form that is sent
	around   [len(guide)]struct{ before, after []byte } // the detail
}

// Those without a TypeBase.
var plainJSON, plainXML = newHead(appendJSONHead, jsonEscapes, ""), newHead(appendXMLHead, xmlEscapes, "")

func newHead(appendHead func(dst []byte, e *Error, typeBase string) []byte, escapes *escapes, typeBase string) *head {
	h := &head{escapes: escapes, typeBase: typeBase}
	for i, line := range guide {
		whole := appendHead(nil, line.status.New(""), typeBase)
		h.around[i].before, h.around[i].after, _ = bytes.Cut(whole, []byte(line.detail)) // a sentence that needs no escape
	}
	return h
}

// append begins the document of e. ok is false if e has more words of its own there
// than a detail.
func (h *head) append(dst []byte, e *Error) (_ []byte, ok bool) {
	i := e.Status.line()
	if i < 0 || e.Type != "" || e.Instance != "" || e.more != nil && e.more.decoded || e.code() != guide[i].code || e.title() != e.Status.Title() {
		return dst, false
	}
	dst = append(dst, h.around[i].before...)
	if e.Detail == "" {
		dst = append(dst, guide[i].detail...)
	} else {
		dst = h.escapes.appendText(dst, e.Detail)
	}
	return append(dst, h.around[i].after...), true
}
