package demur

import (
	"context"
	"encoding/json"
	"encoding/xml"
	"io"
	"net/http"
	"slices"
	"strconv"

	"github.com/labstack/echo/v4"

	"github.com/seed-86b940f4/demur/apierror"
	"github.com/seed-86b940f4/demur/internal/errtree"
)

// outermost returns the first error in the tree of err that says what to answer:
// one of apierror's or of Echo's. It returns nil if there is none.
func outermost(err error) (known error) {
	errtree.Visit(err, func(at error) bool {
		switch at.(type) {
		case apierror.Status, apierror.Kind, *apierror.Error, *echo.BindingError, *echo.HTTPError:
			known = at
		}
		return known != nil
	})
	return known
}

// fromEcho returns an *apierror.Error for an error of Echo or its middleware,
// and err itself for any other. The outermost decides, so what an *echo.HTTPError
// holds inside stays inside.
func fromEcho(c echo.Context, err error) error {
	switch known := outermost(err).(type) {
	case *echo.BindingError:
		return fromBinding(c, known, err)
	case *echo.HTTPError:
		return fromHTTPError(known, err, c.Request().ContentLength)
	case nil:
		if e := fromRequest(c, err); e != nil {
			return e
		}
	}
	return err
}

func fromBinding(c echo.Context, be *echo.BindingError, err error) error {
	if be == nil || be.HTTPError == nil {
		return apierror.InternalServerError.Wrap(err, "")
	}
	f := apierror.FieldError{Name: be.Field, Code: "type", Detail: "must be a value of the expected type"}
	if len(be.Values) == 0 {
		f.Code, f.Detail = "required", "must be given"
	}
	switch { // Echo says where it looked in some messages only
	case be.Message == "path param":
		f.In = "path"
	case be.Message == "query param":
		f.In = "query"
	case be.Message == "form param":
		f.In = "form"
	case slices.Contains(c.ParamNames(), be.Field):
		f.In = "path"
	case c.QueryParams().Has(be.Field):
		f.In = "query"
	}
	e := statusOf(be.HTTPError).Wrap(err, "").WithField(f)
	return withhold(e, "message") // it names types of Go, if it is Echo's
}

// echoBodies are the types that Echo's own binder reads.
const echoBodies = "application/json, application/xml, text/xml, application/x-www-form-urlencoded, multipart/form-data"

func fromHTTPError(he *echo.HTTPError, err error, size int64) error {
	if he == nil {
		return apierror.InternalServerError.Wrap(err, "")
	}
	switch status := statusOf(he); {
	case status == apierror.BadRequest && he.Internal != nil:
		return fromBinder(he, err, size)
	case he == echo.ErrUnsupportedMediaType:
		return status.Wrap(err, "").WithHeader("Accept", echoBodies)
	case status == apierror.ServiceUnavailable && errtree.Contains(he.Internal, context.DeadlineExceeded):
		// Echo's ContextTimeout wraps whatever a deadline caused; what the
		// handler has made of it says more.
		if typed, ok := errtree.Find[*apierror.Error](he.Internal); ok && typed != nil {
			return typed
		}
		return status.Wrap(err, "")
	case status >= 500:
		// The text of such an error is mostly that of another error.
		if text, withheld := messageOf(he); text != "" || withheld != nil {
			return withhold(status.Wrap(err, ""), "message")
		}
		return status.Wrap(err, "")
	default:
		return withMessage(status.Wrap(err, ""), he)
	}
}

// fromBinder returns the error for a 400 that has a cause, as those of Echo's
// binder do. size is that of the request body in bytes, -1 if it is unknown.
func fromBinder(he *echo.HTTPError, err error, size int64) error {
	if tooLarge(he.Internal) {
		e := *apierror.From(he.Internal)
		if e.Status != apierror.RequestEntityTooLarge {
			e = apierror.Error{Status: apierror.RequestEntityTooLarge}
		}
		e.Err = err
		return &e
	}
	if isDecoding(he.Internal) {
		e := *apierror.From(he.Internal)
		e.Err = err
		return &e
	}
	text, _ := messageOf(he)
	if typed, ok := errtree.Find[*apierror.Error](he.Internal); ok && typed != nil && text == "" {
		return typed // of an UnmarshalJSON, say; the binder adds nothing to it
	}
	if errtree.Contains(he.Internal, io.ErrUnexpectedEOF) || errtree.Contains(he.Internal, io.EOF) {
		where := "."
		if size > 0 {
			where = ": see byte " + strconv.FormatInt(size, 10) + "."
		}
		return apierror.BadRequest.Wrap(err, "The request body ends before it is complete"+where)
	}
	return withMessage(apierror.BadRequest.Wrap(err, ""), he)
}

// tooLarge reports whether a limit on the body was hit. The status 400 around
// it is that of a binder that could not know.
func tooLarge(err error) bool {
	_, ok := errtree.Find[*http.MaxBytesError](err)
	return ok || errtree.Contains(err, echo.ErrStatusRequestEntityTooLarge)
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

func statusOf(he *echo.HTTPError) apierror.Status {
	if he.Code < 400 || he.Code > 599 {
		return apierror.InternalServerError
	}
	return apierror.Status(he.Code)
}
