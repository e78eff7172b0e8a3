package apierror

import "bytes"

// readyDocuments are the documents of the guide's statuses in one format and with
// one TypeBase, as they are when a handler says no more than a detail. They are
// made by the encoder, once, and never written to.
type readyDocuments struct {
	esc           *escapes
	before, after [len(guide)][]byte // what stands around the detail
	beforeID      string             // what stands around the request ID
	afterID       string
	end           string
}

func makeReadyJSON(typeBase string) *readyDocuments {
	docs := &readyDocuments{esc: jsonEscapes, beforeID: `,"request_id":"`, afterID: `"`, end: "}"}
	return docs.make(appendJSON, typeBase)
}

func makeReadyXML(typeBase string) *readyDocuments {
	docs := &readyDocuments{esc: xmlEscapes, beforeID: "<request_id>", afterID: "</request_id>", end: "</problem>"}
	return docs.make(appendXML, typeBase)
}

func (docs *readyDocuments) make(encode func([]byte, *Error, added) []byte, typeBase string) *readyDocuments {
	for i, line := range guide {
		whole := encode(nil, line.status.New(""), added{typeBase: typeBase})
		before, after, _ := bytes.Cut(whole, []byte(line.detail)) // a sentence that needs no escape
		docs.before[i], docs.after[i] = before, bytes.TrimSuffix(after, []byte(docs.end))
	}
	return docs
}

// of appends the document of e, or returns nil if e says more than what is ready.
func (docs *readyDocuments) of(dst []byte, e *Error, requestID string) []byte {
	line := e.Status.line()
	if line < 0 || e.Type != "" || e.Instance != "" || e.more != nil || len(e.Fields) > 0 ||
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
