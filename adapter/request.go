package adapter

import (
	"compress/flate"
	"compress/gzip"
	"io"
	"net/http"
	"net/textproto"
	"strings"

	"github.com/seed-86b940f4/demur/apierror"
	"github.com/seed-86b940f4/demur/internal/errtree"
	"github.com/seed-86b940f4/demur/negotiate"
)

// fromRequest returns the error for a request that could not be read, or nil for an
// err that says nothing of the kind. It is asked about errors of which neither apierror
// nor the framework decides. What the error alone does not tell, since it may as well come
// from a file or another server, the request has to confirm.
func fromRequest(r *http.Request, rec *record, s *survey) *apierror.Error {
	err := s.err
	if err == nil || s.coded || s.isElsewhere() {
		return nil
	}
	if e := rec.bodyError(err); e != nil {
		return e
	}
	if apierror.StatusOf(s.answer()) != apierror.InternalServerError {
		return nil
	}
	h := r.Header
	// An empty body cannot be read, and so not be watched.
	empty := r.ContentLength == 0 && (r.Method == http.MethodPost || r.Method == http.MethodPut || r.Method == http.MethodPatch)
	if !empty && rec.bodyEnd() != io.EOF {
		return nil // it cannot be of the body
	}
	mediaType, _ := negotiate.ContentType(h)
	switch {
	case h.Get("Content-Encoding") != "" && isDecompression(err):
		return apierror.BadRequest.Wrap(err, "The body of the request cannot be decompressed as its Content-Encoding says.")
	case !hasForm(r) && strings.HasPrefix(mediaType, "multipart/") && isMultipart(err):
		return apierror.BadRequest.Wrap(err, "The form is not well formed: its parts do not end as the boundary says.")
	}
	return nil
}

// hasForm reports whether the form of a request was read. A form that the handler
// reads part by part has no values.
func hasForm(r *http.Request) bool {
	return r.MultipartForm != nil && len(r.MultipartForm.Value)+len(r.MultipartForm.File) > 0
}

// statusCoder is an error that says its status.
type statusCoder interface {
	error
	StatusCode() int
}

// isElsewhere reports whether the error is of a request that the service has made, or of
// a connection to another server.
func (s *survey) isElsewhere() bool { return s.client || s.op != nil && s.op.Op == "dial" }

// isDecompression reports whether err is one of the packages that decompress.
func isDecompression(err error) bool {
	return errtree.Visit(err, func(at error) bool {
		_, corrupt := at.(flate.CorruptInputError)
		return corrupt || at == gzip.ErrHeader || at == gzip.ErrChecksum || at == io.ErrUnexpectedEOF
	})
}

// isMultipart reports whether err is one that mime/multipart gives for parts that it
// cannot read. Two more of its errors have no type to know them by.
func isMultipart(err error) bool {
	return errtree.Visit(err, func(at error) bool {
		_, malformed := at.(textproto.ProtocolError)
		return malformed || at == io.EOF || at == io.ErrUnexpectedEOF
	})
}
