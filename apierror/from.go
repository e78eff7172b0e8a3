package apierror

import (
	"context"
	"encoding/json"
	"encoding/xml"
	"mime/multipart"
	"net/http"
	"net/url"
	"strconv"

	"github.com/seed-86b940f4/demur/internal/errtree"
)

// From returns what a client is told about err. It returns nil only for nil. The
// first line of this table that fits an error in the tree of err decides. If it fits
// several errors, the first one in the order of errors.AsType decides:
//
//	*Error                        itself
//	Status, Kind                  an Error of that status or kind
//	StatusCode() int              that status, in the words of the status
//	*http.MaxBytesError           413, with the limit
//	context.DeadlineExceeded      503
//	http.ErrNotMultipart          415
//	http.ErrMissingBoundary       400
//	http.ErrMissingFile           400
//	http.ErrNoCookie              400
//	multipart.ErrMessageTooLarge  413
//	url.EscapeError               400, unless in a *url.Error: that is of another address
//	*json.SyntaxError             400, with the place
//	*json.UnmarshalTypeError      400, with the field and the place
//	*xml.SyntaxError              400, with the line
//	xml.UnmarshalError            400
//	anything else                 500, in the words of the status
//
// A status outside 400 to 599, a nil pointer to one of these types and a
// StatusCode method that panics are mistakes of the program, and so 500. An Is, As
// or Unwrap method that panics is passed over. err becomes the cause of the Error,
// unless it is one, or a Status or Kind by itself.
//
// An error may wrap any number of others. From looks at 100,000 of them, and at
// most 10,000 levels deep.
//
// The table takes an error for one of this request. Wrap what another server
// answered, be it an error with a StatusCode or JSON that cannot be read, in
// [BadGateway]. Not every release of Go reports the indexes of arrays, so the pointer
// of a field inside an array lacks them.
func From(err error) *Error {
	if err == nil {
		return nil
	}
	// This function is small enough to be inlined, so that the Error does not
	// reach the heap in a caller that does not keep it.
	return from(err, new(Error))
}

// StatusOf returns the status of [From], or 0 for nil.
func StatusOf(err error) Status {
	switch t := err.(type) {
	case nil:
		return 0
	case Status:
		return t.orInternal()
	}
	return From(err).Status
}

// from returns err itself if it is an Error, else fills in and returns e.
func from(err error, e *Error) *Error {
	switch t := err.(type) {
	case *Error:
		if t != nil && t.Status.valid() {
			return t
		}
	case Status:
		if t.valid() {
			e.Status, e.Code, e.Title = t, t.Code(), t.Title()
			return e
		}
	case Kind:
		if t.Status.valid() {
			e.Status, e.Code, e.Title = t.Status, t.Status.Code(), t.Status.Title()
			t.name(e)
			return e
		}
	default:
		if found := classify(err); found != nil {
			return found
		}
	}
	e.Status, e.Code, e.Title, e.Err = InternalServerError, InternalServerError.Code(), InternalServerError.Title(), err
	return e
}

// line is a line of the table at From. The first one is the smallest.
type line int

const (
	isError line = iota
	isStatus
	isKind
	saysStatus
	isMaxBytes
	isDeadline
	isForm
	isElsewhere // no line, but what takes the next one away
	isEscape
	isJSONSyntax
	isJSONType
	isXMLSyntax
	isXMLType
	isElse
)

// findings are the first error of a tree that fits each line, nil for none.
type findings [isElse]error

// classify walks through err once and asks the table. It returns nil for an error
// that no line fits, and for a mistake of the program.
func classify(err error) (e *Error) {
	defer func() {
		if recover() != nil { // a nil pointer behind the interface, most likely
			e = nil
		}
	}()
	var found findings
	errtree.Visit(err, found.look)
	for l, at := range found {
		if at == nil || line(l) == isElsewhere || line(l) == isEscape && found[isElsewhere] != nil {
			continue
		}
		if e = line(l).answer(at); e == nil || !e.Status.valid() {
			return nil
		}
		if line(l) != isError {
			e.Err = err
		}
		return e
	}
	return nil
}

