package apierror

import "fmt"

// encode returns the document in the format of that media type. Should a foreign
// format fail, it returns JSON. The document is valid until s is released.
func (s *scratch) encode(fs *formatSet, mediaType string, e *Error, requestID string) (body []byte, sent string, err error) {
	switch f := fs.byType(mediaType).(type) {
	case JSON:
		body = appendJSON(s.body[:0], fs.json, e, requestID)
	case XML:
		body = appendXML(s.body[:0], fs.xml, e, requestID)
	default:
		if body, err = appendForeign(f, s.body[:0], fs.json.typeBase, e, requestID); err != nil {
			body, err = appendJSON(s.body[:0], fs.json, e, requestID), fmt.Errorf("apierror: format of %s: %w", mediaType, err)
			mediaType = jsonTypes[0]
		}
	}
	s.body = body
	return body, mediaType, err
}

// size returns how many bytes the document of e takes in either format, or a few more,
// so that its buffer is made once. Not counted are escapes and extensions.
func (e *Error) size() int {
	const document, field = 512, 80 // of markup in XML: a field has four or five members
	n := document + len(e.Type) + len(e.Title) + len(e.Detail) + len(e.Instance) + len(e.Code)
	for i := range e.Fields {
		f := &e.Fields[i]
		n += field + len(f.Pointer) + len(f.XPath) + len(f.In) + len(f.Name) + len(f.Code) + len(f.Param) + len(f.Detail)
	}
	return n
}

func appendForeign(f Format, dst []byte, typeBase string, e *Error, requestID string) (body []byte, err error) {
	defer func() {
		if v := recover(); v != nil {
			err = fmt.Errorf("panic: %v", v)
		}
	}()
	own := *e // a copy, since a format that we do not know may keep it
	uri, code := e.typeURI(typeBase)
	own.Code, own.Title, own.Detail, own.Type, own.Instance = e.code(), e.title(), e.detail(), uri+code, e.instance()
	if requestID != "" {
		return f.Append(dst, own.With("request_id", requestID))
	}
	return f.Append(dst, &own)
}
