package adapter

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
	Gone      bool            // the client seems to have gone
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
func (x *Exchange) Open() bool { return x.Committed == 0 && !x.Hijacked }

// Answer answers the exchange with err and logs it. Both it does at most once:
// earlier is what Answer returned for the same exchange before, or nil. document
// is what the client is told, or nil for what apierror.From makes of err.
//
// A client that seems to have gone is answered too: it may have closed its sending
// half only, or something else has cancelled the request. Without an answer
// net/http would send it a 200.
func (r *Responder) Answer(x *Exchange, err error, document *apierror.Error, earlier *Sent) Sent {
	var writeErr error
	if x.Open() {
		x.Before.Restore(x.Response.Header())
		if document != nil {
			writeErr = r.Writer.Write(x.Response, x.Origin, document)
		} else {
			writeErr = r.Writer.Write(x.Response, x.Origin, err)
		}
	}
	switch {
	case x.Gone:
		err = ClientClosedRequest.Wrap(err, "")
	case document != nil:
		err = &told{document, err}
	}
	sent := Sent{Err: err, Status: apierror.StatusOf(err), Gone: x.Gone}
	if earlier != nil {
		sent.Logged = earlier.Logged
	} else {
		sent.Logged = r.tell(x, &sent, writeErr)
	}
	return sent
}

// tell logs. A logger that panics must not cost the client its answer.
func (r *Responder) tell(x *Exchange, sent *Sent, writeErr error) (logged bool) {
	defer func() {
		if recover() != nil {
			logged = false
		}
	}()
	return r.log(x, sent, writeErr)
}

// CutOff reports whether the client got a part of a success answer and nothing
// else will follow, so that the connection is to be aborted.
func (r *Responder) CutOff(x *Exchange) bool {
	return x.Committed > 0 && x.Committed < 400 && !r.KeepTruncated && !x.Hijacked
}

// Sent is an error that travels on after its request was answered.
type Sent struct {
	Err    error           // what was answered
	Status apierror.Status // that was sent, ClientClosedRequest, or that of Err for an answer cut off
	Logged bool            // the cause stands in the log
	Gone   bool            // the client seems to have gone
}

// Document returns what the client was told.
func (s *Sent) Document() *apierror.Error { return apierror.From(s.Err) }

// Error is the public text once the cause has been logged, so that no other
// logger needs to repeat it.
func (s *Sent) Error() string {
	e := s.Document()
	if !s.Logged {
		return e.Error()
	}
	return (&apierror.Error{Status: e.Status, Code: e.Code, Detail: e.Detail}).Error()
}

// Returned returns the error that was answered, also where the client seems to
// have gone.
func (s *Sent) Returned() error {
	if told, ok := s.Err.(*told); ok {
		return told.err
	}
	if s.Gone {
		return apierror.From(s.Err).Err
	}
	return s.Err
}

// told is an error and what the client was told of it, which is found first.
type told struct {
	document *apierror.Error
	err      error
}

func (t *told) Error() string   { return t.err.Error() }
func (t *told) Unwrap() []error { return []error{t.document, t.err} }

// Unwrap returns what was answered.
func (s *Sent) Unwrap() error { return s.Err }

// StatusCode returns the number of the status.
func (s *Sent) StatusCode() int { return int(s.Status) }
