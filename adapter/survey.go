package adapter

import (
	"net"
	"net/url"
	"reflect"

	"github.com/go-playground/validator/v10"

	"github.com/seed-86b940f4/demur/apierror"
	"github.com/seed-86b940f4/demur/internal/errtree"
)

// survey is an error, and what one walk through its tree has found: of each kind the
// first one in the order of errors.AsType, or nil.
type survey struct {
	err     error
	said    error       // what apierror.From makes of err: an Error or a constant; nil until it is asked for
	known   error       // that says what to answer, one of apierror's or of the framework's
	further statusCoder // that says its status, and stands further out than known
	typed   error       // an *apierror.Error, which may be a nil pointer
	sent    *sent       // the request was answered with
	placed  *placed
	broken  validator.ValidationErrors

	coded     bool // one says its status, if none is known
	elsewhere bool // it is of a request that the service has made, or of a connection to another server
	endless   bool // not all of it was seen, so its text must not be asked for
}

// survey walks through err.
func (r *Responder[C]) survey(err error) survey {
	s := survey{err: err}
	if isLeaf(err) {
		s.is(err)
		s.known = err
		return s
	}
	s.endless = !errtree.Walk(err, func(at error) {
		decided, speaks := s.is(at), false
		if !decided {
			switch at.(type) {
			case interface{ As(any) bool }, statusCoder:
				speaks = true
				s.ask(at)
			}
		}
		if s.known != nil {
			return
		}
		if decided || r.framework.Knows != nil && r.framework.Knows(at) {
			s.known = at
		} else if speaks && s.further == nil {
			s.further, _ = at.(statusCoder)
		}
	})
	return s
}

// replace makes s the survey of another error, if it is another.
func (r *Responder[C]) replace(s *survey, err error) {
	if reflect.TypeOf(err).Kind() != reflect.Pointer || err != s.err { // others may not be comparable
		*s = r.survey(err)
	}
}

// is notes what an error is by its type. It reports whether it is one of apierror's.
func (s *survey) is(at error) (decided bool) {
	switch at := at.(type) {
	case apierror.Status, apierror.Kind:
		return true
	case *apierror.Error:
		if s.typed == nil {
			s.typed = at
		}
		return true
	case *sent:
		if s.sent == nil {
			s.sent = at
		}
	case *placed:
		if s.placed == nil {
			s.placed = at
		}
	case validator.ValidationErrors:
		if s.broken == nil {
			s.broken = at
		}
	case *url.Error:
		s.elsewhere = true
	case *net.OpError:
		s.elsewhere = s.elsewhere || at != nil && at.Op == "dial"
	}
	return false
}

// ask notes what an error says that it is.
func (s *survey) ask(at error) {
	ask[*apierror.Error](s, at)
	ask[*sent](s, at)
	ask[*placed](s, at)
	ask[validator.ValidationErrors](s, at)
	ask[*url.Error](s, at)
	ask[*net.OpError](s, at)
	if _, ok := errtree.As[statusCoder](at); ok {
		s.coded = true
	}
}

func ask[T error](s *survey, at error) {
	if t, ok := errtree.As[T](at); ok {
		s.is(t)
	}
}

// isPlaced reports whether the error that decides is demur's own answer for an error
// of a validator: Config.Map may know a better one.
func (s *survey) isPlaced() bool { return s.placed != nil && s.placed.answer == s.known }

// answer returns what apierror.From makes of the error: a constant itself, or else an Error. It
// needs no walk to be asked for its status.
func (s *survey) answer() error {
	if s.said != nil {
		return s.said
	}
	typed, _ := s.typed.(*apierror.Error)
	switch s.err.(type) {
	case apierror.Status, apierror.Kind:
		s.said = s.err
	default:
		if typed != nil && apierror.StatusOf(typed) == typed.Status {
			s.said = typed
		} else {
			s.said = apierror.From(s.err)
		}
	}
	return s.said
}

// become makes e the answer, which has the error as its cause.
func (s *survey) become(e *apierror.Error) {
	s.err, s.said, s.known, s.typed = e, e, e, e
}

// wraps reports whether there is an Error further in.
func (s *survey) wraps() bool {
	if s.typed == nil {
		return false
	}
	_, itself := s.err.(*apierror.Error)
	return !itself
}

// cut takes away a cause that has no end: whoever walks or prints it outside would have
// none either.
func (s *survey) cut() {
	if s.endless {
		e := *apierror.From(s.answer())
		e.Err = errtree.Printable(s.err)
		s.become(&e)
	}
}
