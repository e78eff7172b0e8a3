package demurhttp

import (
	"net/http"

	"github.com/seed-86b940f4/demur/adapter"
)

// RequireAcceptable returns next as a handler that answers 406, before next has side
// effects, if the request accepts none of the types that [Respond] sends. Respond never
// sends a problem type, so a client that accepts only problem types gets a 406 too.
//
// Around a [Mux] or an http.ServeMux, also with other middleware of this package in
// between, a path without a route still gets a 404, and one without a route for the
// method a 405. What routes another router has cannot be seen from outside. With chi, add
// RequireAcceptable by With or Group: middleware there runs after the route was found.
// RequireAcceptable panics if next is nil.
func RequireAcceptable(next http.Handler) http.Handler {
	return newMiddleware(nil, next, func(x *exchange, next func(x *exchange) error) error {
		return x.settings.responder.RequireAcceptable(x, next)
	})
}

// Respond sends v with a status of 200 to 399, in JSON or XML as the request's
// Accept asks. Both encoding/json and encoding/xml must be able to encode v. If XML
// cannot encode the type, as with a map or a list, clients that ask for XML get a 500.
// Put a list into a struct, which gives it a root element. The root element is named
// after the field XMLName, or else after the Go type.
//
// Nothing is sent before the whole body is encoded, so that an error can still be
// answered: return it from a [HandlerFunc].
//
// If v is nil, or if the status has no body (204, 205, 304), only the header is sent.
// HEAD gets the header of GET. Respond returns a 406 that lists the media types on
// offer, or the error of the encoder, or an error for a status outside 200 to 399.
func Respond(w http.ResponseWriter, r *http.Request, status int, v any) error {
	return adapter.Respond(w, r, status, "", v)
}

// Created sends v as [Respond] does, with status 201 and a Location field: the
// URI of what was created.
func Created(w http.ResponseWriter, r *http.Request, location string, v any) error {
	return adapter.Respond(w, r, http.StatusCreated, location, v)
}
