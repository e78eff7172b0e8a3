package answer

import (
	"context"
	"fmt"
	"log/slog"
	"net/http"

	"github.com/seed-86b940f4/demur/apierror"
	"github.com/seed-86b940f4/demur/internal/errtree"
	"github.com/seed-86b940f4/demur/internal/header"
)

// ClientClosedRequest is the status under which a request is logged whose
// client went away. Nothing is written for it.
const ClientClosedRequest apierror.Status = 499

// ClientGone reports whether err came of the client's going away: its request
// was cancelled, and err says so.
func ClientGone(r *http.Request, err error) bool {
	return r.Context().Err() == context.Canceled && errtree.Contains(err, context.Canceled)
}

// Failure is what there is to say of a failed request.
type Failure struct {
	Request  *http.Request
	Header   http.Header     // of the answer
	Route    string          // the pattern that was matched, "" for none
	Err      error           // what was answered
	Status   apierror.Status // of it
	WriteErr error           // what went wrong with the answer itself, nil for nothing
}

// Log writes the one record of a failed request: at level Error from status 500
// on, else at Info, since a client's mistake need not wake anybody. A nil logger
// is [slog.Default]. Log reports whether a record was written.
func (f Failure) Log(logger *slog.Logger) bool {
	if logger == nil {
		logger = slog.Default()
	}
	level := slog.LevelInfo
	if f.Status >= 500 {
		level = slog.LevelError
	}
	ctx := f.Request.Context()
	if !logger.Enabled(ctx, level) {
		return false
	}
	e := apierror.From(f.Err)
	attrs := append(make([]slog.Attr, 0, 8),
		slog.String("method", f.Request.Method),
		slog.String("path", f.Request.URL.Path),
	)
	if f.Route != "" {
		attrs = append(attrs, slog.String("route", f.Route))
	}
	if id := header.RequestID(f.Header, f.Request.Header); id != "" {
		attrs = append(attrs, slog.String("request_id", id))
	}
	attrs = append(attrs, slog.Any("error", e))
	if found, ok := errtree.Find[*apierror.Error](f.Err); ok && error(found) != f.Err {
		// Err wraps the Error, which does not know the words around it.
		attrs = append(attrs, slog.String("returned", fmt.Sprint(f.Err)))
	}
	if f.WriteErr != nil {
		attrs = append(attrs, slog.Any("answer", f.WriteErr))
	}
	logger.LogAttrs(ctx, level, "request failed", attrs...)
	return true
}
