package demur

import (
	"net/http"

	"github.com/labstack/echo/v4"

	"github.com/seed-86b940f4/demur/adapter"
	"github.com/seed-86b940f4/demur/apierror"
	"github.com/seed-86b940f4/demur/internal/errtree"
	"github.com/seed-86b940f4/demur/internal/header"
)

// The keys of what one request has to remember. Most requests need neither, and
// a context that stores nothing costs nothing.
const (
	snapshotKey = "github.com/seed-86b940f4/demur snapshot"
	answeredKey = "github.com/seed-86b940f4/demur answered"
)

// responder answers failed requests of Echo.
type responder struct {
	adapter.Responder
	mapError  func(echo.Context, error) error
	customize func(echo.Context, *apierror.Error) *apierror.Error
	observe   func(echo.Context, *apierror.Error)
}

func (r *responder) middleware(next echo.HandlerFunc) echo.HandlerFunc {
	return func(c echo.Context) (err error) {
		res := c.Response()
		in := entry{res: res, req: c.Request(), before: header.Take(res.Header())}
		if !in.before.Empty() {
			c.Set(snapshotKey, in.before) // for c.Error, called by what we wrap
		}
		watcher := adapter.Watch(res.Writer, r)
		res.Writer = watcher
		req := watcher.Request(in.req)
		if req != in.req {
			c.SetRequest(req)
		}
		defer func() {
			if v := recover(); v != nil {
				if v == http.ErrAbortHandler {
					panic(v)
				}
				err = r.recovered(c, in, v)
			}
			if req != in.req {
				adapter.GiveBack(in.req, req)
				if c.Request() == req {
					c.SetRequest(in.req)
				}
			}
			if res.Writer == watcher { // else somebody still holds it
				res.Writer = watcher.Release()
			}
		}()
		if err = next(c); err != nil {
			err = r.fail(c, in, err)
		}
		return err
	}
}

// entry is what stood when a request came to us. What we wrap may put others in
// their place and leave them there.
type entry struct {
	res    *echo.Response
	req    *http.Request
	before header.Snapshot
}

// recovered answers a request that panicked with v.
func (r *responder) recovered(c echo.Context, in entry, v any) error {
	bug := apierror.InternalServerError.Wrap(adapter.Panicked(v), "")
	err := r.fail(c, in, bug)
	if err == nil { // it came after an answer to OPTIONS; it must not get lost
		r.LogBug(&adapter.Exchange{Request: c.Request(), Response: in.res, Route: c.Path()}, bug)
	}
	return err
}

func (r *responder) httpErrorHandler(err error, c echo.Context) {
	if err == nil {
		return
	}
	if _, ok := err.(*answered); ok && c.Response().Committed {
		return // the usual case, for which nothing needs to be looked up
	}
	before, ok := c.Get(snapshotKey).(header.Snapshot)
	if !ok {
		before = header.Unknown(c.Response().Header())
	}
	// Whoever called c.Error may return the error all the same.
	switch sent := r.fail(c, entry{c.Response(), c.Request(), before}, err).(type) {
	case nil:
		c.Set(answeredKey, (*answered)(nil)) // OPTIONS: there was no failure
	case *answered:
		c.Set(answeredKey, sent)
	}
}

// fail answers a request that failed with err, tells the log and the hook, and
// returns the error to travel on. It answers once, however often it is called:
// an error that travelled on, or for which c.Error was called, is known. It
// returns nil for the one request that did not fail: OPTIONS.
func (r *responder) fail(c echo.Context, in entry, err error) error {
	// echo.WrapMiddleware leaves a response behind that may end in a writer
	// which was closed since. The one that we were called with still stands.
	replaced := c.Response() != in.res
	if replaced {
		c.SetResponse(in.res)
	}
	x := adapter.Exchange{Request: c.Request(), Origin: in.req, Response: in.res, Route: c.Path(), Before: in.before}
	if in.res.Committed && in.res.Status < 200 && in.res.Status != http.StatusSwitchingProtocols {
		in.res.Committed = false // an interim response, after which there is one to come
	}
	if in.res.Committed {
		x.Committed = in.res.Status
	}
	x.See()
	if x.Hijacked {
		in.res.Committed = true // for the handler at the end, when the watcher is gone
	}
	var earlier *answered // what this request was answered with
	if !isLeaf(err) {
		x.Gone = adapter.ClientGone(in.req, err)
		if earlier, _ = errtree.Find[*answered](err); earlier != nil {
			if !x.Open() {
				return err
			}
			err = earlier.Returned() // it was written to a writer that kept it for itself
		}
	}
	if earlier == nil && (replaced || !x.Open()) {
		if marked, ok := c.Get(answeredKey).(*answered); ok {
			if marked == nil {
				return nil
			}
			if !x.Open() {
				if !isRelated(err, marked.Returned()) { // what failed after the answer
					r.LogBug(&x, withEnd(err))
				}
				return r.travel(&x, marked)
			}
			earlier, err = marked, marked.Returned()
		}
	}

	if x.Committed >= 400 { // the handler has answered by itself
		err = apierror.Status(x.Committed).Wrap(err, "")
	} else if err = r.adapt(c, &x, err); err == nil {
		return nil
	}
	if !isLeaf(err) {
		err = withEnd(err)
	}
	document := r.customized(c, &x, err)
	if earlier != nil {
		return r.travel(&x, newAnswered(r.Answer(&x, err, document, &earlier.Sent)))
	}
	sent := newAnswered(r.Answer(&x, err, document, nil))
	if r.observe != nil {
		r.observed(c, &x, sent.Document())
	}
	return r.travel(&x, sent)
}

// travel returns the error that travels on. Where the client has half an answer, it
// sees to it that it does not take that for a whole one.
func (r *responder) travel(x *adapter.Exchange, sent *answered) error {
	if r.CutOff(x) {
		if !adapter.Abort(x.Response) {
			panic(http.ErrAbortHandler)
		}
		if res, ok := x.Response.(*echo.Response); ok {
			res.Status = sent.StatusCode() // what traces read, for whom 200 would be a success
		}
	}
	return sent
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

// withEnd returns err, or one without its cause if that has no end: whoever walks
// or prints it outside would have none either.
func withEnd(err error) error {
	if errtree.Ends(err) {
		return err
	}
	e := *apierror.From(err)
	e.Err = errtree.Printable(err)
	return &e
}
