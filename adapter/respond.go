package adapter

import (
	"bufio"
	"bytes"
	"encoding/json"
	"encoding/xml"
	"errors"
	"fmt"
	"net/http"
	"reflect"
	"strconv"
	"strings"
	"sync"

	"github.com/seed-86b940f4/demur/apierror"
	"github.com/seed-86b940f4/demur/internal/header"
	"github.com/seed-86b940f4/demur/negotiate"
)

// successTypes are what Respond can send, the default first.
var successTypes = []string{"application/json", "application/xml", "text/json", "text/xml"}

var successOffers = func() *negotiate.Offers {
	offers, err := negotiate.New(successTypes...)
	if err != nil {
		panic(err)
	}
	return offers
}()

// acceptable reports whether the client accepts a type that Respond sends.
func acceptable(r *http.Request) bool {
	_, ok := successOffers.Best(r.Header)
	return ok
}

// errNotAcceptable is the 406, which lists what is on offer (RFC 9110 section 15.5.7).
var errNotAcceptable = apierror.NotAcceptable.New("The resource can be sent as application/json or application/xml.").
	With("available", successTypes)

// notAcceptable returns a copy, since each request has an error of its own.
func notAcceptable() error {
	e := *errNotAcceptable
	return &e
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
	mediaType, acceptable, byContentType := successOffers.Choose(r.Header)
	if !acceptable {
		return notAcceptable()
	}
	body := bodies.Get().(*encoded)
	defer body.release()
	if err := body.encode(mediaType, v); err != nil {
		return fmt.Errorf("demur: encoding a response as %s: %w", mediaType, err)
	}
	setLocation(h, location)
	values := []string{mediaType, strconv.Itoa(body.Len()), "Accept"} // in one piece of memory
	h["Content-Type"], h["Content-Length"] = values[:1:1], values[1:2:2]
	if len(h["Vary"]) == 0 {
		h["Vary"] = values[2:]
	} else {
		header.Vary(h, "Accept")
	}
	if byContentType {
		header.Vary(h, "Content-Type")
	}
	w.WriteHeader(status)
	if r.Method == http.MethodHead {
		return nil
	}
	_, err := w.Write(body.Bytes())
	return err
}

func setLocation(h http.Header, location string) {
	if location != "" {
		h.Set("Location", location)
	}
}

// encoded is the body of a success, with what encodes it. It serves one request after
// the other.
type encoded struct {
	bytes.Buffer
	json *json.Encoder
	xml  *bufio.Writer // which an xml.Encoder would else make of its own
}

var bodies = sync.Pool{New: func() any {
	e := new(encoded)
	e.json, e.xml = json.NewEncoder(&e.Buffer), bufio.NewWriter(&e.Buffer)
	return e
}}

// maxKeptBody is the largest buffer that is kept, in bytes, so that one huge answer does
// not stay in memory.
const maxKeptBody = 64 << 10

func (e *encoded) release() {
	if e.Cap() <= maxKeptBody {
		e.Reset()
		bodies.Put(e)
	}
}

func (e *encoded) encode(mediaType string, v any) error {
	if !strings.HasSuffix(mediaType, "/xml") {
		return e.json.Encode(v)
	}
	e.WriteString(xml.Header)
	e.xml.Reset(&e.Buffer) // an encoder that failed may have left something
	if err := xml.NewEncoder(e.xml).Encode(v); err != nil {
		return err
	}
	if _, ok := v.(xml.Marshaler); !ok && isList(v) {
		return errors.New("a list has no root element: put it into a struct")
	}
	if e.Len() == len(xml.Header) {
		return errors.New("there is no element to send")
	}
	return nil
}

func isList(v any) bool {
	t := reflect.TypeOf(v)
	for t.Kind() == reflect.Pointer {
		t = t.Elem()
	}
	return t.Kind() == reflect.Slice || t.Kind() == reflect.Array
}
