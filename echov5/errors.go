package echov5

import (
	"cmp"
	"net/http"

	"github.com/labstack/echo/v5"
	"github.com/labstack/echo/v5/middleware"

	"github.com/seed-86b940f4/demur/adapter"
	"github.com/seed-86b940f4/demur/apierror"
)

// isEchos reports whether err is an error of Echo that says what to answer.
func isEchos(err error) bool {
	switch err.(type) {
	case *echo.HTTPError, *echo.BindingError, *echo.ProblemError, echo.ProblemErrorer, *middleware.PanicStackError:
		return true
	}
	return isSentinel(err) || err == echo.ErrNonExistentKey || err == echo.ErrCookieNotFound
}

// isSentinel reports whether err is one of Echo's constants, whose type has no name.
func isSentinel(err error) bool {
	switch err {
	case echo.ErrBadRequest, echo.ErrUnauthorized, echo.ErrForbidden, echo.ErrNotFound, echo.ErrMethodNotAllowed,
		echo.ErrRequestTimeout, echo.ErrStatusRequestEntityTooLarge, echo.ErrUnsupportedMediaType, echo.ErrTooManyRequests,
		echo.ErrInternalServerError, echo.ErrBadGateway, echo.ErrServiceUnavailable:
		return true
	}
	return false
}

// echoBodies are the types that Echo's own binder reads.
const echoBodies = "application/json, application/xml, text/xml, application/x-www-form-urlencoded, multipart/form-data"

// fromEcho returns the error of apierror for known, an error of Echo in the tree of err.
func fromEcho(c *echo.Context, known, err error) error {
	switch known := known.(type) {
	case *echo.BindingError:
		if known != nil && known.HTTPError != nil {
			return fromBinding(c, known).From(c.Request(), err)
		}
	case *echo.HTTPError:
		if known != nil {
			return fromHTTPError(known).From(c.Request(), err)
		}
	case *echo.ProblemError:
		if known != nil {
			return fromProblem(known, err)
		}
	case echo.ProblemErrorer:
		if problem := problemOf(known); problem != nil {
			return fromProblem(problem, err)
		}
	case *middleware.PanicStackError: // it wraps the value, which says nothing to the client
	default:
		if known == echo.ErrMethodNotAllowed {
			forgetAllow(c)
		}
		if isSentinel(known) {
			return fromHTTPError(&echo.HTTPError{Code: echo.StatusCode(known)}).From(c.Request(), err)
		}
		return apierror.BadRequest.Wrap(err, "A parameter that the resource needs is missing.")
	}
	return apierror.InternalServerError.Wrap(err, "") // a nil pointer, or a panic
}

func fromHTTPError(he *echo.HTTPError) adapter.HTTPError {
	neutral := adapter.HTTPError{Status: he.Code, Cause: he.Unwrap(), TooLarge: echo.ErrStatusRequestEntityTooLarge}
	if he == middleware.ErrInvalidKey { // its words are Echo's: the sentence of the status says more
		return neutral
	}
	if he.Message != "" {
		neutral.Message = he.Message
	} else if he.Code == http.StatusUnsupportedMediaType && neutral.Cause == nil { // as Echo's binder returns it, or a constant
		neutral.Accept = echoBodies
	}
	return neutral
}

// problemOf returns the problem that a type of the service makes of itself, nil if its
// method panics.
func problemOf(known echo.ProblemErrorer) (problem *echo.ProblemError) {
	defer func() { _ = recover() }()
	return known.ProblemError()
}

// fromProblem keeps all that its author has written. Status 0 stands for 500, as with
// Echo's own handler.
func fromProblem(problem *echo.ProblemError, err error) error {
	e := adapter.HTTPError{Status: problem.Status}.From(nil, err)
	if problem.Status != 0 && int(e.Status) != problem.Status {
		return e // its words are for another status
	}
	e.Title, e.Detail, e.Instance = problem.Title, problem.Detail, problem.Instance
	if problem.Type != "about:blank" {
		e.Type = problem.Type
	}
	return e
}

func fromBinding(c *echo.Context, be *echo.BindingError) adapter.ParameterError {
	neutral := adapter.ParameterError{Status: be.Code, Name: be.Field, Missing: len(be.Values) == 0}
	for _, value := range c.PathValues() {
		neutral.Path = append(neutral.Path, value.Name)
	}
	switch be.Message { // Echo says where it looked in some messages only
	case "path value":
		neutral.In = "path"
	case "query param", "query params":
		neutral.In = "query"
	case "form value", "form values":
		neutral.In = "form"
	}
	return neutral
}

// asHTTPError gives middleware the error that it looks for.
func asHTTPError(e *apierror.Error, status int, target any) bool {
	he, ok := target.(**echo.HTTPError)
	if ok {
		*he = echo.NewHTTPError(status, cmp.Or(e.Detail, e.Status.Detail())).Wrap(e.Err).(*echo.HTTPError)
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
func KeyAuthErrorHandler(c *echo.Context, err error) error { return zero.Unauthorized(c, err) }
