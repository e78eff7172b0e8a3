package adapter

import (
	"context"
	"net/http"
	"reflect"

	"github.com/seed-86b940f4/demur/apierror"
	"github.com/seed-86b940f4/demur/internal/errtree"
)

// exchange is one request that failed, with what is known of its answer.
type exchange[C Context] struct {
	c C
	*record
	w         http.ResponseWriter // to answer to
	state     State               // of w
	replaced  bool                // what is inside has put another writer in its place
	committed int                 // the status that was sent already, 0 for none
	gone      bool                // the client seems to have gone
}

// open reports whether the request can still be answered.
func (x *exchange[C]) open() bool { return x.committed == 0 && !x.hijacked }

// findSent finds out what was sent already.
func (r *Responder[C]) findSent(x *exchange[C]) {
	x.state = r.state(x.w)
	// Middleware of net/http in the chain leaves a writer behind that may be closed
	// since. The one that we were called with still stands.
	if x.replaced = differ(r.framework.Response(x.c), x.w); x.replaced {
		r.framework.SetResponse(x.c, x.w)
	}
	if s := x.state; s.Committed != nil {
		if *s.Committed && *s.Status < 200 && *s.Status != http.StatusSwitchingProtocols {
			*s.Committed = false // an interim response, after which there is one to come
		}
		if *s.Committed {
			x.committed = *s.Status
		}
		if x.hijacked {
			*s.Committed = true
		}
	}
	if x.status != 0 {
		x.committed = int(x.status) // what went through the watcher was sent, whatever the framework has noted
	}
}

// differ reports whether two writers are not the same. Of writers that are no pointers
// that cannot be told, since some cannot be compared.
func differ(a, b http.ResponseWriter) bool {
	t := reflect.TypeOf(a)
	return t != reflect.TypeOf(b) || t.Kind() == reflect.Pointer && a != b
}

// fail is Fail for a request whose record and writer are known.
func (r *Responder[C]) fail(c C, rec *record, w http.ResponseWriter, err error) error {
	x := &exchange[C]{c: c, record: rec, w: w}
	// Fail may have been called further in, where it found another record: behind a
	// writer that hides ours, or in a Handle of its own.
	if inner := r.recordOf(c); inner != nil && rec.sent == nil {
		rec.sent, rec.allowed = inner.sent, rec.allowed || inner.allowed
	}
	r.findSent(x)
	var s survey
	switch {
	case isLeaf(err):
		s.err, s.said, s.known = err, err, err
	case !x.open() && isSent(err):
		return err
	default:
		x.gone, s = clientGone(rec.request, err), r.survey(err)
	}
	before, travelled := s.sent, s.sent != nil // what the request was answered with before
	if !travelled {
		before = rec.sent
	}
	switch {
	case rec.allowed && (x.replaced || !x.open()):
		if r.framework.Unrouted == nil || !r.framework.Unrouted(c, s.known) { // it is not the router's 404 once more
			r.logBug(x, err)
		}
		return nil
	case before == nil || x.open() && !travelled && !x.replaced:
		before = nil
	default: // it was answered, to a writer that kept the answer for itself if it is still open
		if !travelled && !isRelated(err, before.returned()) { // and has failed once more since
			r.logBug(x, err)
		}
		if !x.open() {
			return r.travel(x, before)
		}
		s = r.survey(before.returned())
	}

	if x.committed >= 400 { // the handler has answered by itself
		s.become(apierror.Status(x.committed).Wrap(s.err, ""))
	} else if r.decide(x, &s) {
		rec.allowed = true
		return nil
	}
	s.cutEndless()
	rec.sent = r.answer(x, &s, before)
	if r.config.Observe != nil && before == nil {
		r.observed(x, rec.sent.document())
	}
	return r.travel(x, rec.sent)
}

// answer writes and logs what s says. What was logged before is not logged again.
func (r *Responder[C]) answer(x *exchange[C], s *survey, before *sent) *sent {
	var writeErr error
	made := sent{err: s.err, said: s.answer(), wraps: s.wraps(), gone: x.gone, as: r.framework.As}
	switch {
	case x.hijacked: // whoever has the connection answers
	case x.committed > 0: // by the handler; or it is a success, to be cut off below
	default:
		// A client that seems to have gone is answered too: it may have closed its
		// sending half only, or something else has cancelled the request. Without an
		// answer net/http would send it a 200.
		if document := r.customized(x, made.said); document != nil {
			made.err, made.said = &explained{document, s.err}, document
		}
		if before := x.before.Load(); before != nil {
			before.Restore(x.w.Header())
		}
		writeErr = r.writer.Write(x.w, x.request, made.said)
		if x.state.Committed == nil && x.status == 0 {
			x.status = int16(apierror.StatusOf(made.said)) // nobody else has noted it
		}
	}
	if x.gone {
		e := clientClosedRequest.Wrap(s.err, "")
		made.err, made.said, made.wraps = e, e, false
	}
	made.status = int16(apierror.StatusOf(made.said))
	if before != nil {
		made.logged = before.logged
	} else {
		made.logged = r.log(x, &made, writeErr)
	}
	return r.constants.keep(made)
}

// cutOff reports whether the client got a part of a success answer and nothing
// else will follow, so that the connection is to be aborted.
func (r *Responder[C]) cutOff(x *exchange[C]) bool {
	return x.committed > 0 && x.committed < 400 && !x.hijacked && !r.config.KeepTruncated
}

// travel returns the error that travels on. Where the client has half an answer, it
// sees to it that it does not take that for a whole one.
func (r *Responder[C]) travel(x *exchange[C], s *sent) error {
	if r.cutOff(x) {
		if !abort(x.w) {
			panic(http.ErrAbortHandler)
		}
		if x.state.Status != nil {
			*x.state.Status = s.StatusCode() // what traces read, for whom 200 would be a success
		}
	}
	return s
}

// clientGone reports whether err came of the client's going away: the server
// cancelled its request, without a cause as net/http does it, and err says so. A signal
// that ends the server has a cause; there is a client then, who waits. r is the request as
// the server made it, since middleware such as Echo's ContextTimeout cancels its own.
func clientGone(r *http.Request, err error) bool {
	ctx := r.Context()
	return ctx.Err() != nil && context.Cause(ctx) == context.Canceled && errtree.Contains(err, context.Canceled)
}

// isRelated reports whether an error that was returned has something of the one that
// was answered before it.
func isRelated(err, answered error) bool {
	const most = 32 // no chain of a middleware is as long
	looked := 0
	return errtree.Visit(err, func(at error) bool {
		looked++
		return looked > most || holds(answered, at)
	})
}

// isLeaf reports whether err is one of apierror that holds no other, so that
// there is nothing to find in it.
func isLeaf(err error) bool {
	switch err := err.(type) {
	case apierror.Status, apierror.Kind:
		return true
	case *apierror.Error:
		return err != nil && err.Err == nil
	}
	return false
}
