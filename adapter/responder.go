package adapter

import (
	"net/http"

	"github.com/seed-86b940f4/demur/apierror"
)

// Handle calls next, and answers the request of c if that returns an error or panics.
// It is the middleware of an adapter. The error that it returns is to travel on to the
// middleware outside: it tells the status that was sent. Fail and another Handle
// further out know it and do nothing more.
//
// A panic with [http.ErrAbortHandler] goes on. Handle panics with it where half an
// answer was sent and the writer has no deadline with which to cut that off.
func (r *Responder[C]) Handle(c C, next func(c C) error) (err error) {
	w, own := r.watch(c)
	rec := &own.record
	req := rec.watchBody(rec.request)
	if req != rec.request {
		c.SetRequest(req)
	}
	defer func() { // after the other, which may panic
		if req != rec.request {
			giveBack(rec.request, req)
			if c.Request() == req {
				c.SetRequest(rec.request)
			}
		}
		rec.bound, rec.body = nil, nil // the writer may stay, and must not keep them alive
	}()
	defer func() {
		if v := recover(); v != nil {
			if v == http.ErrAbortHandler {
				panic(v)
			}
			err = r.panicked(c, rec, w, v)
		}
	}()
	if err = next(c); err != nil {
		err = r.fail(c, rec, w, err)
	}
	return err
}

// watch puts a watcher with a new record below the response of c, or on top where the
// framework has no place for one. It returns the writer to answer to.
func (r *Responder[C]) watch(c C) (http.ResponseWriter, *watcher) {
	w := r.framework.Response(c)
	own := &watcher{record: record{owner: r, request: c.Request()}}
	if below := r.state(w).Writer; below != nil {
		own.ResponseWriter, *below = *below, own
		return w, own
	}
	own.ResponseWriter = w
	own.Header() // notes it now: what is inside may get at the writer below, past this one
	r.framework.SetResponse(c, own)
	return own, own
}

// Recovered answers a request that panicked with v, and returns the error that is to
// travel on. It is for frameworks that recover from panics by themselves and have a
// hook. The deferred function that recovered v must call it, or the stack in the log is
// another.
func (r *Responder[C]) Recovered(c C, v any) error {
	return r.panicked(c, r.needRecord(c), r.framework.Response(c), v)
}

func (r *Responder[C]) panicked(c C, rec *record, w http.ResponseWriter, v any) error {
	return r.fail(c, rec, w, apierror.InternalServerError.Wrap(panickedWith(v), ""))
}

// Fail answers the request of c, which failed with err. It returns the error that is to
// travel on, as Handle does. It answers and logs once, however often it is called for
// one request. It returns nil for a nil error, and for the one request that did not
// fail: an OPTIONS request for which the router had no route, but whose path has others.
// Fail is what error handlers of frameworks call.
func (r *Responder[C]) Fail(c C, err error) error {
	if err == nil {
		return nil
	}
	w := r.framework.Response(c)
	if _, ok := err.(*sent); ok {
		if s := r.state(w); s.Committed != nil && *s.Committed {
			return err // the usual case, for which nothing needs to be looked up
		}
	}
	return r.fail(c, r.needRecord(c), w, err)
}
