package demur

import (
	"sync"

	"github.com/labstack/echo/v4"

	"github.com/seed-86b940f4/demur/apierror"
)

// answered is an error that travels on after its request was answered.
type answered struct {
	err    error
	status apierror.Status
	told   bool // the cause stands in the log
}

// batches hold answered values that were allocated together: one allocation for
// many failed requests. None is used twice, since whoever sees an error may
// keep it.
var batches = sync.Pool{New: func() any { return new(batch) }}

type batch struct{ free []answered }

// constants holds what travels on for a handler that returns a constant.
var constants = func() (all [200][2]answered) {
	for i := range all {
		status := apierror.Status(400 + i)
		all[i] = [2]answered{{status, status, false}, {status, status, true}}
	}
	return all
}()

func newAnswered(err error, status apierror.Status, told bool) error {
	if s, ok := err.(apierror.Status); ok && s == status {
		if told {
			return &constants[s-400][1]
		}
		return &constants[s-400][0]
	}
	b := batches.Get().(*batch)
	if len(b.free) == 0 {
		b.free = make([]answered, 32)
	}
	a := &b.free[0]
	b.free = b.free[1:]
	batches.Put(b)
	*a = answered{err, status, told}
	return a
}

// Error is the public text once the cause has been logged, so that no other
// logger needs to repeat it.
func (a *answered) Error() string {
	if a.told {
		return a.public().Error()
	}
	return a.err.Error()
}

func (a *answered) Unwrap() error { return a.err }

// StatusCode returns the status that was sent, or 499.
func (a *answered) StatusCode() int { return int(a.status) }

// As gives Echo's middleware the error that it looks for.
func (a *answered) As(target any) bool {
	he, ok := target.(**echo.HTTPError)
	if ok {
		e := apierror.From(a.err)
		message := e.Detail
		if message == "" {
			message = e.Status.Detail()
		}
		*he = &echo.HTTPError{Code: a.StatusCode(), Message: message, Internal: e.Err}
	}
	return ok
}

// public returns the error without its cause.
func (a *answered) public() *apierror.Error {
	e := apierror.From(a.err)
	return &apierror.Error{Status: e.Status, Code: e.Code, Detail: e.Detail}
}
