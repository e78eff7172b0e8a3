package demurhttp

import (
	"cmp"
	"context"
	"errors"
	"net/http"
	"strings"
	"sync/atomic"

	"github.com/seed-86b940f4/demur/adapter"
	"github.com/seed-86b940f4/demur/validation"
)

// exchange is one request at one place of the chain, with the response that stands
// there: an [adapter.Context]. What is further in finds it in the context of the request.
//
// Middleware may leave what is further in behind in another goroutine, as
// http.TimeoutHandler does. That one has a response of its own, so it gets an exchange of
// its own, and only reads what does not change in this one, or what is atomic.
type exchange struct {
	settings *settings
	outer    *exchange // the next one further out, nil for none
	w        http.ResponseWriter
	r        *http.Request
	kept     any          // what Set keeps, by whatever key: adapter keeps nothing where a response is watched, as each is here
	next     http.Handler // of the middleware that runs

	failed  error                        // what was answered to a failure in here, nil for none
	limiter atomic.Pointer[exchange]     // where the last limiter in here stood, if not at this place
	handled atomic.Pointer[http.Request] // what the last HandlerFunc in here was given
}

// settings are a Config at work. Nothing changes them.
type settings struct {
	responder *adapter.Responder[*exchange]
	binder    Binder
	validator interface{ Validate(v any) error }
	pathValue func(r *http.Request, name string) string
}

// zero are those of the zero Config, which has no mistakes.
var zero, _ = Config{}.settings()

// framework is what only net/http knows.
var framework = adapter.Framework[*exchange]{
	Response:    func(x *exchange) http.ResponseWriter { return x.w },
	SetResponse: func(x *exchange, w http.ResponseWriter) { x.w = w },
	Routed:      func(x *exchange) bool { return isRouted(x.next, x.r) },
	Param: func(x *exchange, name string) (value string, ok bool) {
		value = x.settings.pathValue(x.r, name)
		return value, value != ""
	},
	Rules: func(x *exchange) *validation.Validator {
		rules, _ := x.settings.validator.(*validation.Validator)
		return rules
	},
}

type exchangeKey struct{}

// exchangeOf returns the innermost exchange of r, nil for none.
func exchangeOf(r *http.Request) *exchange {
	x, _ := r.Context().Value(exchangeKey{}).(*exchange)
	return x
}

func (x *exchange) Request() *http.Request     { return x.r }
func (x *exchange) SetRequest(r *http.Request) { x.r = r }
func (x *exchange) Get(string) any             { return x.kept }
func (x *exchange) Set(_ string, v any)        { x.kept = v }

// Path returns the pattern of the route without its method.
func (x *exchange) Path() string { return x.r.Pattern[strings.Index(x.r.Pattern, " ")+1:] }

// settingsOf returns those of the innermost Errors around r.
func settingsOf(r *http.Request) *settings {
	if x := exchangeOf(r); x != nil {
		return x.settings
	}
	return zero
}

// enter runs a piece of the chain, and answers the request if that fails. s is nil but
// for an Errors. If w is still that of the exchange further out, the piece is a part of
// that exchange. If middleware in between has put its own response in place, the piece has
// an exchange of its own. Then the answer passes through that response before the
// middleware goes on, which takes no answer for a success.
func enter(s *settings, w http.ResponseWriter, r *http.Request, run func(x *exchange) error) {
	outer := exchangeOf(r)
	if s == nil && outer != nil && outer.w == w {
		outer.reenter(r, run)
		return
	}
	x := &exchange{settings: cmp.Or(s, settingsOf(r)), outer: outer, w: w}
	made := r.WithContext(context.WithValue(r.Context(), exchangeKey{}, x))
	x.r = made
	defer func() { giveBack(r, made) }()
	if err := x.settings.responder.Handle(x, run); err != nil {
		x.failed = err
	}
	if outer != nil && leadsTo(w, outer.w) {
		outer.failed = x.failed
		outer.limiter.Store(x.lastLimiter())
	}
}

// reenter is enter at another place of the same exchange.
func (x *exchange) reenter(r *http.Request, run func(x *exchange) error) {
	outside := x.r
	x.r = r
	defer func() { // after the other, which may panic
		if x.r = outside; outside != r { // a router such as chi serves a copy
			giveBack(outside, r)
		}
	}()
	defer func() {
		if v := recover(); v != nil {
			if v == http.ErrAbortHandler {
				panic(v)
			}
			x.failed = x.settings.responder.Recovered(x, v)
		}
	}()
	if err := run(x); err != nil {
		x.failed = x.settings.responder.Fail(x, err)
	}
}

// giveBack gives r what was made of a copy of it: net/http deletes the files of a form, and
// middleware outside asks for the pattern.
func giveBack(r, made *http.Request) {
	r.Form, r.PostForm, r.MultipartForm, r.Pattern = made.Form, made.PostForm, made.MultipartForm, made.Pattern
}

// leadsTo reports whether w writes to target, by the methods Unwrap in between.
func leadsTo(w, target http.ResponseWriter) bool {
	for w != target {
		inner, ok := w.(interface{ Unwrap() http.ResponseWriter })
		if !ok {
			return false
		}
		w = inner.Unwrap()
	}
	return true
}

// lastLimiter returns where the last limiter stood that has decided, nil for none.
func (x *exchange) lastLimiter() *exchange {
	for ; x != nil; x = x.outer {
		if further := x.limiter.Load(); further != nil {
			return further
		}
		if _, ok := x.settings.responder.Decision(x); ok {
			return x
		}
	}
	return nil
}

// middleware is a piece of ours before another handler. isRouted looks behind it.
type middleware struct {
	settings *settings // of an Errors, nil for all else
	next     http.Handler
	run      func(x *exchange, next func(x *exchange) error) error
}

// newMiddleware panics at the start of the program where there is no handler.
func newMiddleware(s *settings, next http.Handler, run func(x *exchange, next func(x *exchange) error) error) http.Handler {
	if next == nil {
		panic(errors.New("demur: middleware around a nil http.Handler"))
	}
	return &middleware{s, next, run}
}

func (m *middleware) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	enter(m.settings, w, r, func(x *exchange) error {
		x.next = m.next
		return m.run(x, serveNext)
	})
}

// serveNext returns what the next handler was answered with if it failed, which Refund
// asks for.
func serveNext(x *exchange) error {
	x.next.ServeHTTP(x.w, x.r)
	return x.failed
}

// mustNot panics on a mistake of the program at its start.
func mustNot(err error) {
	if err != nil {
		panic(err)
	}
}