// look notes what an error is, by its type or by its methods. It returns true if
// nothing else matters.
func (found *findings) look(at error) bool {
	found.note(lineOf(at), at)
	if found[isError] == nil {
		switch at.(type) {
		case interface{ As(any) bool }, interface{ Is(error) bool }, coder:
			found.ask(at)
		}
	}
	return found[isError] != nil
}

func (found *findings) note(l line, at error) {
	if l != isElse && found[l] == nil {
		found[l] = at
	}
}

// ask notes what an error says that it is.
func (found *findings) ask(at error) {
	note[*Error](found, isError, at)
	note[Status](found, isStatus, at)
	note[Kind](found, isKind, at)
	note[coder](found, saysStatus, at)
	note[*http.MaxBytesError](found, isMaxBytes, at)
	note[url.EscapeError](found, isEscape, at)
	note[*url.Error](found, isElsewhere, at)
	note[*json.SyntaxError](found, isJSONSyntax, at)
	note[*json.UnmarshalTypeError](found, isJSONType, at)
	note[*xml.SyntaxError](found, isXMLSyntax, at)
	note[xml.UnmarshalError](found, isXMLType, at)
	if errtree.Is(at, context.DeadlineExceeded) {
		found.note(isDeadline, at)
	}
}

func note[T error](found *findings, l line, at error) {
	if t, ok := errtree.As[T](at); ok {
		found.note(l, t)
	}
}

// coder is an error that says its status.
type coder interface {
	Error() string // and not error, by which go doc would sort functions
	StatusCode() int
}

// lineOf returns the line that an error fits by its type.
func lineOf(at error) line {
	switch at.(type) {
	case *Error:
		return isError
	case Status:
		return isStatus
	case Kind:
		return isKind
	case *http.MaxBytesError:
		return isMaxBytes
	case *url.Error:
		return isElsewhere
	case url.EscapeError:
		return isEscape
	case *json.SyntaxError:
		return isJSONSyntax
	case *json.UnmarshalTypeError:
		return isJSONType
	case *xml.SyntaxError:
		return isXMLSyntax
	case xml.UnmarshalError:
		return isXMLType
	}
	switch at {
	case context.DeadlineExceeded:
		return isDeadline
	case http.ErrNotMultipart, http.ErrMissingBoundary, http.ErrMissingFile, http.ErrNoCookie, multipart.ErrMessageTooLarge:
		return isForm
	}
	return isElse
}

// answer returns what the line says of an error that fits it.
func (l line) answer(at error) *Error {
	switch l {
	case isError:
		return at.(*Error)
	case isStatus:
		return at.(Status).New("")
	case isKind:
		return at.(Kind).New("")
	case saysStatus:
		return Status(at.(coder).StatusCode()).New("")
	case isMaxBytes:
		return RequestEntityTooLarge.New("The request body is larger than " + strconv.FormatInt(at.(*http.MaxBytesError).Limit, 10) + " bytes.")
	case isDeadline:
		return ServiceUnavailable.New("")
	case isForm:
		return fromForm(at)
	case isEscape:
		return BadRequest.New("The query or the form has a percent sign that does not begin an escape sequence.")
	case isJSONSyntax:
		return BadRequest.New("The request body is not well-formed JSON: see byte " + strconv.FormatInt(at.(*json.SyntaxError).Offset, 10) + ".")
	case isJSONType:
		return fromMismatch(at.(*json.UnmarshalTypeError))
	case isXMLSyntax:
		return BadRequest.New("The request body is not well-formed XML: see line " + strconv.Itoa(at.(*xml.SyntaxError).Line) + ".")
	default:
		return BadRequest.New("The request body is XML of another form than the resource reads.")
	}
}

// fromForm returns the answer to an error by which net/http says that a form or a
// cookie is not as a handler wants it.
func fromForm(err error) *Error {
	switch err {
	case http.ErrNotMultipart:
		return UnsupportedMediaType.New("The body of the request must be of the type multipart/form-data.").WithHeader("Accept", "multipart/form-data")
	case http.ErrMissingBoundary:
		return BadRequest.New("The Content-Type field lacks the parameter boundary, which multipart/form-data needs.")
	case http.ErrMissingFile:
		return BadRequest.New("The form lacks a file that the resource needs.")
	case http.ErrNoCookie:
		return BadRequest.New("A cookie that the resource needs is missing.")
	default:
		return RequestEntityTooLarge.New("The form is larger than the server reads.")
	}
}
