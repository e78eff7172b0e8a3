package apierror

import (
	"errors"
	"fmt"
	"io"
	"mime"
	"net/http"
	"strings"
)

// decodeLimit is how much of a body Decode reads, in bytes. A problem document
// is a thousand times smaller.
const decodeLimit = 1 << 20

// How many extension members Decode keeps, and how many fields or items of one
// list. Each costs more than it is long, so a hostile server must not choose how
// many there are.
const (
	extensionLimit = 256
	itemLimit      = 10_000
)

// Decode reads the error that a server answered with, in any of the four media
// types, from demur or from any other server that follows RFC 9457:
//
//	if res.StatusCode >= 400 {
//		problem, err := apierror.Decode(res)
//		if errors.Is(problem, apierror.NotFound) {
//
// The *Error is never nil and its status is that of the response, as RFC 9457
// section 3.1.3 advises. Members of a wrong type are ignored, one by one, and
// the others kept: the first 256 extension members, and the first 10,000 fields
// or items of a list.
//
// err tells why nothing but the status could be read: the body is of another
// type, malformed, larger than 1 MiB or could not be received, or the status is
// none of an error.
//
// The caller closes the body. The Error has no Header and no cause, so to
// return it from a handler repeats what the server said, but none of its
// header. Most often [BadGateway] with the Error as cause is the better answer.
func Decode(res *http.Response) (*Error, error) {
	e := &Error{Status: Status(res.StatusCode)}
	if !e.Status.valid() {
		return e, fmt.Errorf("apierror: the response has status %d, which is no error", res.StatusCode)
	}
	parse := parserFor(res.Header.Get("Content-Type"))
	if parse == nil {
		return e, fmt.Errorf("apierror: the body is %q, which is no problem document", res.Header.Get("Content-Type"))
	}
	if res.Body == nil {
		return e, errors.New("apierror: the response has no body")
	}
	body, err := io.ReadAll(io.LimitReader(res.Body, decodeLimit+1))
	switch {
	case err != nil:
		return e, fmt.Errorf("apierror: reading the body: %w", err)
	case len(body) > decodeLimit:
		return e, errors.New("apierror: the body is larger than 1 MiB")
	}
	e.more = &more{decoded: true}
	if err := parse(body, e); err != nil {
		return &Error{Status: e.Status}, fmt.Errorf("apierror: the body is no problem document: %w", err)
	}
	return e, nil
}

// parserFor returns the parser of a Content-Type, or nil.
func parserFor(contentType string) func([]byte, *Error) error {
	mediaType, _, err := mime.ParseMediaType(contentType)
	if err != nil && !errors.Is(err, mime.ErrInvalidMediaParameter) {
		return nil
	}
	_, subtype, _ := strings.Cut(mediaType, "/")
	switch subtype[strings.LastIndexByte(subtype, '+')+1:] {
	case "json":
		return parseJSON
	case "xml":
		return parseXML
	}
	return nil
}

// setText gives the member of that name a text. It ignores status, because the
// response has one, and errors, which is no text.
func (e *Error) setText(name, value string) {
	switch name {
	case "type":
		e.Type = value
	case "title":
		e.Title = value
	case "detail":
		e.Detail = value
	case "instance":
		e.Instance = value
	case "code":
		e.Code = value
	case "request_id":
		e.more.requestID = value
	case "status", "errors":
	default:
		e.setExtension(name, value)
	}
}

func (e *Error) setExtension(name string, value any) {
	if len(e.more.extensions) == extensionLimit {
		return
	}
	e.more.extend(extension{name: name, value: value, foreign: !validName(name)})
}
