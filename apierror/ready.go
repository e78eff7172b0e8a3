package apierror

// ready holds the documents of the guide's statuses as they are without a word
// added, in JSON and in XML: what a handler that returns a constant gets. They
// are made by the encoders, once, and never written to.
var ready = func() (documents [len(guide)][2][]byte) {
	for i, line := range guide {
		e := line.status.New("")
		documents[i] = [2][]byte{appendJSON(nil, e), appendXML(nil, e)}
	}
	return documents
}()

// readyDocument returns the document of e if it is ready, else nil.
func readyDocument(f Format, e *Error) []byte {
	if e.Detail != "" || e.Type != "" || e.requestID != "" || len(e.Fields) > 0 || len(e.extensions) > 0 {
		return nil
	}
	line := e.Status.line()
	if line < 0 || e.code() != guide[line].code || e.title() != e.Status.Title() {
		return nil
	}
	switch f.(type) {
	case JSON:
		return ready[line][0]
	case XML:
		return ready[line][1]
	}
	return nil
}
