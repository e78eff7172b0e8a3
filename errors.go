package demur

import (
	"cmp"

	"github.com/labstack/echo/v4"

	"github.com/seed-86b940f4/demur/adapter"
	"github.com/seed-86b940f4/demur/apierror"
)

// isEchos reports whether err is an error of Echo that says what to answer.
func isEchos(err error) bool {
	switch err.(type) {
	case *echo.HTTPError, *echo.BindingError:
		return true
	}
	return err == echo.ErrNonExistentKey || err == echo.ErrCookieNotFound
}

// echoBodies are the types that Echo's own binder reads.
const echoBodies = "application/json, application/xml, text/xml, application/x-www-form-urlencoded, multipart/form-data"

// fromEcho returns the error of apierror for known, an error of Echo in the tree of err.
func fromEcho(c echo.Context, known, err error) error {
	switch known := known.(type) {
	case *echo.BindingError:
		if known != nil && known.HTTPError != nil {
			return fromBinding(c, known).From(c.Request(), err)
		}
	case *echo.HTTPError:
		if known != nil {
			return fromHTTPError(known).From(c.Request(), err)
		}
	default:
		return apierror.BadRequest.Wrap(err, "A parameter that the resource needs is missing.")
	}
	return apierror.InternalServerError.Wrap(err, "") // a nil pointer
}

func fromHTTPError(he *echo.HTTPError) adapter.HTTPError {
	neutral := adapter.HTTPError{
		Status:   he.Code,
		Message:  he.Message,
		Cause:    he.Internal,
		TooLarge: echo.ErrStatusRequestEntityTooLarge,
	}
	if he == echo.ErrUnsupportedMediaType {
		neutral.Accept = echoBodies
	}
	return neutral
}

func fromBinding(c echo.Context, be *echo.BindingError) adapter.ParameterError {
	neutral := adapter.ParameterError{
		Status:  be.Code,
		Name:    be.Field,
		Missing: len(be.Values) == 0,
		Path:    c.ParamNames(),
	}
	switch be.Message { // Echo says where it looked in some messages only
	case "path param":
		neutral.In = "path"
	case "query param":
		neutral.In = "query"
	case "form param":
		neutral.In = "form"
	}
	return neutral
}

// asHTTPError gives Echo's middleware the error that it looks for.
func asHTTPError(e *apierror.Error, status int, target any) bool {
	he, ok := target.(**echo.HTTPError)
	if ok {
		*he = &echo.HTTPError{Code: status, Message: cmp.Or(e.Detail, e.Status.Detail()), Internal: e.Err}
	}
	return ok
}

// KeyAuthErrorHandler is for the field ErrorHandler of the configuration of
// Echo's KeyAuth middleware. For a key that is missing or not valid it returns a
// 401, which demur answers with a challenge. If the validator returned an error with a
// status, such as apierror.PaymentRequired, that status is kept. Any other error of the
// validator counts as a bad key. So give a status to an error that is not the
// client's fault: apierror.ServiceUnavailable.Wrap(err, "").
//
// The challenge is that of [Config], "Bearer" by default. It should say how the
// key is sent: where a header of another name holds it, configure one such as
// `ApiKey realm="payments"`.
//
//	middleware.KeyAuthWithConfig(middleware.KeyAuthConfig{
//		KeyLookup:    "header:X-API-Key",
//		Validator:    validate,
//		ErrorHandler: demur.KeyAuthErrorHandler,
//	})
func KeyAuthErrorHandler(err error, c echo.Context) error { return zero.Unauthorized(c, err) }
