package adapter

import (
	"errors"
	"io"
	"net/http"
	"os"
	"reflect"
	"sync/atomic"

	"github.com/seed-86b940f4/demur/apierror"
	"github.com/seed-86b940f4/demur/internal/errtree"
)

// body is the body of a request. It remembers how reading it ended, which the errors
// of net/http do not tell: those of a bad chunk have no type, and
// io.ErrUnexpectedEOF may be of anything that the handler has read.
type body struct {
	io.ReadCloser
	ended atomic.Pointer[ending] // a handler may have left a goroutine that reads
}

// ending is how a body ended: io.EOF if it was read to its end.
type ending struct{ err error }

var atEnd = &ending{io.EOF}

func (b *body) Read(p []byte) (int, error) {
	n, err := b.ReadCloser.Read(p)
	switch {
	case err == nil || b.ended.Load() != nil:
	case err == io.EOF:
		b.ended.Store(atEnd)
	case err != http.ErrBodyReadAfterClose: // a mistake of the program
		b.ended.Store(&ending{err})
	}
	return n, err
}

// maxBytesReader is what http.MaxBytesReader returns. net/http looks for this type, since
// it reads forms up to the limit then, and else up to 10 MB.
var maxBytesReader = reflect.TypeOf(http.MaxBytesReader(nil, nil, 0))

// watchedRequest is a request and its body, in one piece of memory.
type watchedRequest struct {
	request http.Request
	body    body
}

// watchBody returns a copy of r whose body the record watches, or r itself if it has
// none that can be watched. r must keep its body: by its type net/http decides whether
// it reads what is left of it before it answers, which a client may never send.
func (rec *record) watchBody(r *http.Request) *http.Request {
	if r.Body == nil || r.Body == http.NoBody || reflect.TypeOf(r.Body) == maxBytesReader {
		return r
	}
	own := &watchedRequest{request: *r}
	own.body.ReadCloser = r.Body
	own.request.Body = &own.body
	rec.body = &own.body
	return &own.request
}

// giveBack gives r what handlers have made of its copy: net/http deletes the files of
// a form when it is done with r.
func giveBack(r, made *http.Request) {
	r.Form, r.PostForm, r.MultipartForm = made.Form, made.PostForm, made.MultipartForm
	r.Pattern = made.Pattern // which middleware outside asks for, once ServeMux has set it
}

// bodyEnd returns how the body of the request ended, nil if nobody has read as far.
func (rec *record) bodyEnd() error {
	if rec == nil || rec.body == nil {
		return nil
	}
	if ended := rec.body.ended.Load(); ended != nil {
		return ended.err
	}
	return nil
}

// bodyError returns a 400 or 408 for an error that came of reading the body of the
// request, or nil for any other.
func (rec *record) bodyError(err error) *apierror.Error {
	failed := rec.bodyEnd()
	if failed == nil || failed == io.EOF || !errtree.Contains(err, failed) {
		return nil
	}
	if _, tooLarge := errtree.Find[*http.MaxBytesError](err); tooLarge {
		return nil // apierror.From knows it
	}
	switch {
	case errors.Is(failed, os.ErrDeadlineExceeded):
		return apierror.RequestTimeout.Wrap(err, "The body of the request did not arrive in time.")
	case failed == io.ErrUnexpectedEOF:
		return apierror.BadRequest.Wrap(err, "The body of the request ends before it is complete.")
	}
	return apierror.BadRequest.Wrap(err, "The body of the request cannot be read: it is not sent as its header says.")
}
