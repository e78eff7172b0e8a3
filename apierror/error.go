package apierror

import (
	"fmt"
	"iter"
	"log/slog"
	"math"
	"net/http"
	"reflect"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/seed-86b940f4/demur/internal/errtree"
)

// Error is one failure: what the client is told, and the cause that it is not.
//
// Make one with New or Wrap of a [Status] or a [Kind]. The zero value is a
// mistake and is answered as a bare 500. No method changes an Error: those that
// begin with With return a changed copy, and all work on a nil *Error as on
// InternalServerError. An Error is safe for concurrent use as long as nobody
// assigns to its fields.
type Error struct {
	Status Status // 400 to 599; anything else is answered as a bare 500
	Code   string // for programs; "" stands for the status's
	Type   string // RFC 9457 type, a URI reference; "" stands for about:blank and is not sent
	Title  string // the same for each error of a type; "" stands for the status's
	Detail string // this failure, in words for the client; "" stands for the status's sentence

	Fields []FieldError // what is wrong where, for 400 and 422; nil for none

	// Header is put into the answer's: Set-Cookie, Link and Vary beside the
	// values that it has, other fields instead of them. nil adds nothing. What
	// frames or names the body (Content-Type, Content-Length, Content-Encoding,
	// Transfer-Encoding) is decided by the writer and ignored here.
	Header http.Header

	Err error // the cause, for errors.Is and the log, never for the client; nil for none

	more *more // what most errors have not, so that they stay small; never changed
}

// more is what With adds to an error.
type more struct {
	requestID  string
	extensions []extension
	unsendable []string // names that could not be taken
}

// Error returns status, code, detail and cause, for logs and developers. The
// text is not fit for clients.
func (e *Error) Error() string {
	if e == nil {
		return InternalServerError.Error()
	}
	var b strings.Builder
	b.WriteString(strconv.Itoa(int(e.Status)))
	b.WriteByte(' ')
	b.WriteString(e.code())
	if e.Detail != "" {
		b.WriteString(": ")
		b.WriteString(e.Detail)
	}
	if cause := e.cause(); cause != nil {
		fmt.Fprintf(&b, ": %v", cause) // fmt survives an Error method that panics
	}
	return b.String()
}

// Unwrap returns the cause.
func (e *Error) Unwrap() error {
	if e == nil {
		return nil
	}
	return e.Err
}

// Is reports whether target is the status of the error, or a [Kind] with its
// status and code, for errors.Is.
func (e *Error) Is(target error) bool {
	if e == nil {
		return InternalServerError.New("").Is(target)
	}
	switch t := target.(type) {
	case Status:
		return e.Status == t
	case Kind:
		code := t.Code
		if code == "" {
			code = t.Status.Code()
		}
		return e.Status == t.Status && e.code() == code
	}
	return false
}

// As gives the status of the error, or it as a [Kind] without a Doc, for
// errors.As and errors.AsType.
func (e *Error) As(target any) bool {
	if e == nil {
		return false
	}
	switch t := target.(type) {
	case *Status:
		*t = e.Status
	case *Kind:
		*t = Kind{Status: e.Status, Code: e.code(), Title: e.title()}
	default:
		return false
	}
	return true
}

// StatusCode returns the status that a client gets to see, 400 to 599. Echo v5,
// OpenTelemetry and others look for this method.
func (e *Error) StatusCode() int {
	if e == nil {
		return int(InternalServerError)
	}
	return e.Status.StatusCode()
}

// WithCode returns a copy with another code.
func (e *Error) WithCode(code string) *Error {
	c := e.copy()
	c.Code = code
	return c
}

// WithField returns a copy with one more field.
func (e *Error) WithField(f FieldError) *Error {
	c := e.copy()
	c.Fields = append(slices.Clip(c.Fields), f)
	return c
}

