package apierror

import (
	"mime/multipart"
	"net/http"
	"net/url"

	"github.com/seed-86b940f4/demur/internal/errtree"
)

// formErrors are the errors by which net/http says that a form or a cookie is not
// as a handler wants it.
var formErrors = [...]struct {
	err    error
	answer *Error
}{
	{http.ErrNotMultipart, UnsupportedMediaType.New("The body of the request must be of the type multipart/form-data.").
		WithHeader("Accept", "multipart/form-data")},
	{http.ErrMissingBoundary, BadRequest.New("The Content-Type field lacks the parameter boundary, which multipart/form-data needs.")},
	{http.ErrMissingFile, BadRequest.New("The form lacks a file that the resource needs.")},
	{http.ErrNoCookie, BadRequest.New("A cookie that the resource needs is missing.")},
	{multipart.ErrMessageTooLarge, RequestEntityTooLarge.New("The form is larger than the server reads.")},
}

func fromForm(err error) *Error {
	var found *Error
	errtree.Visit(err, func(at error) bool {
		for i := range formErrors {
			if at == formErrors[i].err {
				e := *formErrors[i].answer
				found = &e
			}
		}
		return found != nil
	})
	if found == nil {
		return fromEscape(err)
	}
	return found
}

// fromEscape knows a query or a form with a percent sign that begins no escape. The
// same error in a *url.Error is of an address that a client of the service wanted.
func fromEscape(err error) *Error {
	if _, ok := errtree.Find[url.EscapeError](err); !ok {
		return nil
	}
	if _, ok := errtree.Find[*url.Error](err); ok {
		return nil
	}
	return BadRequest.New("The query or the form has a percent sign that does not begin an escape sequence.")
}
