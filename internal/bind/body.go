package bind

import (
	"bytes"
	"errors"
	"io"
	"net"
	"net/http"
	"reflect"
	"strconv"

	"github.com/seed-86b940f4/demur/apierror"
)

// bindBody fills v from the body, if there is one.
func (b Binder) bindBody(r Request, p *plan, v reflect.Value) error {
	if r.empty() {
		return p.missing(r.Method)
	}
	// What the header tells comes first: a body of no use is not read, however long it is.
	s, boundary, utf8 := contentType(r.Header)
	switch {
	case s == inXML && p.xmlMistake != nil: // not a 415: the author meant to read XML
		return p.xmlMistake
	case !p.reads(s):
		return p.unsupported(r.Method, "The body must be of one of the types "+p.accepts+".")
	case (s == inForm || s == inMultipart) && p.formMistake != nil:
		return p.formMistake
	}
	if !utf8 { // RFC 8259 section 8.1 for JSON; for the others, see errCharset
		return p.unsupported(r.Method, "The charset of the body must be UTF-8.")
	}
	limit := b.MaxBytes
	if limit <= 0 {
		limit = defaultBytes
	}
	if s == inForm && r.PostForm != nil || s == inMultipart && r.MultipartForm != nil {
		// A middleware has read the form, so the body is gone. If that failed, it may have ignored the
		// error, and net/http has left an empty form.
		if r.ContentLength > limit {
			return tooLarge(limit)
		}
		if len(r.PostForm) == 0 && r.MultipartForm == nil {
			return p.missing(r.Method)
		}
		return b.bindForm(r, p, v)
	}
	if s == inMultipart {
		return b.bindMultipart(r, p, v, limit, boundary)
	}
	data, err := r.read(limit)
	if err != nil {
		return err
	}
	if s == inForm {
		return b.bindURLEncoded(r, p, v, data)
	}
	blankBOM(data)
	if len(bytes.TrimLeft(data, " \t\r\n")) == 0 {
		return p.missing(r.Method)
	}
	if s == inXML {
		return b.bindXML(r, p, v, data)
	}
	return b.bindJSON(p, v, data)
}

// empty reports whether there is no body. It looks at the length, since in HTTP/2
// every request has a Body, and middleware that limits or copies bodies wraps
// http.NoBody too.
func (r Request) empty() bool {
	return r.Body == nil || r.Body == http.NoBody || r.ContentLength == 0
}

func (p *plan) missing(method string) error {
	if needsBody(method) || p.bodyOnly {
		return apierror.BadRequest.New("A body is required.")
	}
	return nil
}

// read returns the whole body. The memory is not used again: a type that decodes
// itself may keep a part of it, although it should not.
func (r Request) read(limit int64) ([]byte, error) {
	if r.ContentLength > limit {
		return nil, tooLarge(limit)
	}
	// There is room for one byte more than is expected, so that the end is seen
	// without growing. A large Content-Length alone does not take much memory.
	data := make([]byte, 0, min(max(r.ContentLength, 511), 64<<10)+1)
	for {
		n, err := r.Body.Read(data[len(data):cap(data)])
		data = data[:len(data)+n]
		if int64(len(data)) > limit {
			return nil, tooLarge(limit)
		}
		if err == io.EOF {
			return data, nil
		}
		if err != nil {
			return nil, r.unread(err)
		}
		if len(data) == cap(data) {
			data = append(data, 0)[:len(data)]
		}
	}
}

func tooLarge(limit int64) error {
	return apierror.From(&http.MaxBytesError{Limit: limit})
}

// unread returns the error for a body that could not be read to its end.
func (r Request) unread(err error) error {
	// Who limits bodies knows best: net/http, a middleware of ours, or the framework's,
	// whose error is wrapped in what the reader above it returned.
	if large, ok := find[*http.MaxBytesError](err); ok {
		return tooLarge(large.Limit)
	}
	if ours := typed(err); ours != nil {
		return ours
	}
	if r.Foreign != nil {
		if ours := r.Foreign(err); ours != nil {
			return ours
		}
	}
	if timeout, ok := errors.AsType[net.Error](err); ok && timeout.Timeout() {
		return apierror.RequestTimeout.Wrap(err, "The body of the request did not arrive in time.")
	}
	return apierror.BadRequest.Wrap(err, "The body of the request ends before it is complete.")
}

// blankBOM replaces the mark that some programs put before UTF-8 by spaces, as RFC
// 8259 section 8.1 allows. All else stays in its place.
func blankBOM(data []byte) {
	if bytes.HasPrefix(data, []byte("\uFEFF")) {
		copy(data, "   ")
	}
}

// badBody returns the error for values in the body that do not fit.
func badBody(wrong []apierror.FieldError) error {
	wrong = wrong[:min(len(wrong), mostFields)] // not every caller stops at the bound
	detail := "A part of the body is not valid."
	if len(wrong) > 1 {
		detail = strconv.Itoa(len(wrong)) + " parts of the body are not valid."
		if len(wrong) >= mostFields {
			detail = "Parts of the body are not valid. These are the first " + strconv.Itoa(mostFields) + "."
		}
	}
	return &apierror.Error{Status: apierror.BadRequest, Detail: detail, Fields: wrong}
}
