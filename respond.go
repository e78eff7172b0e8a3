package demur

import (
	"net/http"

	"github.com/labstack/echo/v4"

	"github.com/seed-86b940f4/demur/internal/answer"
)

// RequireAcceptable returns middleware that refuses a request with 406 before
// its handler has side effects, if nothing that [Respond] sends is acceptable to
// it. A path that has no route, or none for the method, stays a 404 or 405. The
// problem types are no types of success: a client that accepts nothing else is
// refused too.
func RequireAcceptable() echo.MiddlewareFunc {
	return func(next echo.HandlerFunc) echo.HandlerFunc {
		return func(c echo.Context) error {
			if answer.Acceptable(c.Request()) || !isRouted(c) {
				return next(c)
			}
			return answer.NotAcceptable()
		}
	}
}

// Respond sends v with a status of 200 to 399, in JSON or XML as the request's
// Accept asks. v must be fit for the packages encoding/json and encoding/xml both; for
// a type that XML cannot encode, such as a map or a list, clients that ask for XML
// get a 500; put lists into a struct, which gives them a root element. Echo's JSONSerializer is not used, since it writes before it knows that
// the encoding will succeed. Nothing is sent before the whole body is encoded, so an error can still
// be answered as such.
//
// A nil v, and a status that has no body (204, 205, 304), is sent as the header
// alone. HEAD gets the header of GET. The error is a 406 that names what is on
// offer, that of the encoder, or one that says that status is none of success.
func Respond(c echo.Context, status int, v any) error {
	return answer.Respond(c.Response(), c.Request(), status, "", v)
}

// Created sends v as [Respond] does, with status 201 and a Location field: the
// URI of what was created.
func Created(c echo.Context, location string, v any) error {
	return answer.Respond(c.Response(), c.Request(), http.StatusCreated, location, v)
}
