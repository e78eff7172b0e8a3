package demur

import (
	"sync"

	"github.com/labstack/echo/v4"

	"github.com/seed-86b940f4/demur/adapter"
	"github.com/seed-86b940f4/demur/apierror"
)

// answered is adapter.Sent for the middleware of Echo v4.
type answered struct{ adapter.Sent }

// batches hold answered values that were allocated together: one allocation for
// many failed requests. None is used twice, since whoever sees an error may
// keep it.
var batches = sync.Pool{New: func() any { return new(batch) }}

type batch struct{ free []answered }

// constants holds what travels on for a handler that returns a constant.
var constants = func() (all [200][2]answered) {
	for i := range all {
		status := apierror.Status(400 + i)
		all[i] = [2]answered{
			{adapter.Sent{Err: status, Status: status}},
			{adapter.Sent{Err: status, Status: status, Logged: true}},
		}
	}
	return all
}()

func newAnswered(sent adapter.Sent) *answered {
	if s, ok := sent.Err.(apierror.Status); ok && s == sent.Status {
		if sent.Logged {
			return &constants[s-400][1]
		}
		return &constants[s-400][0]
	}
	if !isLeaf(sent.Err) { // a batch would keep the causes of others alive
		return &answered{sent}
	}
	b := batches.Get().(*batch)
	if len(b.free) == 0 {
		b.free = make([]answered, 8)
	}
	a := &b.free[0]
	b.free = b.free[1:]
	batches.Put(b)
	a.Sent = sent
	return a
}

// As gives Echo's middleware the error that it looks for.
func (a *answered) As(target any) bool {
	he, ok := target.(**echo.HTTPError)
	if ok {
		e := a.Document()
		message := e.Detail
		if message == "" {
			message = e.Status.Detail()
		}
		*he = &echo.HTTPError{Code: a.StatusCode(), Message: message, Internal: e.Err}
	}
	return ok
}
