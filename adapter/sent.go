package adapter

import "github.com/seed-86b940f4/demur/apierror"

// clientClosedRequest is the status under which a request is logged whose client seems
// to have gone. It is not sent.
const clientClosedRequest apierror.Status = 499

// sent is an error that travels on after its request was answered.
type sent struct {
	err    error // what was answered
	as     func(e *apierror.Error, status int, target any) bool
	status int16 // that was sent, clientClosedRequest, or that of err for an answer cut off
	logged bool  // the cause stands in the log
	gone   bool  // the client seems to have gone
}

// document returns what the client was told.
func (s *sent) document() *apierror.Error { return apierror.From(s.err) }

// Error is the public text once the cause has been logged, so that no other
// logger needs to repeat it.
func (s *sent) Error() string {
	e := s.document()
	if !s.logged {
		return e.Error()
	}
	return (&apierror.Error{Status: e.Status, Code: e.Code, Detail: e.Detail}).Error()
}

// returned returns the error that was answered, also where the client seems to have
// gone.
func (s *sent) returned() error {
	if x, ok := s.err.(*explained); ok {
		return x.err
	}
	if s.gone {
		return apierror.From(s.err).Err
	}
	return s.err
}

// Unwrap returns what was answered.
func (s *sent) Unwrap() error { return s.err }

// StatusCode returns the number of the status.
func (s *sent) StatusCode() int { return int(s.status) }

// As gives the middleware of the framework the error that it looks for.
func (s *sent) As(target any) bool {
	return s.as != nil && s.as(s.document(), int(s.status), target)
}

// explained is an error and what the client was told of it, which is found first.
type explained struct {
	document *apierror.Error
	err      error
}

func (x *explained) Error() string   { return x.err.Error() }
func (x *explained) Unwrap() []error { return []error{x.document, x.err} }
