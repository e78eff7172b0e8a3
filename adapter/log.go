package adapter

import (
	"fmt"
	"log/slog"
	"net/http"

	"github.com/seed-86b940f4/demur/apierror"
	"github.com/seed-86b940f4/demur/internal/errtree"
	"github.com/seed-86b940f4/demur/internal/header"
)

// ClientClosedRequest is the status under which a request is logged whose
// client seems to have gone. It is not sent.
const ClientClosedRequest apierror.Status = 499

// ClientGone reports whether err came of the client's going away: the server
// cancelled its request, and err says so. r is the request as the server made it,
// since middleware such as Echo's ContextTimeout cancels the context of its own.
func ClientGone(r *http.Request, err error) bool {
	return r.Context().Err() != nil && errtree.ClientGone(r.Context(), err)
}

// log writes the one record of a failed request: at level Error from status 500
// on, else at Info, since a client's mistake need not wake anybody. It reports
// whether a record was written.
func (r *Responder) log(x *Exchange, sent *Sent, writeErr error) bool {
	logger := r.Logger
	if logger == nil {
		logger = slog.Default()
	}
	level := slog.LevelInfo
	if sent.Status >= 500 {
		level = slog.LevelError
	}
	ctx := x.Request.Context()
	if !logger.Enabled(ctx, level) {
		return false
	}
	attrs := append(make([]slog.Attr, 0, 10),
		slog.String("method", x.Request.Method),
		slog.String("path", x.Request.URL.Path),
	)
	if x.Route != "" {
		attrs = append(attrs, slog.String("route", x.Route))
	}
	if id := header.RequestID(x.Response.Header(), x.Request.Header); id != "" {
		attrs = append(attrs, slog.String("request_id", id))
	}
	attrs = append(attrs, slog.Any("error", sent.Document()))
	returned := sent.Err
	if told, ok := returned.(*told); ok {
		returned = told.err
	}
	if found, ok := errtree.Find[*apierror.Error](returned); ok && error(found) != returned {
		// It wraps the Error, which does not know the words around it.
		attrs = append(attrs, slog.String("returned", fmt.Sprint(returned)))
	}
	if x.Committed > 0 && x.Committed < 400 {
		attrs = append(attrs, slog.Int("sent", x.Committed), slog.Bool("aborted", r.CutOff(x)))
	}
	if writeErr != nil {
		attrs = append(attrs, slog.Any("answer", writeErr))
	}
	logger.LogAttrs(ctx, level, "request failed", attrs...)
	return true
}

// LogBug logs a mistake of the program that changes nothing for the client, such as
// a panic that came when it had its answer already.
func (r *Responder) LogBug(x *Exchange, err error) {
	r.tell(x, &Sent{Err: err, Status: apierror.InternalServerError}, nil)
}
