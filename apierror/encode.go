package apierror

import "fmt"

// encode returns the document in the format of that media type. Should a foreign
// format fail, it returns JSON. The document is valid until s is released.
func (s *scratch) encode(fs *formatSet, mediaType string, e *Error, requestID string) (body []byte, sent string, err error) {
	into, add := s.body[:0], added{requestID: requestID, typeBase: fs.typeBase}
	switch f := fs.byType(mediaType).(type) {
	case JSON:
		if body = fs.readyJSON.of(into, e, requestID); body == nil {
			body = appendJSON(into, e, add)
		}
	case XML:
		if body = fs.readyXML.of(into, e, requestID); body == nil {
			body = appendXML(into, e, add)
		}
	default:
		if body, err = appendForeign(f, into, e, add); err != nil {
			body, err = appendJSON(into, e, add), fmt.Errorf("apierror: format of %s: %w", mediaType, err)
			mediaType = jsonTypes[0]
		}
	}
	s.body = body
	return body, mediaType, err
}

// added is what an answer adds to its error.
type added struct {
	requestID string // of the request; it goes before that of the error
	typeBase  string // of the Writer, in the form that is sent
}

func appendForeign(f Format, dst []byte, e *Error, add added) (body []byte, err error) {
	defer func() {
		if v := recover(); v != nil {
			err = fmt.Errorf("panic: %v", v)
		}
	}()
	own := *e // a copy, since a format that we do not know may keep it
	uri, code := e.typeURI(add.typeBase)
	own.Code, own.Title, own.Detail, own.Type, own.Instance = e.code(), e.title(), e.detail(), uri+code, e.instance()
	if add.requestID != "" {
		return f.Append(dst, own.With("request_id", add.requestID))
	}
	return f.Append(dst, &own)
}
