package adapter

import (
	"bytes"
	"encoding/json"
	"encoding/xml"
	"errors"
	"fmt"
	"net/http"
	"reflect"
	"strconv"
	"strings"

	"github.com/seed-86b940f4/demur/apierror"
	"github.com/seed-86b940f4/demur/internal/header"
	"github.com/seed-86b940f4/demur/negotiate"
)

// successTypes are what Respond can send, the default first.
var successTypes = []string{"application/json", "application/xml", "text/json", "text/xml"}

var success = func() *negotiate.Offers {
	offers, err := negotiate.New(successTypes...)
	if err != nil {
		panic(err)
	}
	return offers
}()

// acceptable reports whether the client accepts a type that Respond sends.
func acceptable(r *http.Request) bool {
	_, ok := success.Best(r.Header)
	return ok
}

// notAcceptable returns a 406 that lists what is on offer (RFC 9110 section
// 15.5.7).
func notAcceptable() error {
	return apierror.NotAcceptable.New("The resource can be sent as application/json or application/xml.").
		With("available", successTypes)
}

// RequireAcceptable calls next, or returns a 406 if the request accepts no type that
// [Respond] sends. A request without a route passes, since its answer is a 404 or 405:
// Framework.Routed tells.
func (r *Responder[C]) RequireAcceptable(c C, next func(c C) error) error {
	if acceptable(c.Request()) || r.framework.Routed != nil && !r.framework.Routed(c) {
		return next(c)
	}
	return notAcceptable()
}

// Respond sends v with a success status in the negotiated format, and a Location
// field unless it is "". It changes nothing in w before all that can fail is done. It
// returns a 406, the error of the encoder or of w, or an error for a status outside 200
// to 399. r is the request. The rest is told at demur.Respond.
func Respond(w http.ResponseWriter, r *http.Request, status int, location string, v any) error {
	if status < 200 || status > 399 {
		return fmt.Errorf("demur: Respond with status %d; return an error instead", status)
	}
	h := w.Header()
	if v == nil || status == http.StatusNoContent || status == http.StatusResetContent || status == http.StatusNotModified {
		setLocation(h, location)
		w.WriteHeader(status)
		return nil
	}
	mediaType, acceptable, byContentType := success.Choose(r.Header)
	if !acceptable {
		return notAcceptable()
	}
	body, err := marshal(mediaType, v)
	if err != nil {
		return fmt.Errorf("demur: encoding a response as %s: %w", mediaType, err)
	}
	setLocation(h, location)
	header.Vary(h, "Accept")
	if byContentType {
		header.Vary(h, "Content-Type")
	}
	h.Set("Content-Type", mediaType)
	h.Set("Content-Length", strconv.Itoa(len(body)))
	w.WriteHeader(status)
	if r.Method == http.MethodHead {
		return nil
	}
	_, err = w.Write(body)
	return err
}

func setLocation(h http.Header, location string) {
	if location != "" {
		h.Set("Location", location)
	}
}

func marshal(mediaType string, v any) ([]byte, error) {
	var b bytes.Buffer
	if !strings.HasSuffix(mediaType, "/xml") {
		err := json.NewEncoder(&b).Encode(v)
		return b.Bytes(), err
	}
	b.WriteString(xml.Header)
	if err := xml.NewEncoder(&b).Encode(v); err != nil {
		return nil, err
	}
	if _, ok := v.(xml.Marshaler); !ok && isList(v) {
		return nil, errors.New("a list has no root element: put it into a struct")
	}
	if b.Len() == len(xml.Header) {
		return nil, errors.New("there is no element to send")
	}
	return b.Bytes(), nil
}

func isList(v any) bool {
	t := reflect.TypeOf(v)
	for t.Kind() == reflect.Pointer {
		t = t.Elem()
	}
	return t.Kind() == reflect.Slice || t.Kind() == reflect.Array
}
