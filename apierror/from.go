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

// line is a line of the table at From.
type line int

const (
	isStatus line = iota
	isKind
	saysStatus
	isMaxBytes
	isDeadline
	isForm
	isEscape
	isJSONSyntax
	isJSONType
	isXMLSyntax
	isXMLType
	lines
)

// findings are what one walk through a tree has found.
type findings struct {
	typed     *Error               // the first Error, which decides,
	decided   bool                 // even if it is a nil pointer
	answers   [lines]func() *Error // to the first error that fits each line, nil for none
	elsewhere bool                 // there is an address to which a client of the service has sent a request
}

// classify asks the table. It returns nil for an error that no line fits, and for
// a mistake of the program.
func classify(err error) (e *Error) {
	defer func() {
		if recover() != nil { // a nil pointer behind the interface, most likely
			e = nil
		}
	}()
	var found findings
	errtree.Visit(err, found.look)
	if found.decided {
		e = found.typed
	} else {
		for l, answer := range found.answers {
			if answer != nil && (line(l) != isEscape || !found.elsewhere) {
				e = answer()
				e.Err = err
				break
			}
		}
	}
	if e == nil || !e.Status.valid() {
		return nil
	}
	return e
}

// look notes what an error is, by its type and by its methods. It returns true if no other
// error matters.
func (found *findings) look(at error) bool {
	if found.note(at); found.decided {
		return true
	}
	if x, ok := at.(errtree.Asker); ok {
		errtree.Ask(x, found.note, new(*Error), new(Status), new(Kind), new(coder), new(*http.MaxBytesError), new(url.EscapeError), new(*url.Error),
			new(*json.SyntaxError), new(*json.UnmarshalTypeError), new(*xml.SyntaxError), new(xml.UnmarshalError))
	}
	if x, ok := at.(interface{ Is(error) bool }); ok && x.Is(context.DeadlineExceeded) {
		found.note(context.DeadlineExceeded)
	}
	return found.decided
}

// coder is an error that says its status.
type coder interface {
	Error() string // and not error, by which go doc would sort functions
	StatusCode() int
}

// note notes what an error is by its type.
func (found *findings) note(at error) {
	switch at := at.(type) {
	case *Error:
		if !found.decided {
			found.typed, found.decided = at, true
		}
	case Status:
		found.add(isStatus, says(at, ""))
	case Kind:
		found.add(isKind, func() *Error { return at.New("") })
	case *http.MaxBytesError:
		found.add(isMaxBytes, func() *Error {
			return RequestEntityTooLarge.New("The request body is larger than " + strconv.FormatInt(at.Limit, 10) + " bytes.")
		})
	case *url.Error:
		found.elsewhere = true
	case url.EscapeError:
		found.add(isEscape, says(BadRequest, "The query or the form has a percent sign that does not begin an escape sequence."))
	case *json.SyntaxError:
		found.add(isJSONSyntax, func() *Error {
			return BadRequest.New("The request body is not well-formed JSON: see byte " + strconv.FormatInt(at.Offset, 10) + ".")
		})
	case *json.UnmarshalTypeError:
		found.add(isJSONType, func() *Error { return fromMismatch(at) })
	case *xml.SyntaxError:
		found.add(isXMLSyntax, func() *Error {
			return BadRequest.New("The request body is not well-formed XML: see line " + strconv.Itoa(at.Line) + ".")
		})
	case xml.UnmarshalError:
		found.add(isXMLType, says(BadRequest, "The request body is XML of another form than the resource reads."))
	case coder:
		found.add(saysStatus, func() *Error { return Status(at.StatusCode()).New("") })
	default:
		switch at {
		case context.DeadlineExceeded:
			found.add(isDeadline, says(ServiceUnavailable, ""))
		case http.ErrNotMultipart:
			found.add(isForm, func() *Error {
				return UnsupportedMediaType.New("The body of the request must be of the type multipart/form-data.").WithHeader("Accept", "multipart/form-data")
			})
		case http.ErrMissingBoundary:
			found.add(isForm, says(BadRequest, "The Content-Type field lacks the parameter boundary, which multipart/form-data needs."))
		case http.ErrMissingFile:
			found.add(isForm, says(BadRequest, "The form lacks a file that the resource needs."))
		case http.ErrNoCookie:
			found.add(isForm, says(BadRequest, "A cookie that the resource needs is missing."))
		case multipart.ErrMessageTooLarge:
			found.add(isForm, says(RequestEntityTooLarge, "The form is larger than the server reads."))
		}
	}
}

// says makes the answer of a line that says the same of each error.
func says(s Status, detail string) func() *Error { return func() *Error { return s.New(detail) } }

func (found *findings) add(l line, answer func() *Error) {
	if found.answers[l] == nil {
		found.answers[l] = answer
	}
}
