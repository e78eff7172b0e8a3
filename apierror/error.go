package apierror

import (
	"fmt"
	"iter"
	"net/http"
	"reflect"
	"strconv"
	"strings"

	"github.com/seed-86b940f4/demur/internal/errtree"
)

// Error is one failure: what the client is told, and the cause, which is kept from it.
//
// Make one with New or Wrap of a [Status] or a [Kind]. The zero value is a
// mistake and is answered as a bare 500: one that has nothing of the Error. No
// method changes an Error. Those that begin with With return a changed copy, which
// shares Fields with the Error. All methods work on a nil *Error as on
// InternalServerError. An Error is safe for concurrent use as long as nobody
// assigns to its fields or to what they hold.
type Error struct {
	Status Status // 400 to 599; anything else is answered as a bare 500
	Code   string // for programs; "" stands for the status's
	Type   string // RFC 9457 type, a URI reference; "" stands for the [Writer]'s TypeBase and the code, or else for about:blank, which is not sent
	Title  string // the same for each error of a type; "" stands for the status's
	Detail string // this failure, in words for the client; "" stands for the status's sentence

	// Instance is the URI reference of this failure alone (RFC 9457 section 3.1.5),
	// such as that of its log record. "" is not sent.
	Instance string

	Fields []FieldError // what is wrong where, for 400 and 422; nil for none

	// Header goes into the header of the answer. Values of Set-Cookie, Link and
	// Vary are added to those that are there; those of other fields replace them.
	// nil adds nothing. Content-Type, Content-Length, Content-Encoding and
	// Transfer-Encoding are ignored, because they belong to the document. A name that is
	// no token and a value with a control character are not sent, but named in the log.
	Header http.Header

	Err error // the cause, for errors.Is and the log, never for the client; nil for none

	tail *tail[FieldError] // of Fields; nil if it has none
	more *more             // what few errors have, so that the others stay small; never changed
}

// more is what With adds to an error.
type more struct {
	requestID  string
	extensions []extension
	tail       *tail[extension] // of extensions; nil if it has none
	decoded    bool             // another server said it

	unsendable    []string // names that could not be taken
	unsendableToo int      // how many more there were
}

// Error returns status, code, detail and cause, for logs and developers. The
// text is not for clients. In place of a cause whose text may have no end, because
// it wraps itself for example, it says so.
func (e *Error) Error() string {
	if e == nil {
		return InternalServerError.Error()
	}
	var b strings.Builder
	cause := e.cause()
	for {
		b.WriteString(strconv.Itoa(int(e.Status)))
		b.WriteByte(' ')
		b.WriteString(e.code())
		if e.Detail != "" {
			b.WriteString(": ")
			b.WriteString(e.Detail)
		}
		if cause == nil {
			return b.String()
		}
		b.WriteString(": ")
		inner, ok := cause.(*Error)
		if !ok || inner == nil {
			fmt.Fprint(&b, cause) // fmt survives an Error method that panics
			return b.String()
		}
		e, cause = inner, inner.Err // which was looked through with the first
	}
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

// As gives the status of the error, or its [Kind] without a Doc, for errors.As
// and errors.AsType.
func (e *Error) As(target any) bool {
	if e == nil {
		return false
	}
	switch t := target.(type) {
	case *Status:
		*t = e.Status
	case *Kind:
		*t = Kind{Status: e.Status, Code: e.code(), Title: e.title(), Type: e.Type}
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

// Extensions iterates over the extension members in the order in which they
// were given, request_id first. Of an error that [Decode] made, the values are
// strings and []string, because XML has no types. A list is a copy.
func (e *Error) Extensions() iter.Seq2[string, any] {
	return func(yield func(string, any) bool) {
		if e == nil || e.more == nil || e.more.requestID != "" && !yield("request_id", e.more.requestID) {
			return
		}
		for _, x := range e.more.extensions {
			if !yield(x.name, copied(x.value)) {
				return
			}
		}
	}
}

// Extension returns the value of one extension member, or of request_id. ok is
// false if the error has no such member. For an error that [Decode] made, the
// value is a string or a []string. A list is a copy.
func (e *Error) Extension(name string) (value any, ok bool) {
	for has, value := range e.Extensions() {
		if has == name {
			return value, true
		}
	}
	return nil, false
}

// copied returns a value that others may change: many requests may share the error.
func copied(value any) any {
	v := reflect.ValueOf(value)
	if v.Kind() != reflect.Slice {
		return value
	}
	list := reflect.MakeSlice(v.Type(), v.Len(), v.Len())
	reflect.Copy(list, v)
	return list.Interface()
}

// cause returns Err, or what stands for it if its text may have no end.
func (e *Error) cause() error { return errtree.Printable(e.Err) }

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
