package apierror

import (
	"errors"
	"fmt"
	"io"
	"net/http"
	"strings"

	"github.com/seed-86b940f4/demur/negotiate"
)

// decodeLimit is how much of a body Decode reads, in bytes. The usual problem
// document is a thousand times smaller.
const decodeLimit = 1 << 20

// How many extension members Decode keeps, and how many fields or items of one
// list. Each takes more memory than it has bytes in the document, so a hostile
// server must not choose how many there are.
const (
	extensionLimit = 256
	itemLimit      = 10_000
)

// Decode reads the error that a server answered with, in JSON or XML under whatever
// media type, from demur or from any other server that follows RFC 9457:
//
//	if res.StatusCode >= 400 {
//		problem, err := apierror.Decode(res)
//		if errors.Is(problem, apierror.NotFound) {
//
// The *Error is never nil and its status is that of the response, as RFC 9457
// section 3.1.3 advises.
//
// Decode keeps
//
//   - type, title, detail and instance where they are text, and code and request_id
//     where they are text, a number or a truth value; type and instance as they
//     are, so relative ones are relative to the URI of the request;
//   - errors, with the members of a [FieldError] of each;
//   - extension members that are text, a number or a truth value, as a string, and
//     lists of these, as a []string: see [Error.Extension]. A number has the digits
//     that the server sent. The members stand in the order of the document; of one
//     that comes twice, the last value is kept.
//
// It does not keep
//
//   - whether a value was a text or a number, since XML does not tell;
//   - objects, null, empty texts and empty lists; in a list that holds objects,
//     lists or null, it keeps the other items;
//   - the member status, XML attributes and namespaces;
//   - more than the first 256 extension members, or the first 10,000 fields or
//     items of a list;
//   - the header of the response: the Error has no Header. See [RetryAfter] and
//     res.Header;
//   - a cause: Err is nil.
//
// A member of a wrong type is ignored, and the others are kept.
//
// If only the status could be read, err says why: the status is not one of an error,
// or the body is of another media type, is malformed, is larger than 1 MiB or could
// not be received. It wraps io.ErrUnexpectedEOF if the body was cut off.
//
// The caller closes the body. A handler that returns the Error repeats what the other
// server said: its type, or none, and those of its extension members whose names
// [Error.With] takes. In most cases it is better to return [BadGateway] with the Error
// as cause.
func Decode(res *http.Response) (*Error, error) {
	e := &Error{Status: Status(res.StatusCode)}
	if !e.Status.valid() {
		return e, fmt.Errorf("apierror: the response has status %d, which is no error", res.StatusCode)
	}
	parse := parserFor(res.Header)
	if parse == nil {
		return e, fmt.Errorf("apierror: the body is %q, which is no problem document", strings.Join(res.Header["Content-Type"], ", "))
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

// parserFor returns the parser of a body, or nil.
func parserFor(h http.Header) func([]byte, *Error) error {
	mediaType, _ := negotiate.ContentType(h)
	switch negotiate.Syntax(mediaType) {
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
