package echov5

import (
	"net/http"

	"github.com/labstack/echo/v5"

	"github.com/seed-86b940f4/demur/adapter"
)

// RequireAcceptable returns middleware that answers 406, before the handler has side
// effects, if the request accepts none of the types that [Respond] sends. A path
// without a route still gets a 404, and one without a route for the method a 405.
// Respond never sends a problem type, so a client that accepts only problem types
// gets a 406 too.
func RequireAcceptable() echo.MiddlewareFunc {
	return func(next echo.HandlerFunc) echo.HandlerFunc {
		return func(c *echo.Context) error { return zero.RequireAcceptable(c, next) }
	}
}

// Respond sends v with a status of 200 to 399, in JSON or XML as the request's
// Accept asks. Both encoding/json and encoding/xml must be able to encode v. If XML
// cannot encode the type, as with a map or a list, clients that ask for XML get a 500.
// Put a list into a struct, which gives it a root element. The root element is named
// after the field XMLName, or else after the Go type.
//
// Nothing is sent before the whole body is encoded, so that an error can still be
// answered. For this reason Echo's JSONSerializer, which writes at once, is not used.
//
// If v is nil, or if the status has no body (204, 205, 304), only the header is sent.
// HEAD gets the header of GET. Respond returns a 406 that lists the media types on
// offer, or the error of the encoder, or an error for a status outside 200 to 399.
func Respond(c *echo.Context, status int, v any) error {
	return adapter.Respond(c.Response(), c.Request(), status, "", v)
}

// Created sends v as [Respond] does, with status 201 and a Location field: the
// URI of what was created.
func Created(c *echo.Context, location string, v any) error {
	return adapter.Respond(c.Response(), c.Request(), http.StatusCreated, location, v)
}
