package apierror

import "bytes"

// readyDocuments are the documents of the guide's statuses in one format, as they
// are when a handler says no more than a detail. They are made by the encoder,
// once, and never written to.
type readyDocuments struct {
	esc           *escapes
	before, after [len(guide)][]byte // what stands around the detail
	beforeID      string             // what stands around the request ID
	afterID       string
	end           string
}

var (
	readyJSON = makeReady(appendJSON, jsonEscapes, `,"request_id":"`, `"`, "}")
	readyXML  = makeReady(appendXML, xmlEscapes, "<request_id>", "</request_id>", "</problem>")
)

func makeReady(encode func([]byte, *Error, string) []byte, esc *escapes, beforeID, afterID, end string) *readyDocuments {
	docs := &readyDocuments{esc: esc, beforeID: beforeID, afterID: afterID, end: end}
	for i, line := range guide {
		whole := encode(nil, line.status.New(""), "")
		before, after, _ := bytes.Cut(whole, []byte(line.detail)) // a sentence that needs no escape
		docs.before[i], docs.after[i] = before, bytes.TrimSuffix(after, []byte(end))
	}
	return docs
}

// of appends the document of e, or returns nil if e says more than what is ready.
func (docs *readyDocuments) of(dst []byte, e *Error, requestID string) []byte {
	line := e.Status.line()
	if line < 0 || e.Type != "" || e.more != nil || len(e.Fields) > 0 ||
		e.code() != guide[line].code || e.title() != e.Status.Title() {
		return nil
	}
	dst = append(dst, docs.before[line]...)
	if e.Detail == "" {
		dst = append(dst, guide[line].detail...)
	} else {
		dst = docs.esc.appendText(dst, e.Detail)
	}
	dst = append(dst, docs.after[line]...)
	if requestID != "" { // whose form needs no escape
		dst = append(dst, docs.beforeID...)
		dst = append(dst, requestID...)
		dst = append(dst, docs.afterID...)
	}
	return append(dst, docs.end...)
}
