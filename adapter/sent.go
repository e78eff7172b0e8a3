package adapter

import (
	"github.com/seed-86b940f4/demur/apierror"
	"github.com/seed-86b940f4/demur/internal/errtree"
)

// clientClosedRequest is the status under which a request is logged whose client seems
// to have gone. It is not sent.
const clientClosedRequest apierror.Status = 499

// sent is an error that travels on after its request was answered.
type sent struct {
	err    error // what was answered
	said   error // what the client was told, an apierror.Error or a constant
	as     func(e *apierror.Error, status int, target any) bool
	status int16 // that was sent, clientClosedRequest, or that of err for an answer cut off
	logged bool  // the cause stands in the log
	gone   bool  // the client seems to have gone
	wraps  bool  // what was returned wraps an apierror.Error, which does not know the words around it
}

// isSent reports whether err holds one that was answered, and may travel on as it is: who
// prints an error without an end outside would overflow the stack.
func isSent(err error) bool {
	s, ok := errtree.Find[*sent](err)
	return ok && s != nil && errtree.Ends(err) // an As method that lies finds nil
}

// document returns what the client was told.
func (s *sent) document() *apierror.Error { return apierror.From(s.said) }

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
		return s.document().Err
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

// explained is an error and what Customize has made of it, which is found first.
type explained struct{ answer, err error }

func (x *explained) Error() string   { return x.err.Error() }
func (x *explained) Unwrap() []error { return []error{x.answer, x.err} }

// constants are what travels on for a handler that returns a constant, by its number
// and by whether it was logged. It is the commonest failure, and an allocation less is
// 6 % of the whole request.
type constants [200][2]sent

func newConstants(as func(*apierror.Error, int, any) bool) *constants {
	all := new(constants)
	for i := range all {
		constant := apierror.Status(400 + i)
		s := sent{err: constant, said: constant, as: as, status: int16(constant)}
		all[i][0], s.logged = s, true
		all[i][1] = s
	}
	return all
}

// keep returns s as what can travel on.
func (all *constants) keep(s sent) *sent {
	if constant, ok := s.err.(apierror.Status); ok && constant == apierror.Status(s.status) {
		if s.logged {
			return &all[constant-400][1]
		}
		return &all[constant-400][0]
	}
	kept := new(sent)
	*kept = s
	return kept
}
