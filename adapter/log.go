package adapter

import (
	"fmt"
	"log/slog"
	"net/http"

	"github.com/seed-86b940f4/demur/internal/header"
)

// log writes the one record of a failed request: at level Error from status 500
// on, else at Info, since a client's mistake need not wake anybody. It reports
// whether a record was written. A logger that panics must not cost the client its
// answer.
func (r *Responder[C]) log(x *exchange[C], s *sent, writeErr error) (logged bool) {
	defer func() {
		if recover() != nil {
			logged = false
		}
	}()
	level := slog.LevelInfo
	if s.status >= 500 {
		level = slog.LevelError
	}
	logger, req := r.logger(x.c), x.c.Request()
	ctx := req.Context()
	if !logger.Enabled(ctx, level) {
		return false
	}
	attrs := append(make([]slog.Attr, 0, 10),
		slog.String("method", req.Method),
		slog.String("path", req.URL.Path),
	)
	if route := x.c.Path(); route != "" {
		attrs = append(attrs, slog.String("route", route))
	}
	if id := header.RequestID(x.w.Header(), req.Header); id != "" {
		attrs = append(attrs, slog.String("request_id", id))
	}
	attrs = append(attrs, slog.Any("error", s.document()))
	if s.wraps {
		attrs = append(attrs, slog.String("returned", fmt.Sprint(s.returned())))
	}
	if x.committed > 0 && x.committed < 400 {
		attrs = append(attrs, slog.Int("sent", x.committed), slog.Bool("aborted", r.cutOff(x)))
	}
	if writeErr != nil {
		attrs = append(attrs, slog.Any("answer", writeErr))
	}
	logger.LogAttrs(ctx, level, "request failed", attrs...)
	return true
}

// logBug logs a mistake of the program that changes nothing for the client, such as
// a panic that came when it had its answer already.
func (r *Responder[C]) logBug(x *exchange[C], err error) {
	s := r.survey(err)
	s.cutEndless()
	r.log(x, &sent{err: s.err, said: s.answer(), wraps: s.wraps(), status: http.StatusInternalServerError}, nil)
}
