package apierror

import (
	"math"
	"net/http"
	"reflect"
	"slices"
	"strconv"
	"strings"
	"time"
)

// WithCode returns a copy with another code.
func (e *Error) WithCode(code string) *Error {
	c := e.copy()
	c.Code = code
	return c
}

// WithType returns a copy with another type, the URI of a page on this kind of
// failure (RFC 9457 section 3.1.1). "" takes the type away. What is no URI
// reference, because of a space or a control character for example, is not taken:
// the copy has the type of e, and the log record names "type".
func (e *Error) WithType(uri string) *Error {
	c := e.copy()
	if sent, ok := reference(uri); ok {
		c.Type = sent
	} else {
		c.addUnsendable("type")
	}
	return c
}

// WithInstance returns a copy with the URI reference of this failure alone (RFC
// 9457 section 3.1.5). What is no URI reference is not taken, as in [Error.WithType].
func (e *Error) WithInstance(uri string) *Error {
	c := e.copy()
	if sent, ok := reference(uri); ok {
		c.Instance = sent
	} else {
		c.addUnsendable("instance")
	}
	return c
}

// WithField returns a copy with one more field. In a loop it costs what append
// does: the copies share the fields that they have in common, so assign to none
// of them.
func (e *Error) WithField(f FieldError) *Error { return e.WithFields(f) }

// WithFields returns a copy with more fields, behind those that e has. It keeps
// none of the memory of f.
func (e *Error) WithFields(f ...FieldError) *Error {
	c := e.copy()
	if len(f) > 0 {
		c.Fields, c.tail = c.tail.grow(c.Fields, f...)
	}
	return c
}

// WithHeader returns a copy that sets a field of the answer's header, instead
// of a value that it had before. A name that is no token, a value with a control
// character and what would be line 257 of the header are not taken, but named in
// the log record.
func (e *Error) WithHeader(name, value string) *Error {
	c := e.copy()
	name = http.CanonicalHeaderKey(name)
	if c.hasRoom(name, value, len(c.Header[name])) {
		c.Header = ownHeader(c.Header)
		c.Header[name] = []string{value}
	}
	return c
}

// WithRetryAfter returns a copy that asks the client to wait (RFC 9110 section
// 10.2.3). The field has whole seconds: d is rounded up, to 1 at least.
func (e *Error) WithRetryAfter(d time.Duration) *Error {
	return e.WithHeader("Retry-After", retryAfter(d))
}

// WithAllow returns a copy that names the methods of the resource, for
// [MethodNotAllowed]. No method at all is a legal list (RFC 9110 section 10.2.1).
func (e *Error) WithAllow(methods ...string) *Error {
	return e.WithHeader("Allow", strings.Join(methods, ", "))
}

// WithChallenge returns a copy with one more challenge, such as
// `Bearer realm="api"`, for [Unauthorized] (RFC 9110 section 11.6.1). What it does
// not take is the same as with [Error.WithHeader].
func (e *Error) WithChallenge(challenge string) *Error {
	c := e.copy()
	if c.hasRoom("WWW-Authenticate", challenge, 0) {
		c.Header = ownHeader(c.Header)
		c.Header.Add("WWW-Authenticate", challenge)
	}
	return c
}

// mostLines is how many lines the header of an error can have. Each copy copies
// them, and clients refuse an answer with many.
const mostLines = 256

// hasRoom reports whether the header of e, a copy, can take a line in the place of
// so many others. It notes the name if not.
func (e *Error) hasRoom(name, value string, replaced int) bool {
	lines := 1 - replaced
	for _, values := range e.Header {
		lines += len(values)
	}
	ok := lines <= mostLines && validFieldName(name) && validFieldValue(value)
	if !ok {
		e.addUnsendable(name)
	}
	return ok
}

// With returns a copy with an extension member (RFC 9457 section 3.2), or with
// another value for the member if it has it already.
//
// The name is a letter and then letters, digits or "_", three characters or more.
// It is no standard member (type, title, status, detail, instance, code, errors), in
// any case, and does not begin with "xml". The only other name is
// "violated-policies", which the RateLimit draft registers.
//
// The value is a text, a truth value, a number or a [time.Time], a pointer to one,
// or a slice or array of them. A type of another kind may say itself how it is
// written: where encoding/json makes a text, number or truth value of it by its
// MarshalJSON or MarshalText method, that is sent ([json.Number], a UUID, a
// netip.Addr). With takes the value as it is now: what changes later is not sent.
// An empty text and an empty list are not sent, because in XML the one would look
// like the other.
//
// What cannot be sent is left out of the body, and its name stands in the log record:
// a mistake in a member never changes the answer. That is nil, NaN, an infinity, a
// map, a struct, bytes, a list with such an item or with a list in it, and a
// [time.Duration], which would be a number without a unit. An error and a
// [fmt.Stringer] are not sent either, because their text is not written for clients;
// an error that is a number, such as a [Status], is.
//
// "request_id" takes a text and is the member of that name.
//
// In a loop over new names With costs what append does. A new value for a name
// that the error has costs a copy of all members.
func (e *Error) With(name string, value any) *Error {
	c := e.copy()
	sent, ok := sendable(value)
	if id := reflect.ValueOf(sent); ok && name == "request_id" && id.Kind() == reflect.String {
		c.ownMore().requestID = id.String()
		return c
	}
	if !ok || !validName(name) {
		c.addUnsendable(name)
		return c
	}
	c.ownMore().extend(extension{name: name, value: sent})
	return c
}

// ownMore gives e, a copy, a more of its own.
func (e *Error) ownMore() *more {
	var m more
	if e.more != nil {
		m = *e.more
	}
	e.more = &m
	return &m
}

// mostUnsendable is how many names are kept of what cannot be sent.
const mostUnsendable = 32

// addUnsendable notes the name of what could not be taken.
func (e *Error) addUnsendable(name string) {
	m := e.ownMore()
	switch {
	case slices.Contains(m.unsendable, name):
	case len(m.unsendable) < mostUnsendable:
		m.unsendable = append(slices.Clip(m.unsendable), name)
	default:
		m.unsendableToo++
	}
}

// copy returns a copy, which still shares the header and the lists of e.
func (e *Error) copy() *Error {
	if e == nil {
		return InternalServerError.New("")
	}
	c := *e
	return &c
}

func ownHeader(shared http.Header) http.Header {
	if shared == nil {
		return http.Header{}
	}
	return shared.Clone()
}

func retryAfter(d time.Duration) string {
	return strconv.FormatFloat(max(1, math.Ceil(d.Seconds())), 'f', 0, 64)
}
