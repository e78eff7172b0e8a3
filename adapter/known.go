package adapter

import (
	"net/http"
	"slices"
	"strings"

	"github.com/seed-86b940f4/demur/apierror"
	"github.com/seed-86b940f4/demur/internal/errtree"
	"github.com/seed-86b940f4/demur/validation"
)

// isDecided reports whether an error is one of apierror, which says what its author
// wants to be answered.
func isDecided(err error) bool {
	switch err.(type) {
	case apierror.Status, apierror.Kind, *apierror.Error:
		return true
	}
	return false
}

// From returns an error of apierror for an error of the framework, or for one that
// says that the request could not be read. Any other error comes back as it is. The
// outermost decides, so what an error of the framework holds inside stays inside. From
// sends nothing and does not ask Config.Map.
func (r *Responder[C]) From(c C, err error) error {
	s := r.survey(err)
	r.translate(c, &s)
	return s.err
}

// translate is From for an error that was looked through.
func (r *Responder[C]) translate(c C, s *survey) {
	switch {
	case s.known == nil:
		if e := fromRequest(c.Request(), r.recordOf(c), s); e != nil {
			s.become(e)
		}
	case isDecided(s.known):
	case s.further != nil: // the words of the framework are of another matter then
		e := apierror.From(struct{ statusCoder }{s.further}) // without what it holds
		e.Err = s.err
		s.become(e)
	default:
		*s = r.survey(r.framework.Error(c, s.known, s.err))
	}
}

// Unauthorized returns the error for err, which middleware that looks at keys has
// found: a 401, or the error itself if it has another status. It is for the hooks of
// such middleware. It sends nothing, and returns nil for a nil error.
func (r *Responder[C]) Unauthorized(c C, err error) error {
	if err == nil {
		return nil
	}
	e := r.From(c, err)
	if apierror.StatusOf(e) != apierror.InternalServerError || errtree.Contains(e, apierror.InternalServerError) {
		return e
	}
	return apierror.Unauthorized.Wrap(err, "")
}

// decide makes of s what is to be answered: the error itself where apierror knows it,
// else an Error. A 405 gets its Allow from the router. It returns true for an OPTIONS
// request that turns out to be in order, and which it answers.
func (r *Responder[C]) decide(x *exchange[C], s *survey) (allowed bool) {
	if !isLeaf(s.err) {
		var methods []string
		if r.framework.Unrouted != nil && x.open() && r.framework.Unrouted(x.c, s.known) {
			methods = r.methods(x.c) // the router may hide what it knows of the path, as a group of Echo's does
		}
		switch {
		case len(methods) == 0:
			r.identify(x.c, x.record, s)
		case x.c.Request().Method == http.MethodOptions:
			x.w.Header().Set("Allow", strings.Join(methods, ", "))
			x.w.WriteHeader(http.StatusNoContent)
			return true
		default:
			x.w.Header().Set("Allow", strings.Join(methods, ", "))
			*s = r.survey(apierror.MethodNotAllowed)
		}
	}
	if e := s.answer(); apierror.StatusOf(e) == apierror.MethodNotAllowed {
		if h := x.w.Header(); len(h["Allow"]) == 0 && len(apierror.From(e).Header["Allow"]) == 0 {
			h.Set("Allow", strings.Join(r.methods(x.c), ", "))
		}
	}
	return false
}

// identified returns err as an error that apierror knows, if there is one for it.
func (r *Responder[C]) identified(c C, rec *record, err error) error {
	s := r.survey(err)
	r.identify(c, rec, &s)
	return s.err
}

// identify makes of s an error that apierror knows, if there is one for it. What an
// error of the framework holds inside stays inside, be it validator's.
func (r *Responder[C]) identify(c C, rec *record, s *survey) {
	if r.config.Map != nil && (!isDecided(s.known) || s.isPlaced()) {
		r.replace(s, r.mapped(c, s.err))
	}
	if s.known == nil && rec != nil && rec.bound != nil && s.canBeOf(rec.bound) {
		*s = r.survey(s.placedIn(rec.bound))
	}
	if (s.typed != nil || s.broken != nil) && (s.known == nil || isDecided(s.known)) {
		// What broke the rules is named as this request can read it.
		var rules *validation.Validator
		if r.framework.Rules != nil {
			rules = r.framework.Rules(c)
		}
		r.replace(s, rules.For(c.Request(), s.err))
	}
	r.translate(c, s)
}

// methods returns the methods that the path of the request has a route for, in order
// and without its own.
func (r *Responder[C]) methods(c C) []string {
	if r.framework.Methods == nil {
		return nil
	}
	methods := r.framework.Methods(c)
	if len(methods) > 0 && !slices.Contains(methods, http.MethodOptions) {
		methods = append(methods, http.MethodOptions) // which the router answers, or we do
	}
	slices.Sort(methods)
	return methods
}
