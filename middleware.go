package demur

import (
	"log/slog"
	"net/http"
	"strings"

	"github.com/labstack/echo/v4"

	"github.com/seed-86b940f4/demur/apierror"
	"github.com/seed-86b940f4/demur/internal/answer"
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
	writer        apierror.Writer
	logger        *slog.Logger
	observe       func(echo.Context, *apierror.Error)
	keepTruncated bool
}

func (r *responder) middleware(next echo.HandlerFunc) echo.HandlerFunc {
	return func(c echo.Context) (err error) {
		res := c.Response()
		before := header.Take(res.Header())
		if !before.Empty() {
			c.Set(snapshotKey, before) // for c.Error, called by what we wrap
		}
		res.Writer = answer.Watch(res.Writer, c.Request())
		defer func() {
			if v := recover(); v != nil {
				if v == http.ErrAbortHandler {
					panic(v)
				}
				err = r.fail(c, res, before, apierror.InternalServerError.Wrap(answer.Panicked(v), ""))
			}
		}()
		if err = next(c); err != nil {
			err = r.fail(c, res, before, err)
		}
		return err
	}
}

func (r *responder) httpErrorHandler(err error, c echo.Context) {
	if err == nil {
		return
	}
	if _, ok := err.(*answered); ok && c.Response().Committed {
		return // the usual case, for which nothing needs to be looked up
	}
	before, _ := c.Get(snapshotKey).(header.Snapshot)
	if sent := r.fail(c, c.Response(), before, err); sent != nil && sent != err {
		// Whoever called c.Error may return the error all the same.
		c.Set(answeredKey, sent)
	}
}

// fail answers a request that failed with err, tells the log and the hook, and
// returns the error to travel on. It answers once, however often it is called:
// an error that travelled on, or for which c.Error was called, is known. It
// returns nil for the one request that did not fail: OPTIONS.
func (r *responder) fail(c echo.Context, res *echo.Response, before header.Snapshot, err error) error {
	// echo.WrapMiddleware leaves a response behind that may end in a writer
	// which was closed since. The one that we were called with still stands.
	if c.Response() != res {
		c.SetResponse(res)
	}
	sent, known := errtree.Find[*answered](err)
	if known {
		if res.Committed || answer.Hijacked(res) || sent.status == answer.ClientClosedRequest {
			return err
		}
		err = sent.err // it was written to a writer that kept it for itself
	}
	err = r.adapt(c, res, err)
	if err == nil {
		return nil
	}
	var (
		status    = apierror.StatusOf(err)
		writeErr  error
		truncated bool
	)
	if res.Committed || status == answer.ClientClosedRequest || answer.Hijacked(res) {
		truncated = res.Committed && res.Status < 400 && !answer.Hijacked(res) && !r.keepTruncated
		if !known {
			sent, known = c.Get(answeredKey).(*answered)
		}
	} else {
		before.Restore(res.Header())
		writeErr = r.writer.Write(res, c.Request(), err)
	}

	told := known && sent.told || !known && r.tell(c, err, writeErr)
	if truncated {
		panic(http.ErrAbortHandler)
	}
	return newAnswered(err, status, told)
}

// tell writes the log record and calls the hook.
func (r *responder) tell(c echo.Context, err, writeErr error) (logged bool) {
	var notes []slog.Attr
	if writeErr != nil {
		notes = append(notes, slog.Any("answer", writeErr))
	}
	logged = answer.Log(r.logger, c.Response().Header(), c.Request(), c.Path(), err, notes...)
	if r.observe != nil {
		defer func() {
			if v := recover(); v != nil { // the client has its answer; let it keep it
				answer.Log(r.logger, c.Response().Header(), c.Request(), c.Path(), answer.Panicked(v))
			}
		}()
		r.observe(c, apierror.From(err))
	}
	return logged
}

// adapt returns what is to be answered for err: err itself where apierror knows
// it, else an Error. It returns nil where the request turns out to be answered.
func (r *responder) adapt(c echo.Context, res *echo.Response, err error) error {
	req := c.Request()
	if answer.ClientGone(req, err) {
		return answer.ClientClosedRequest.Wrap(err, "")
	}
	if err == echo.ErrNotFound && !res.Committed {
		// It may be the router's, for a group that hides what it knows of the path.
		if methods, routed := routedMethods(c); !routed && len(methods) > 0 {
			res.Header().Set(echo.HeaderAllow, strings.Join(methods, ", "))
			if req.Method == http.MethodOptions {
				return c.NoContent(http.StatusNoContent)
			}
			return apierror.MethodNotAllowed
		}
	}
	err = fromEcho(c, err)
	if apierror.StatusOf(err) == apierror.MethodNotAllowed && res.Header().Get(echo.HeaderAllow) == "" {
		methods, _ := routedMethods(c)
		res.Header().Set(echo.HeaderAllow, strings.Join(methods, ", "))
	}
	return err
}
