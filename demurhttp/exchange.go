package demurhttp

import (
	"context"
	"net/http"
	"strings"
	"sync/atomic"

	"github.com/seed-86b940f4/demur/adapter"
	"github.com/seed-86b940f4/demur/ratelimit"
	"github.com/seed-86b940f4/demur/validation"
)

// exchange is one request at one place of the chain, with the response that stands
// there: an [adapter.Context]. It is the context of the request for all that is further
// in, which finds it there.
//
// Middleware may leave what is further in behind in another goroutine, as
// http.TimeoutHandler does. That one has a response of its own, so it gets an exchange of
// its own, and only reads what does not change in this one.
type exchange struct {
	context.Context // of the request as it came to this place

	settings *settings
	outer    *exchange // the next one further out, nil for none
	w        http.ResponseWriter
	r        *http.Request
	record   any          // what Set keeps; adapter knows no second key
	next     http.Handler // of RequireAcceptable, which asks whether that has a route

	failed   error                        // what was answered to a failure in here, nil for none
	panicked bool                         // that failure was a panic
	limiter  *exchange                    // where the last limiter in here stood, if not at this place
	handled  atomic.Pointer[http.Request] // what the last HandlerFunc in here was given
}

// settings are a Config at work. Nothing changes them.
type settings struct {
	responder *adapter.Responder[*exchange]
	binder    Binder
	validator Validator
	pathValue func(r *http.Request, name string) string
}

// zero are those of the zero Config.
var zero = func() *settings {
	s, err := Config{}.settings()
	mustNot(err)
	return s
}()

// framework is what only net/http knows.
var framework = adapter.Framework[*exchange]{
	Response:    func(x *exchange) http.ResponseWriter { return x.w },
	SetResponse: func(x *exchange, w http.ResponseWriter) { x.w = w },
	Routed:      func(x *exchange) bool { return isRouted(x.next, x.r) },
	Param: func(x *exchange, name string) (value string, ok bool) {
		if x.settings.pathValue != nil {
			value = x.settings.pathValue(x.r, name)
		} else {
			value = x.r.PathValue(name)
		}
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

// Value implements context.Context.
func (x *exchange) Value(key any) any {
	if key == (exchangeKey{}) {
		return x
	}
	return x.Context.Value(key)
}

func (x *exchange) Request() *http.Request     { return x.r }
func (x *exchange) SetRequest(r *http.Request) { x.r = r }
func (x *exchange) Get(string) any             { return x.record }
func (x *exchange) Set(_ string, value any)    { x.record = value }

// Path returns the pattern of the route without its method.
func (x *exchange) Path() string {
	if _, path, ok := strings.Cut(x.r.Pattern, " "); ok {
		return path
	}
	return x.r.Pattern
}

// settingsOf returns those of the innermost Errors around r.
func settingsOf(r *http.Request) *settings {
	if x := exchangeOf(r); x != nil {
		return x.settings
	}
	return zero
}

// enter runs a piece of the chain, and answers the request if that fails. Where nobody
// has put another response in place since the exchange further out, it is a part of that
// one. Else it has its own, since an answer has to pass through that response here and
// now: middleware of net/http takes an empty answer for a success.
func enter(w http.ResponseWriter, r *http.Request, run func(x *exchange) error) {
	if x := exchangeOf(r); x != nil && x.w == w {
		x.again(r, run)
		return
	}
	begin(settingsOf(r), w, r, run)
}

// begin is enter with an exchange of its own.
func begin(s *settings, w http.ResponseWriter, r *http.Request, run func(x *exchange) error) {
	x := &exchange{Context: r.Context(), settings: s, outer: exchangeOf(r), w: w}
	made := r.WithContext(x)
	x.r = made
	defer func() {
		// net/http deletes the files of a form, and middleware outside asks for the pattern.
		r.Form, r.PostForm, r.MultipartForm, r.Pattern = made.Form, made.PostForm, made.MultipartForm, made.Pattern
	}()
	returned := false
	err := s.responder.Handle(x, func(x *exchange) error {
		err := run(x)
		returned = true
		return err
	})
	x.panicked = x.panicked || !returned
	if x.outer == nil || !leadsTo(w, x.outer.w) {
		return
	}
	if x.failed == nil {
		x.failed = err
	}
	if x.failed != nil {
		x.outer.failed, x.outer.panicked = x.failed, x.panicked
	}
	if at := x.limited(); at != nil {
		x.outer.limiter = at
	}
}

// again is enter at another place of the same exchange.
func (x *exchange) again(r *http.Request, run func(x *exchange) error) {
	outside := x.r
	x.r = r
	defer func() {
		if v := recover(); v != nil {
			if v == http.ErrAbortHandler {
				panic(v)
			}
			x.failed, x.panicked = x.settings.responder.Recovered(x, v), true
		}
		x.r = outside
	}()
	if err := run(x); err != nil {
		x.failed = x.settings.responder.Fail(x, err)
	}
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

// limited returns where the last limiter stood that has decided in here, nil for none.
func (x *exchange) limited() *exchange {
	if x.limiter != nil {
		return x.limiter
	}
	if _, ok := decisionOf(x); ok {
		return x
	}
	return nil
}

func decisionOf(x *exchange) (ratelimit.Decision, bool) { return x.settings.responder.Decision(x) }

// middleware is what stands before a handler. It lets us see what is further in.
type middleware struct {
	next  http.Handler
	serve func(w http.ResponseWriter, r *http.Request, next http.Handler)
}

func (m *middleware) ServeHTTP(w http.ResponseWriter, r *http.Request) { m.serve(w, r, m.next) }

// mustNot panics on a mistake of the program at its start.
func mustNot(err error) {
	if err != nil {
		panic(err)
	}
}
