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
	said    error                      // what apierror.From makes of err: an Error or a constant; nil until it is asked for
	known   error                      // that says what to answer, one of apierror's or of the framework's
	further statusCoder                // that decides over known: it says its status, and stands further out
	typed   error                      // an *apierror.Error; also a nil pointer, which still is the first one
	sent    *sent                      // what the request was answered with
	broken  validator.ValidationErrors // what a validator of another kind has returned
	placed  *placed                    // by a validator of another kind
	op      *net.OpError
	client  bool // there is an error of a request that the service has made
	coded   bool // there is one that says its status
	endless bool // not all was seen, so the text must not be asked for
}

// survey walks through err.
func (r *Responder[C]) survey(err error) survey {
	s := survey{err: err}
	s.endless = !errtree.Walk(err, func(at error) bool {
		s.note(at)
		decided := isDecided(at)
		if x, ok := at.(errtree.Asker); ok && !decided {
			errtree.Ask(x, s.note, new(*apierror.Error), new(*sent), new(validator.ValidationErrors), new(*placed), new(*net.OpError), new(*url.Error), new(statusCoder))
		}
		switch {
		case s.known != nil:
		case decided || r.framework.Knows != nil && r.framework.Knows(at):
			s.known = at
		case s.coded && s.further == nil:
			s.further, _ = at.(statusCoder)
		}
		return false
	})
	return s
}

// note notes what an error is by its type.
func (s *survey) note(at error) {
	switch at := at.(type) {
	case *apierror.Error:
		keepFirst(&s.typed, error(at))
	case *sent:
		s.coded = true
		keepFirst(&s.sent, at)
	case validator.ValidationErrors:
		if s.broken == nil {
			s.broken = at
		}
	case *placed:
		keepFirst(&s.placed, at)
	case *net.OpError:
		keepFirst(&s.op, at)
	case *url.Error:
		s.client = true
	case statusCoder:
		s.coded = true
	}
}

func keepFirst[T comparable](kept *T, at T) {
	if *kept == *new(T) {
		*kept = at
	}
}

// answer returns what apierror.From makes of the error: a constant itself, or else an
// Error. Neither needs a walk to be asked for its status.
func (s *survey) answer() error {
	if s.said == nil {
		typed, _ := s.typed.(*apierror.Error)
		switch {
		case isLeaf(s.err):
			s.said = s.err
		case typed != nil && apierror.StatusOf(typed) == typed.Status:
			s.said = typed
		default:
			s.said = apierror.From(s.err)
		}
	}
	return s.said
}

// replace makes s the survey of another error, if it is another.
func (r *Responder[C]) replace(s *survey, err error) {
	if reflect.TypeOf(err).Kind() != reflect.Pointer || err != s.err { // == panics on types that cannot be compared
		*s = r.survey(err)
	}
}

// become makes e the answer, which has the error as its cause.
func (s *survey) become(e *apierror.Error) { s.err, s.said, s.known, s.typed = e, e, e, e }

// wraps reports whether there is an Error further in.
func (s *survey) wraps() bool {
	_, itself := s.err.(*apierror.Error)
	return s.typed != nil && !itself
}

// cutEndless takes away a cause that has no end: whoever walks or prints it outside would have
// none either.
func (s *survey) cutEndless() {
	if s.endless {
		e := *apierror.From(s.answer())
		e.Err = &endless{errtree.Printable(s.err), s.err}
		s.become(&e)
	}
}

// endless stands for an error that has no end. It does not unwrap to that, but knows it
// again if it comes once more.
type endless struct {
	error // says what is wrong with it
	whole error
}

// Is reports whether target is in what was seen of the error.
func (e *endless) Is(target error) bool { return errtree.Contains(e.whole, target) }
