package answer

import (
	"log/slog"
	"net/http"

	"github.com/seed-86b940f4/demur/apierror"
	"github.com/seed-86b940f4/demur/internal/header"
)

// Responder answers failed requests: what all adapters have in common. An
// adapter adds what its framework knows of the request and of errors.
type Responder struct {
	Writer        apierror.Writer
	Logger        *slog.Logger // nil stands for slog.Default
	KeepTruncated bool
}

// Exchange is one request, and what is known of its answer.
type Exchange struct {
	Request   *http.Request
	Response  http.ResponseWriter
	Route     string          // the pattern that was matched, "" for none
	Before    header.Snapshot // the header before the handler ran
	Committed int             // the status that was sent already, 0 for none
}

// Open reports whether an error of this status can still be answered.
func (x *Exchange) Open(status apierror.Status) bool {
	return x.Committed == 0 && status != ClientClosedRequest && !Hijacked(x.Response, x.Request)
}

// Answer answers the exchange with err, which has this status, and logs it. Both
// it does at most once: earlier is what Answer returned for the same exchange
// before, or nil.
func (r *Responder) Answer(x *Exchange, err error, status apierror.Status, earlier *Sent) Sent {
	var writeErr error
	if x.Open(status) {
		x.Before.Restore(x.Response.Header())
		writeErr = r.Writer.Write(x.Response, x.Request, err)
	}
	told := false
	if earlier != nil {
		told = earlier.Told
	} else {
		told = r.log(x, err, status, writeErr)
	}
	return Sent{Err: err, Status: status, Told: told}
}

// Truncated reports whether the client got a part of a success answer and
// nothing else will follow, so that the connection is to be aborted.
func (r *Responder) Truncated(x *Exchange) bool {
	return x.Committed > 0 && x.Committed < 400 && !r.KeepTruncated && !Hijacked(x.Response, x.Request)
}

// Sent is an error that travels on after its request was answered.
type Sent struct {
	Err    error
	Status apierror.Status // that was sent, or ClientClosedRequest
	Told   bool            // the cause stands in the log
}

// Error is the public text once the cause has been logged, so that no other
// logger needs to repeat it.
func (s *Sent) Error() string {
	if !s.Told {
		return s.Err.Error()
	}
	e := apierror.From(s.Err)
	return (&apierror.Error{Status: e.Status, Code: e.Code, Detail: e.Detail}).Error()
}

// Unwrap returns what was answered.
func (s *Sent) Unwrap() error { return s.Err }

// StatusCode returns the status that was sent, or 499.
func (s *Sent) StatusCode() int { return int(s.Status) }
