// Package adaptertest tests adapters: it drives the behaviours that a service shows
// whatever framework it is built with, over real sockets.
//
// An adapter's author writes one function, which builds a [Service] in the terms of the
// framework, and calls [Run] in a test:
//
//	func TestAdapter(t *testing.T) {
//		adaptertest.Run(t, adaptertest.Adapter{New: func(t testing.TB, s adaptertest.Service) http.Handler {
//			e := echo.New()
//			install(t, e, s)                  // demur with s.Config, s.Nested times more
//			group := e.Group("/v1", guard(s)) // s.Guard, RequireAcceptable, s.Limit
//			for _, route := range s.Routes {
//				group.Add(route.Method, route.Path, handler(route.Handle))
//			}
//			return e
//		}})
//	}
package adaptertest

import (
	"log/slog"
	"net/http"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"github.com/seed-86b940f4/demur/adapter"
	"github.com/seed-86b940f4/demur/apierror"
	"github.com/seed-86b940f4/demur/ratelimit"
)

// An Adapter is what is tested.
type Adapter struct {
	_ [0]func() // literals name their fields

	// New returns a service. It fails t if it cannot.
	New func(t testing.TB, s Service) http.Handler

	// Without has the names of the cases that the adapter cannot pass because of its
	// framework, and why. These cases are skipped, with the reason in the log. A name
	// that no case has is a mistake.
	Without map[string]string
}

// A Service is what a case asks the adapter for.
type Service struct {
	// Config is that of demur.
	Config Config

	// Nested is how many times more demur's middleware stands inside the first.
	Nested int

	// Guard, Limit and Acceptable are the middleware of all routes, in this order from
	// the outside in. They also see requests for paths below /v1/ that have no route,
	// if the framework can do that.
	Guard      func(r *http.Request) error // an error refuses the request; nil lets all pass
	Acceptable bool                        // RequireAcceptable
	Limits     []Limit

	// Routes are all below /v1/.
	Routes []Route
}

// Config is the configuration of demur. Its fields are those of adapter.Config.
type Config struct {
	Formats       []apierror.Format
	Challenge     string
	RetryAfter    time.Duration
	Logger        *slog.Logger
	TypeBase      string
	Map           func(err error) error
	Customize     func(e *apierror.Error) *apierror.Error
	Observe       func(e *apierror.Error)
	KeepTruncated bool
}

// Limit is the configuration of a limiter. Its fields are those of adapter.Limit. Key
// is the field X-API-Key, and else the client's address.
type Limit struct {
	Limiter      ratelimit.Limiter
	Cost         func(r *http.Request) int
	Policy       func(r *http.Request) ratelimit.Policy
	Skipper      func(r *http.Request) bool
	Refund       func(err error) bool
	Fields       adapter.Fields
	Jitter       time.Duration
	OnStoreError func(err error) error
}

// A Route is one route of a Service.
type Route struct {
	Method string
	Path   string // as http.ServeMux has it: /v1/widgets/{id}
	Handle func(c Context) error
}

// Context is what a handler gets. Its methods are the functions of the adapter.
type Context interface {
	Request() *http.Request
	Writer() http.ResponseWriter
	Bind(v any) error // binds and validates, as Bind[T] does
	Respond(status int, v any) error
	Created(location string, v any) error
	Decision() (ratelimit.Decision, bool) // of the limiter
}

// Run drives all cases against a. Each is a subtest, with a service of its own.
func Run(t *testing.T, a Adapter) {
	t.Helper()
	var known atomic.Int32
	for _, c := range cases() {
		t.Run(c.name, func(t *testing.T) {
			if reason, ok := a.Without[c.name]; ok {
				known.Add(1)
				t.Skip(reason)
			}
			if !c.clock {
				t.Parallel()
				c.run(probe{t, a, 10 * time.Second})
				return
			}
			synctest.Test(t, func(t *testing.T) { c.run(probe{t, a, 10 * time.Second}) }) // it begins at midnight, 2000-01-01
		})
	}
	if int(known.Load()) != len(a.Without) {
		t.Errorf("Without has a name that no case has: %v", a.Without)
	}
}

// Cases returns the names of the cases.
func Cases() []string {
	var names []string
	for _, c := range cases() {
		names = append(names, c.name)
	}
	return names
}

// testCase is one case. Its name is unique.
type testCase struct {
	name  string
	clock bool // it needs a clock of its own, and so no socket
	run   func(p probe)
}

func cases() []testCase {
	var all []testCase
	for _, some := range [][]testCase{rows(), statuses(), flows(), hooks(), quotas(), bindings(), successes()} {
		all = append(all, some...)
	}
	return all
}
