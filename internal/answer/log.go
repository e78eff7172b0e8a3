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

// Log writes the one record of a failed request: at level Error from status 500
// on, else at Info, since a client's mistake need not wake anybody. err is what
// the handler returned, h the header of the answer, route the pattern that was matched. A nil logger is
// [slog.Default]. Log reports whether a record was written.
func Log(logger *slog.Logger, h http.Header, r *http.Request, route string, err error, notes ...slog.Attr) bool {
	if logger == nil {
		logger = slog.Default()
	}
	level := slog.LevelInfo
	if apierror.StatusOf(err) >= 500 {
		level = slog.LevelError
	}
	if !logger.Enabled(r.Context(), level) {
		return false
	}
	e := apierror.From(err)
	attrs := append(make([]slog.Attr, 0, 8),
		slog.String("method", r.Method),
		slog.String("path", r.URL.Path),
	)
	if route != "" {
		attrs = append(attrs, slog.String("route", route))
	}
	if id := header.RequestID(h, r.Header); id != "" {
		attrs = append(attrs, slog.String("request_id", id))
	}
	attrs = append(attrs, slog.Any("error", e))
	if found, ok := errtree.Find[*apierror.Error](err); ok && error(found) != err {
		// err wraps the Error, which does not know the words around it.
		attrs = append(attrs, slog.String("returned", fmt.Sprint(err)))
	}
	logger.LogAttrs(r.Context(), level, "request failed", append(attrs, notes...)...)
	return true
}
