package apierror

import "bytes"

// ready holds the documents of the guide's statuses, in JSON and in XML, as they
// are when a handler says nothing more, or nothing but a detail. They are made
// by the encoders, once, and never written to.
var ready = func() (documents [len(guide)][2]readyDocument) {
	for i, line := range guide {
		e := line.status.New("")
		for j, whole := range [...][]byte{appendJSON(nil, e), appendXML(nil, e)} {
			before, after, _ := bytes.Cut(whole, []byte(line.detail)) // a sentence that needs no escape
			documents[i][j] = readyDocument{whole, before, after}
		}
	}
	return documents
}()

// readyDocument is a document and what of it stands around the detail.
type readyDocument struct{ whole, before, after []byte }

// ofReady returns the document of e in one of the two formats, if it says no more
// than a detail, else nil.
func (s *scratch) ofReady(e *Error, format int, esc *escapes) []byte {
	if e.Type != "" || e.more != nil || len(e.Fields) > 0 {
		return nil
	}
	line := e.Status.line()
	if line < 0 || e.code() != guide[line].code || e.title() != e.Status.Title() {
		return nil
	}
	doc := &ready[line][format]
	if e.Detail == "" {
		return doc.whole
	}
	s.body = append(s.body[:0], doc.before...)
	s.body = esc.appendText(s.body, e.Detail)
	s.body = append(s.body, doc.after...)
	return s.body
}
