package apierror

import (
	"errors"
	"fmt"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/seed-86b940f4/demur/internal/header"
)

// Writer answers requests with errors, in the format that each request prefers.
// It is for plain net/http, without an adapter such as package demurhttp:
//
//	var problems apierror.Writer
//
//	func show(w http.ResponseWriter, r *http.Request) {
//		if err := find(r); err != nil {
//			slog.Error("request failed", "error", apierror.From(err)) // the cause is logged here only
//			problems.Write(w, r, err)
//			return
//		}
//
// The zero value works: JSON, then XML. A Writer is safe for concurrent use as
// long as its fields are not assigned to. After the first Write it must be neither
// changed nor copied.
type Writer struct {
	_ [0]func() // literals name their fields

	// Formats are what errors can be sent as, the default first. nil stands for
	// JSON and XML.
	Formats []Format

	// Challenge is the WWW-Authenticate of a 401 that has none of its own, which
	// RFC 9110 section 15.5.2 requires. "" stands for "Bearer".
	Challenge string

	// RetryAfter is the Retry-After of a 429 or 503 that has none of its own.
	// It is sent in whole seconds, rounded up. Zero stands for one minute.
	RetryAfter time.Duration

	// TypeBase makes the type of an error that has none of its own: TypeBase and
	// the code of the error, such as "https://api.example.com/guide#not_found" of
	// "https://api.example.com/guide#" (RFC 9457 section 3.1.1). It is a URI
	// reference to which a code can be added. Characters of the code that a URI
	// does not allow are percent-encoded. Errors that [Decode] made keep the type
	// that they came with, or none. "" stands for no type, which means about:blank.
	TypeBase string

	formats formats // made of Formats and TypeBase by the first use
}

// Check returns all mistakes in the configuration. Call it when the program starts: a
// Writer with mistakes still answers, with JSON and XML in place of Formats that cannot
// be used, and without a TypeBase that is no URI reference.
func (wr *Writer) Check() error {
	_, err := wr.formats.of(wr.Formats, wr.TypeBase)
	if wr.RetryAfter < 0 {
		err = errors.Join(err, fmt.Errorf("apierror: RetryAfter %s is negative", wr.RetryAfter))
	}
	if !validFieldValue(wr.Challenge) {
		err = errors.Join(err, errors.New("apierror: Challenge has a control character"))
	}
	return err
}

func validFieldName(s string) bool { return header.IsToken(s) }

func validFieldValue(s string) bool {
	return strings.IndexFunc(s, func(r rune) bool { return r < ' ' && r != '\t' || r == 0x7f }) < 0
}

// Write answers the request with the error that [From] returns for err: status,
// header and document. It keeps the header fields of w. If some of them describe
// another body, such as ETag or Content-Encoding, remove them first. Call Write before
// anything else is written.
//
// The answer has Vary: Accept. A 401, 403, 422, 429 or 5xx has Cache-Control:
// no-store, unless the Error has a Cache-Control of its own. A 401 has a challenge, a
// 405 has Allow, a 415 has the types that are accepted (JSON and XML, those of them that
// are Formats, if the Error names none), and a 429 or 503 has Retry-After. Each has
// X-Content-Type-Options: nosniff. The document has the request ID from the header of
// the answer, or else of the request, if it is at most 128 letters, digits and
// "-_.:+/=@".
//
// Write does not log. It writes nothing for a nil error, and for every other error
// it writes: also when the context of r was cancelled. The client may read all the
// same, because it has closed its sending half only or because somebody else
// cancelled the request, and without an answer net/http sends it an empty 200. So
// context.Canceled is answered with what From makes of it, a 500. A service that
// does not want to count these as its own faults looks at r.Context().Err().
//
// The error that Write returns is of the connection, or of a Format, in whose
// place JSON was sent.
func (wr *Writer) Write(w http.ResponseWriter, r *http.Request, err error) error {
	if err == nil {
		return nil
	}
	e := From(err)
	fs, _ := wr.formats.of(wr.Formats, wr.TypeBase)
	mediaType, _, byContentType := fs.offers.Choose(r.Header)

	h := w.Header()
	s := scratches.Get().(*scratch)
	defer s.release()
	body, mediaType, formatErr := s.encode(fs, mediaType, e, header.RequestID(h, r.Header))
	wr.setHeader(h, s, e, fs)
	s.set(h, "Content-Type", mediaType)
	s.set(h, "Content-Length", contentLength(len(body)))
	s.vary(h, "Accept")
	if byContentType {
		s.vary(h, "Content-Type")
	}
	w.WriteHeader(e.StatusCode())
	if r.Method == http.MethodHead {
		return formatErr
	}
	if _, err := w.Write(body); err != nil {
		return errors.Join(formatErr, fmt.Errorf("apierror: writing the answer: %w", err))
	}
	return formatErr
}

