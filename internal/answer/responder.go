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
	Request   *http.Request // with all that middleware has put into its context
	Origin    *http.Request // as it came, whose context only the server cancels
	Response  http.ResponseWriter
	Route     string          // the pattern that was matched, "" for none
	Before    header.Snapshot // the header before the handler ran
	Committed int             // the status that was sent already, 0 for none
	Hijacked  bool            // the connection was taken over
	Gone      bool            // the client went away
}

// See notes what a Watcher below the response has seen.
func (x *Exchange) See() {
	if w := watcherOf(x.Response); w != nil {
		x.Hijacked = w.hijacked
		if x.Committed == 0 {
			x.Committed = w.status
		}
	}
}

// Open reports whether the request can still be answered.
func (x *Exchange) Open() bool { return x.Committed == 0 && !x.Gone && !x.Hijacked }

// Answer answers the exchange with err and logs it. Both it does at most once:
// earlier is what Answer returned for the same exchange before, or nil.
func (r *Responder) Answer(x *Exchange, err error, earlier *Sent) Sent {
	status := apierror.StatusOf(err)
	var writeErr error
	if x.Open() {
		x.Before.Restore(x.Response.Header())
		writeErr = r.Writer.Write(x.Response, x.Origin, err)
	}
	told := false
	if earlier != nil {
		told = earlier.Told
	} else {
		told = r.tell(x, err, status, writeErr)
	}
	return Sent{Err: err, Status: status, Told: told, Gone: x.Gone}
}

// tell logs. A logger that panics must not cost the client its answer.
func (r *Responder) tell(x *Exchange, err error, status apierror.Status, writeErr error) (told bool) {
	defer func() {
		if recover() != nil {
			told = false
		}
	}()
	return r.log(x, err, status, writeErr)
}

// Truncated reports whether the client got a part of a success answer and
// nothing else will follow, so that the connection is to be aborted.
func (r *Responder) Truncated(x *Exchange) bool {
	return x.Committed > 0 && x.Committed < 400 && !r.KeepTruncated && !x.Hijacked
}

// Sent is an error that travels on after its request was answered.
type Sent struct {
	Err    error
	Status apierror.Status // that was sent, ClientClosedRequest, or that of Err for an answer cut off
	Told   bool            // the cause stands in the log
	Gone   bool            // nothing was sent, since nobody was there
}

// Error is the public text once the cause has been logged, so that no other
// logger needs to repeat it.
func (s *Sent) Error() string {
	e := apierror.From(s.Err)
	if !s.Told {
		return e.Error()
	}
	return (&apierror.Error{Status: e.Status, Code: e.Code, Detail: e.Detail}).Error()
}

// Unwrap returns what was answered.
func (s *Sent) Unwrap() error { return s.Err }

// StatusCode returns the number of the status.
func (s *Sent) StatusCode() int { return int(s.Status) }