// WithHeader returns a copy that sets a field of the answer's header, instead
// of a value that it had before.
func (e *Error) WithHeader(name, value string) *Error {
	c := e.copy()
	c.Header = ownHeader(c.Header)
	c.Header.Set(name, value)
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
// `Bearer realm="api"`, for [Unauthorized] (RFC 9110 section 11.6.1).
func (e *Error) WithChallenge(challenge string) *Error {
	c := e.copy()
	c.Header = ownHeader(c.Header)
	c.Header.Add("WWW-Authenticate", challenge)
	return c
}

// With returns a copy with an extension member (RFC 9457 section 3.2), or with
// another value for the member if it has it already.
//
// The name is a letter and then letters, digits or "_", three characters or
// more, and neither a standard member nor one that begins with "xml"; beyond that
// only "violated-policies", which the RateLimit draft registers. The value
// is a string, bool, integer, float or [time.Time], or a slice of one of them.
// An empty string or slice is not sent: in XML the one would look like the other. A
// name or value that cannot be sent is left out of the body and named in the
// log record: a mistake in a detail never changes the answer.
//
// "request_id" takes a string and is the member of that name.
func (e *Error) With(name string, value any) *Error {
	c := e.copy()
	var m more
	if c.more != nil {
		m = *c.more
	}
	c.more = &m
	if id := reflect.ValueOf(value); name == "request_id" && id.Kind() == reflect.String {
		m.requestID = id.String()
		return c
	}
	sent, ok := sendable(value)
	if !ok || !validName(name) {
		m.unsendable = append(slices.Clip(m.unsendable), name)
		return c
	}
	m.extensions = slices.Clone(m.extensions)
	m.extend(extension{name: name, value: sent})
	return c
}

// Extensions iterates over the extension members in the order in which they
// were given, request_id first. Of an error that [Decode] made, the values are
// strings and []string, because XML has no types.
func (e *Error) Extensions() iter.Seq2[string, any] {
	return func(yield func(string, any) bool) {
		if e == nil || e.more == nil || e.more.requestID != "" && !yield("request_id", e.more.requestID) {
			return
		}
		for _, x := range e.more.extensions {
			if !yield(x.name, x.value) {
				return
			}
		}
	}
}

// LogValue returns the whole story for the log: what the client is told, the
// cause, and the extensions that could not be sent.
func (e *Error) LogValue() slog.Value {
	if e == nil {
		return slog.StringValue(e.Error())
	}
	attrs := []slog.Attr{slog.Int("status", int(e.Status)), slog.String("code", e.code())}
	if e.Detail != "" {
		attrs = append(attrs, slog.String("detail", e.Detail))
	}
	if len(e.Fields) > 0 {
		attrs = append(attrs, slog.Any("fields", e.Fields))
	}
	for name, value := range e.Extensions() {
		attrs = append(attrs, slog.Any(name, value))
	}
	if e.more != nil && len(e.more.unsendable) > 0 {
		attrs = append(attrs, slog.Any("unsendable", e.more.unsendable))
	}
	if cause := e.cause(); cause != nil {
		attrs = append(attrs, slog.Any("cause", cause))
	}
	return slog.GroupValue(attrs...)
}

// copy returns what a With method may change, save that it still shares its
// header and lists.
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

// cause returns Err, or what stands for it if it has no text that ends.
func (e *Error) cause() error {
	if !errtree.Ends(e.Err) {
		return errtree.Endless
	}
	return e.Err
}

// orBare returns e, or a bare 500 in place of what is no error of a request.
func (e *Error) orBare() *Error {
	if e == nil || !e.Status.valid() {
		return InternalServerError.New("")
	}
	return e
}

// requestID returns the ID of the request, or else the one that e was given.
func (e *Error) requestID(ofRequest string) string {
	if ofRequest == "" && e.more != nil {
		return e.more.requestID
	}
	return ofRequest
}

func (e *Error) code() string {
	if e.Code != "" {
		return e.Code
	}
	return e.Status.orInternal().Code()
}

func (e *Error) title() string {
	if e.Title != "" {
		return e.Title
	}
	return e.Status.orInternal().Title()
}

func (e *Error) detail() string {
	if e.Detail != "" {
		return e.Detail
	}
	return e.Status.orInternal().Detail()
}

func retryAfter(d time.Duration) string {
	return strconv.FormatFloat(max(1, math.Ceil(d.Seconds())), 'f', 0, 64)
}