// setHeader adds what the error and its status ask for.
func (wr *Writer) setHeader(h http.Header, s *scratch, e *Error, fs *formatSet) {
	ownCaching := len(e.Header) > 0 && s.add(h, e.Header)
	status := Status(e.StatusCode())
	switch status {
	case Unauthorized:
		if len(h["Www-Authenticate"]) == 0 {
			challenge := wr.Challenge
			if challenge == "" {
				challenge = "Bearer"
			}
			s.set(h, "Www-Authenticate", challenge)
		}
	case MethodNotAllowed:
		if len(h["Allow"]) == 0 {
			s.set(h, "Allow", "")
		}
	case UnsupportedMediaType:
		if fs.accepted != "" && len(h["Accept"]) == 0 && len(h["Accept-Post"]) == 0 && len(h["Accept-Patch"]) == 0 && len(h["Accept-Encoding"]) == 0 {
			s.set(h, "Accept", fs.accepted)
		}
	case TooManyRequests, ServiceUnavailable:
		if len(h["Retry-After"]) == 0 {
			after := "60"
			if wr.RetryAfter > 0 {
				after = retryAfter(wr.RetryAfter)
			}
			s.set(h, "Retry-After", after)
		}
	}
	if mustNotStore(status) && !ownCaching {
		s.set(h, "Cache-Control", "no-store")
	}
	s.set(h, "X-Content-Type-Options", "nosniff")
}

// add puts the fields of an error into the header of the answer. It reports
// whether Cache-Control is one of them.
func (s *scratch) add(h, own http.Header) (ownCaching bool) {
	for name, values := range own {
		values, ok := sendableValues(name, values)
		if !ok {
			continue
		}
		switch name = http.CanonicalHeaderKey(name); name {
		case "Content-Type", "Content-Length", "Content-Encoding", "Transfer-Encoding":
			continue
		case "Vary":
			for _, value := range values {
				s.vary(h, value)
			}
			continue
		case "Set-Cookie", "Link":
			h[name] = append(slices.Clone(h[name]), values...)
			continue
		case "Cache-Control":
			ownCaching = true
		}
		if len(values) == 1 {
			s.set(h, name, values[0])
		} else {
			h[name] = slices.Clone(values) // what is behind us may change it in place
		}
	}
	return ownCaching
}

// sendableValues returns the values of a field that can be sent. ok is false if the
// field cannot be. A control character in a value makes clients refuse the whole answer.
// WithHeader takes no such value, but a literal may hold one.
func sendableValues(name string, values []string) (_ []string, ok bool) {
	unsendable := func(value string) bool { return !validFieldValue(value) }
	if !validFieldName(name) {
		return nil, false
	}
	if !slices.ContainsFunc(values, unsendable) {
		return values, true
	}
	values = slices.DeleteFunc(slices.Clone(values), unsendable)
	return values, len(values) > 0
}

// mustNotStore reports whether an answer tells about one client or one moment
// only (RFC 6585 section 4 says it of 429).
func mustNotStore(s Status) bool {
	switch s {
	case Unauthorized, Forbidden, UnprocessableEntity, TooManyRequests:
		return true
	}
	return s >= 500
}

// threeDigits holds the numbers 100 to 999, one behind the other.
var threeDigits = func() string {
	b := make([]byte, 0, 900*3)
	for n := int64(100); n < 1000; n++ {
		b = strconv.AppendInt(b, n, 10)
	}
	return string(b)
}()

// contentLength is strconv.Itoa without its allocation for the usual lengths.
func contentLength(n int) string {
	if n >= 100 && n < 1000 {
		i := (n - 100) * 3
		return threeDigits[i : i+3]
	}
	return strconv.Itoa(n)
}
