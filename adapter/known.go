package adapter

import (
	"net/http"
	"slices"
	"strings"

	"github.com/seed-86b940f4/demur/apierror"
	"github.com/seed-86b940f4/demur/internal/errtree"
	"github.com/seed-86b940f4/demur/validation"
)

// outermost returns the first error in the tree of err that says what to answer:
// one of apierror's or of the framework's. It returns nil if there is none.
func (r *Responder[C]) outermost(err error) (known error) {
	errtree.Visit(err, func(at error) bool {
		if isDecided(at) || r.framework.Knows != nil && r.framework.Knows(at) {
			known = at
		}
		return known != nil
	})
	return known
}

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
	switch known := r.outermost(err); {
	case known == nil:
		if e := fromRequest(c.Request(), r.recordOf(c), err); e != nil {
			return e
		}
	case !isDecided(known):
		if e := r.outranked(err); e != nil {
			return e
		}
		return r.framework.Error(c, known, err)
	}
	return err
}

// outranked returns the error for one that says its status, if it stands further out in
// err than an error of the framework, whose words are of another matter then. It
// returns nil if there is none.
func (r *Responder[C]) outranked(err error) (e *apierror.Error) {
	errtree.Visit(err, func(at error) bool {
		if r.framework.Knows(at) {
			return true
		}
		coder, ok := at.(statusCoder)
		if ok {
			e = apierror.From(struct{ statusCoder }{coder}) // without what it holds
			e.Err = err
		}
		return ok
	})
	return e
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

// adapt returns what is to be answered for err: err itself where apierror knows
// it, else an Error. A 405 gets its Allow from the router. It returns nil for an
// OPTIONS request that turns out to be in order, and which it answers.
func (r *Responder[C]) adapt(x *exchange[C], err error) error {
	h := x.w.Header()
	if !isLeaf(err) {
		if r.framework.Unrouted != nil && x.open() && r.framework.Unrouted(x.c, r.outermost(err)) {
			// The router may hide what it knows of the path, as a group of Echo's does.
			if methods := r.methods(x.c); len(methods) > 0 {
				h.Set("Allow", strings.Join(methods, ", "))
				if x.c.Request().Method == http.MethodOptions {
					x.w.WriteHeader(http.StatusNoContent)
					return nil
				}
				return apierror.MethodNotAllowed
			}
		}
		err = r.known(x.c, x.record, err)
	}
	if apierror.StatusOf(err) == apierror.MethodNotAllowed && len(h["Allow"]) == 0 && len(apierror.From(err).Header["Allow"]) == 0 {
		h.Set("Allow", strings.Join(r.methods(x.c), ", "))
	}
	return err
}

// known returns err as an error that apierror knows, if there is one for it. What
// an error of the framework holds inside stays inside, be it validator's.
func (r *Responder[C]) known(c C, rec *record, err error) error {
	outer := r.outermost(err)
	if r.config.Map != nil && (!isDecided(outer) || isPlaced(err, outer)) {
		err = r.mapped(c, err)
		outer = r.outermost(err)
	}
	if outer == nil && rec != nil && rec.bound != nil {
		err = r.placedIn(err, rec.bound)
	}
	if outer == nil || isDecided(outer) {
		// What broke the rules is named as this request can read it.
		var rules *validation.Validator
		if r.framework.Rules != nil {
			rules = r.framework.Rules(c)
		}
		err = rules.For(c.Request(), err)
	}
	return r.From(c, err)
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
