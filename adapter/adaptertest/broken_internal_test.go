package adaptertest

import (
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"runtime"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/seed-86b940f4/demur/ratelimit"
)

// recorder is a testing.TB whose failures are noted, and are no failures of the test.
type recorder struct {
	*testing.T
	mu       sync.Mutex
	failures []string
	cleanups []func()
}

func (r *recorder) note(text string) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.failures = append(r.failures, text)
}

func (r *recorder) Error(args ...any)                 { r.note(fmt.Sprint(args...)) }
func (r *recorder) Errorf(format string, args ...any) { r.note(fmt.Sprintf(format, args...)) }
func (r *recorder) Fatal(args ...any)                 { r.note(fmt.Sprint(args...)); runtime.Goexit() }
func (r *recorder) Fatalf(format string, args ...any) {
	r.note(fmt.Sprintf(format, args...))
	runtime.Goexit()
}
func (r *recorder) FailNow()         { r.note("FailNow"); runtime.Goexit() }
func (r *recorder) Cleanup(f func()) { r.cleanups = append(r.cleanups, f) }

func (r *recorder) bubble(run func()) {
	synctest.Test(r.T, func(*testing.T) { inGoroutine(run) })
}

// inGoroutine lets run end by Goexit.
func inGoroutine(run func()) {
	done := make(chan struct{})
	go func() {
		defer close(done)
		run()
	}()
	<-done
}

// failures returns what a case finds wrong with an adapter.
func (a Adapter) failures(t *testing.T, c testCase) []string {
	r := &recorder{T: t}
	inGoroutine(func() {
		defer func() {
			if v := recover(); v != nil {
				r.note(fmt.Sprint("panic: ", v))
			}
		}()
		c.run(&harness{TB: r, adapter: a, patience: 50 * time.Millisecond})
	})
	for _, f := range r.cleanups {
		f()
	}
	return r.failures
}

// served is an adapter that builds the same handler for every service.
func served(handle http.HandlerFunc) Adapter {
	return Adapter{New: func(testing.TB, Service) http.Handler { return handle }}
}

// wrongs are adapters that are wrong from top to bottom.
var wrongs = map[string]Adapter{
	"always 200": served(func(w http.ResponseWriter, r *http.Request) { _, _ = io.Copy(io.Discard, r.Body) }),
	"always 404": served(func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Content-Type", "application/json")
		w.WriteHeader(404)
		_, _ = io.WriteString(w, `{"title":"Not Found","status":404,"detail":"x","code":"not_found"}`)
	}),
	"naive": {New: naive},
}

// Every case must find fault with something: one that cannot fail tests nothing.
func TestEveryCaseCanFail(t *testing.T) {
	t.Parallel()
	for _, topic := range topics() {
		for _, c := range topic.cases {
			t.Run(topic.name+"/"+c.name, func(t *testing.T) {
				t.Parallel()
				for _, a := range wrongs {
					if len(a.failures(t, c)) > 0 {
						return
					}
				}
				t.Error("no fault was found with any of the wrong adapters")
			})
		}
	}
}

// naive is what one writes without demur: the text of each error, with a 500.
func naive(_ testing.TB, s Service) http.Handler {
	mux := http.NewServeMux()
	for _, g := range s.Groups {
		for _, r := range g.Routes {
			mux.HandleFunc(r.Method+" "+g.Prefix+r.Path, func(w http.ResponseWriter, req *http.Request) {
				c := &plain{w, req}
				next := func() error { return r.Handle(c) }
				for _, mw := range append(s.Outside[:len(s.Outside):len(s.Outside)], g.Use...) {
					inner := next
					next = func() error { return mw(c, inner) }
				}
				if err := next(); err != nil {
					c.Fail(err)
				}
			})
		}
	}
	return mux
}

// plain is the Context of naive.
type plain struct {
	w http.ResponseWriter
	r *http.Request
}

func (c *plain) Request() *http.Request                   { return c.r }
func (c *plain) SetRequest(r *http.Request)               { c.r = r }
func (c *plain) Path() string                             { return c.r.Pattern }
func (c *plain) Get(string) any                           { return nil }
func (c *plain) Set(string, any)                          {}
func (c *plain) Writer() http.ResponseWriter              { return c.w }
func (c *plain) Param(name string) string                 { return c.r.PathValue(name) }
func (c *plain) Bind(dst any) error                       { return json.NewDecoder(c.r.Body).Decode(dst) }
func (c *plain) Decision() (d ratelimit.Decision, b bool) { return d, false }
func (c *plain) Fail(err error)                           { http.Error(c.w, err.Error(), http.StatusInternalServerError) }

func (c *plain) BindWidget() (w Widget, err error) { err = c.Bind(&w); return w, err }

func (c *plain) Created(location string, v any) error {
	c.w.Header().Set("Location", location)
	return c.Respond(http.StatusCreated, v)
}

func (c *plain) Respond(status int, v any) error {
	c.w.WriteHeader(status)
	return json.NewEncoder(c.w).Encode(v)
}
