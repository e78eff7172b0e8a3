package apierror

import (
	"context"
	"encoding/xml"
	"net/http"
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

// table is the order in which From asks about all that is not an Error. A row
// that does not fit returns nil. It asks with errtree, and does not keep the error.
var table = [...]func(error) *Error{
	fromStatus,
	fromKind,
	fromStatusCode,
	fromMaxBytes,
	fromDeadline,
	fromForm,
	fromJSON,
	fromXML,
}

// classify asks the table. It returns nil for an error that no row fits, and
// for one that cannot be asked.
func classify(err error) (e *Error) {
	walked := errtree.Walked(err)
	defer func() {
		if recover() != nil { // a nil pointer behind the interface, most likely
			e = nil
		}
		walked.Release()
	}()
	if e, ok := errtree.Find[*Error](walked); ok {
		if e == nil || !e.Status.valid() {
			return nil
		}
		return e
	}
	for _, row := range table {
		if e := row(walked); e != nil {
			if !e.Status.valid() {
				return nil
			}
			e.Err = err
			return e
		}
	}
	return nil
}

func fromStatus(err error) *Error {
	if s, ok := errtree.Find[Status](err); ok {
		return s.New("")
	}
	return nil
}

func fromKind(err error) *Error {
	if k, ok := errtree.Find[Kind](err); ok {
		return k.New("")
	}
	return nil
}

func fromStatusCode(err error) *Error {
	coder, ok := errtree.Find[interface {
		error
		StatusCode() int
	}](err)
	if !ok {
		return nil
	}
	return Status(coder.StatusCode()).New("")
}

func fromMaxBytes(err error) *Error {
	tooLarge, ok := errtree.Find[*http.MaxBytesError](err)
	if !ok {
		return nil
	}
	return RequestEntityTooLarge.New("The request body is larger than " + strconv.FormatInt(tooLarge.Limit, 10) + " bytes.")
}

func fromDeadline(err error) *Error {
	if !errtree.Contains(err, context.DeadlineExceeded) {
		return nil
	}
	return ServiceUnavailable.New("")
}

func fromXML(err error) *Error {
	if syntax, ok := errtree.Find[*xml.SyntaxError](err); ok {
		return BadRequest.New("The request body is not well-formed XML: see line " + strconv.Itoa(syntax.Line) + ".")
	}
	if _, ok := errtree.Find[xml.UnmarshalError](err); ok {
		return BadRequest.New("The request body is XML of another form than the resource reads.")
	}
	return nil
}
