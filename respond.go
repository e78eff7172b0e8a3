package demur

import (
	"bytes"
	"encoding/json"
	"encoding/xml"
	"fmt"
	"net/http"
	"strconv"
	"strings"

	"github.com/labstack/echo/v4"

	"github.com/seed-86b940f4/demur/apierror"
	"github.com/seed-86b940f4/demur/internal/header"
	"github.com/seed-86b940f4/demur/negotiate"
)

// successTypes are what Respond can send, the default first.
var successTypes = []string{"application/json", "application/xml", "text/json", "text/xml"}

var success = func() *negotiate.Offers {
	offers, err := negotiate.New(successTypes...)
	mustNot(err)
	return offers
}()

// RequireAcceptable returns middleware that refuses a request with 406 before
// its handler has side effects, if nothing that [Respond] sends is acceptable to
// it. A path that has no route, or none for the method, stays a 404 or 405.
func RequireAcceptable() echo.MiddlewareFunc {
	return func(next echo.HandlerFunc) echo.HandlerFunc {
		return func(c echo.Context) error {
			if _, ok := success.Best(c.Request().Header); ok {
				return next(c)
			}
			if _, routed := routedMethods(c); !routed {
				return next(c)
			}
			return notAcceptable()
		}
	}
}

// Respond sends v with a success status, in JSON or XML as the request's Accept
// asks. v must be fit for the packages encoding/json and encoding/xml both; for
// a type that XML cannot encode, such as a map, clients that ask for XML get a
// 500. Nothing is sent before the whole body is encoded, so an error can still
// be answered as such.
//
// A nil v, and a status that has no body (204, 205, 304), is sent as the header
// alone. HEAD gets the header of GET. The error is a 406 that names what is on
// offer, that of the encoder, or one that says that status is none of success.
func Respond(c echo.Context, status int, v any) error { return respond(c, status, "", v) }

// Created sends v as [Respond] does, with status 201 and a Location field: the
// URI of what was created.
func Created(c echo.Context, location string, v any) error {
	return respond(c, http.StatusCreated, location, v)
}

// respond sets Location only once nothing can fail any more.
func respond(c echo.Context, status int, location string, v any) error {
	if status < 200 || status > 399 {
		return fmt.Errorf("demur: Respond with status %d; return an error instead", status)
	}
	req, res := c.Request(), c.Response()
	if v == nil || status == http.StatusNoContent || status == http.StatusResetContent || status == http.StatusNotModified {
		setLocation(res.Header(), location)
		return c.NoContent(status)
	}
	mediaType, ok := success.Best(req.Header)
	if !ok {
		return notAcceptable()
	}
	body, err := marshal(mediaType, v)
	if err != nil {
		return fmt.Errorf("demur: encoding a response as %s: %w", mediaType, err)
	}
	h := res.Header()
	setLocation(h, location)
	header.Vary(h, echo.HeaderAccept)
	if success.ByContentType(req.Header) {
		header.Vary(h, echo.HeaderContentType)
	}
	h.Set(echo.HeaderContentType, mediaType)
	h.Set(echo.HeaderContentLength, strconv.Itoa(len(body)))
	res.WriteHeader(status)
	if req.Method == http.MethodHead {
		return nil
	}
	_, err = res.Write(body)
	return err
}

func setLocation(h http.Header, location string) {
	if location != "" {
		h.Set(echo.HeaderLocation, location)
	}
}

func marshal(mediaType string, v any) ([]byte, error) {
	if strings.HasSuffix(mediaType, "/xml") {
		body, err := xml.Marshal(v)
		if err != nil {
			return nil, err
		}
		return append([]byte(xml.Header), body...), nil
	}
	var b bytes.Buffer
	err := json.NewEncoder(&b).Encode(v)
	return b.Bytes(), err
}

// notAcceptable returns a 406 that lists what is on offer (RFC 9110 section
// 15.5.7).
func notAcceptable() error {
	return apierror.NotAcceptable.New("The resource can be sent as application/json or application/xml only.").
		With("available", successTypes)
}
