package adapter

import (
	"context"
	"encoding/json"
	"encoding/xml"
	"io"
	"net/http"
	"slices"
	"strconv"

	"github.com/seed-86b940f4/demur/apierror"
	"github.com/seed-86b940f4/demur/internal/errtree"
)

// HTTPError is what most frameworks have as their error: a status, a message and a
// cause. An adapter fills it for an error of its framework and calls From.
type HTTPError struct {
	_ [0]func() // literals name their fields

	// Status is the status of the error. One outside 400 to 599 counts as 500, also zero.
	Status int

	// Message is what the author has written for the client: text, or an object with a
	// member detail, message or error. An error is not sent, nor is text that holds that
	// of Cause. nil stands for no words.
	Message any

	// Cause is what the error wraps, nil for nothing. It does not decide about the
	// answer, save where the framework's own binder wraps what it has met in a 400.
	Cause error

	// TooLarge is the framework's own error for a body that is too large, which its
	// binder wraps in a 400. nil stands for none.
	TooLarge error

	// Accept lists the media types that the framework's own binder reads, for its 415.
	// "" stands for an error of another author.
	Accept string
}

// From returns the error of apierror for he, which is in the tree of err. r is the
// request.
func (he HTTPError) From(r *http.Request, err error) *apierror.Error {
	switch status := statusOf(he.Status); {
	case status == apierror.BadRequest && he.Cause != nil:
		return he.fromBinder(r, err)
	case status == apierror.UnsupportedMediaType && he.Accept != "":
		return status.Wrap(err, "").WithHeader("Accept", he.Accept)
	case status == apierror.ServiceUnavailable && errtree.Contains(he.Cause, context.DeadlineExceeded):
		// Echo's ContextTimeout wraps whatever a deadline caused; what the
		// handler has made of it says more.
		if typed, ok := errtree.Find[*apierror.Error](he.Cause); ok && typed != nil {
			return typed
		}
		return status.Wrap(err, "")
	case status >= 500:
		// The text of such an error is mostly that of another error.
		if text, withheld := he.message(); text != "" || withheld != nil {
			return withhold(status.Wrap(err, ""), "message")
		}
		return status.Wrap(err, "")
	default:
		return he.withMessage(status.Wrap(err, ""))
	}
}

// fromBinder returns the error for a 400 that has a cause, as those of Echo's
// binder do.
func (he HTTPError) fromBinder(r *http.Request, err error) *apierror.Error {
	if tooLarge := he.tooLarge(); tooLarge || isDecoding(he.Cause) {
		e := *apierror.From(he.Cause)
		if tooLarge && e.Status != apierror.RequestEntityTooLarge {
			e = apierror.Error{Status: apierror.RequestEntityTooLarge}
		}
		e.Err = err
		return &e
	}
	text, _ := he.message()
	if typed, ok := errtree.Find[*apierror.Error](he.Cause); ok && typed != nil && text == "" {
		return typed // of an UnmarshalJSON, say; the binder adds nothing to it
	}
	if errtree.Contains(he.Cause, io.ErrUnexpectedEOF) || errtree.Contains(he.Cause, io.EOF) {
		where := "."
		if r.ContentLength > 0 {
			where = ": see byte " + strconv.FormatInt(r.ContentLength, 10) + "."
		}
		return apierror.BadRequest.Wrap(err, "The request body ends before it is complete"+where)
	}
	return he.withMessage(apierror.BadRequest.Wrap(err, ""))
}

// tooLarge reports whether a limit on the body was hit. The status 400 around
// it is that of a binder that could not know.
func (he HTTPError) tooLarge() bool {
	_, ok := errtree.Find[*http.MaxBytesError](he.Cause)
	return ok || he.TooLarge != nil && errtree.Contains(he.Cause, he.TooLarge)
}

// isDecoding reports whether err is one of those for which apierror.From names
// the place in the body.
func isDecoding(err error) bool {
	return errtree.Visit(err, func(at error) bool {
		switch at.(type) {
		case *json.SyntaxError, *json.UnmarshalTypeError, *xml.SyntaxError, xml.UnmarshalError:
			return true
		}
		return false
	})
}

func statusOf(code int) apierror.Status {
	if code < 400 || code > 599 {
		return apierror.InternalServerError
	}
	return apierror.Status(code)
}

// ParameterError is what frameworks say of a parameter that is missing or wrong, as
// the value binders of Echo do. An adapter fills it for such an error and calls From.
type ParameterError struct {
	_ [0]func() // literals name their fields

	Status  int      // one outside 400 to 599 counts as 500, also zero
	Name    string   // of the parameter
	Missing bool     // it was not given; false says that it has a wrong value
	In      string   // path, query or form; "" stands for unknown, and is found out
	Path    []string // the names of the parameters in the path; nil for none
}

// From returns the error of apierror for pe, which is in the tree of err. r is the
// request.
func (pe ParameterError) From(r *http.Request, err error) *apierror.Error {
	f := apierror.FieldError{In: pe.In, Name: pe.Name, Code: "type", Detail: "must be a value of the expected type"}
	if pe.Missing {
		f.Code, f.Detail = "required", "must be given"
	}
	switch {
	case f.In != "":
	case slices.Contains(pe.Path, pe.Name):
		f.In = "path"
	case r.URL.Query().Has(pe.Name):
		f.In = "query"
	}
	e := statusOf(pe.Status).Wrap(err, "").WithField(f)
	return withhold(e, "message") // it names types of Go, if it is the framework's
}
