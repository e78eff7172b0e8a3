package answer

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

// body is the body of a request. It remembers why it could not be read to its end,
// which the errors of net/http do not tell: those of a bad chunk have no type, and
// io.ErrUnexpectedEOF may be of anything that the handler has read.
type body struct {
	io.ReadCloser
	failed atomic.Pointer[failedRead] // a handler may have left a goroutine that reads
}

type failedRead struct{ err error }

func (b *body) Read(p []byte) (int, error) {
	n, err := b.ReadCloser.Read(p)
	// To read a closed body is a mistake of the program.
	if err != nil && err != io.EOF && err != http.ErrBodyReadAfterClose && b.failed.Load() == nil {
		b.failed.Store(&failedRead{err})
	}
	return n, err
}

// limited is what http.MaxBytesReader returns. net/http looks for this type, since
// it reads forms up to the limit then, and else up to 10 MB.
var limited = reflect.TypeOf(http.MaxBytesReader(nil, nil, 0))

// WatchBody makes w remember what went wrong with the body of r.
func (w *Watcher) WatchBody(r *http.Request) {
	if r.Body != nil && r.Body != http.NoBody && reflect.TypeOf(r.Body) != limited {
		w.body.ReadCloser = r.Body
		r.Body = &w.body
	}
}

// Unread returns a 400 or 408 for an error that came of reading the body of the
// request, or nil for any other. w is the response to the request.
func Unread(w http.ResponseWriter, err error) *apierror.Error {
	watcher := watcherOf(w)
	if watcher == nil {
		return nil
	}
	failed := watcher.body.failed.Load()
	if failed == nil || !errtree.Contains(err, failed.err) {
		return nil
	}
	if _, limited := errtree.Find[*http.MaxBytesError](err); limited {
		return nil // apierror.From knows it
	}
	switch {
	case errors.Is(failed.err, os.ErrDeadlineExceeded):
		return apierror.RequestTimeout.Wrap(err, "The body of the request did not arrive in time.")
	case failed.err == io.ErrUnexpectedEOF:
		return apierror.BadRequest.Wrap(err, "The body of the request ends before it is complete.")
	}
	return apierror.BadRequest.Wrap(err, "The body of the request cannot be read: it is not sent as its header says.")
}
