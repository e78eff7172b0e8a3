package adapter

import (
	"cmp"
	"errors"
	"reflect"

	"github.com/seed-86b940f4/demur/apierror"
	"github.com/seed-86b940f4/demur/internal/errtree"
	"github.com/seed-86b940f4/demur/internal/header"
)

// mapped returns what Config.Map makes of err. What was returned must not get lost
// to the log, so it becomes the cause where Map has not kept it.
func (r *Responder[C]) mapped(c C, err error) (made error) {
	defer func() {
		if v := recover(); v != nil {
			made = apierror.InternalServerError.Wrap(errors.Join(panickedWith(v), err), "")
		}
	}()
	made = r.config.Map(c, err)
	if made == nil {
		return err
	}
	if holds(made, err) {
		return made
	}
	if outer := r.survey(made).known; outer != nil && !isDecided(outer) { // one of the framework's
		return errors.Join(made, err) // the first decides
	}
	e := *apierror.From(made)
	if e.Err == nil {
		e.Err = err
	} else {
		e.Err = errors.Join(e.Err, err)
	}
	return &e
}

// holds reports whether err is in the tree of outer. Errors that are lists or maps,
// such as those of validator, are the same if they have the same memory.
func holds(outer, err error) bool {
	v := reflect.ValueOf(err)
	if v.Comparable() {
		return errtree.Contains(outer, err)
	}
	return errtree.Visit(outer, func(at error) bool {
		if cut, ok := at.(*endless); ok {
			return holds(cut.whole, err)
		}
		w := reflect.ValueOf(at)
		if w.Type() != v.Type() {
			return false
		}
		switch v.Kind() {
		case reflect.Slice, reflect.Map, reflect.Func:
			return w.Pointer() == v.Pointer()
		}
		return reflect.DeepEqual(at, err)
	})
}

// customized returns what Config.Customize makes of the error that is about to be
// sent, or nil if that is to stay as it is.
func (r *Responder[C]) customized(x *exchange[C], err error) (made *apierror.Error) {
	if r.config.Customize == nil {
		return nil
	}
	defer func() {
		if v := recover(); v != nil { // a bug in words must not cost the client its answer
			r.logBug(x, panickedWith(v))
			made = nil
		}
	}()
	own := *withNames(apierror.From(err)) // a copy, since the author of err may share it with other requests
	made = r.config.Customize(x.c, &own)
	if made == nil || made.Status != apierror.StatusOf(made) {
		r.logBug(x, errors.New("demur: Config.Customize returned no error that can be sent"))
		return nil
	}
	if made.Err == nil && own.Err != nil { // an Error of its own: the log still needs the cause
		caused := *made
		caused.Err = own.Err
		made = &caused
	}
	if len(made.Header["Content-Language"]) > 0 && !header.Varies(made.Header, "Accept-Language") {
		varying := *made
		varying.Header = made.Header.Clone()
		header.Vary(varying.Header, "Accept-Language")
		made = &varying
	}
	return made
}

func (r *Responder[C]) observed(x *exchange[C], e *apierror.Error) {
	defer func() {
		if v := recover(); v != nil { // the client has its answer; let it keep it
			r.logBug(x, panickedWith(v))
		}
	}()
	r.config.Observe(x.c, withNames(e))
}

// withNames returns e with a code and a title: a literal may lack them, and neither
// labels of metrics nor tables of texts know what to do with an empty name.
func withNames(e *apierror.Error) *apierror.Error {
	if e.Code != "" && e.Title != "" {
		return e
	}
	named := *e
	named.Code, named.Title = cmp.Or(e.Code, e.Status.Code()), cmp.Or(e.Title, e.Status.Title())
	return &named
}
