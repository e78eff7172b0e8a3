package main

import (
	"net/http"
	"testing"

	"github.com/seed-86b940f4/demur/adapter"
	"github.com/seed-86b940f4/demur/adapter/adaptertest"
	"github.com/seed-86b940f4/demur/apierror"
	"github.com/seed-86b940f4/demur/ratelimit"
)

// exchange is what an author of an adapter has for one request.
type exchange struct {
	w         http.ResponseWriter
	r         *http.Request
	responder *adapter.Responder[*exchange]
	values    map[string]any
}

func (c *exchange) Request() *http.Request      { return c.r }
func (c *exchange) SetRequest(r *http.Request)  { c.r = r }
func (c *exchange) Writer() http.ResponseWriter { return c.w }
func (c *exchange) Path() string                { return c.r.Pattern }
func (c *exchange) Get(key string) any          { return c.values[key] }
func (c *exchange) Set(key string, value any)   { c.values[key] = value }

func (c *exchange) Bind(v any) error {
	if err := c.responder.Bind(c, adapter.Binder{}, v); err != nil {
		return err
	}
	return adapter.Validate(v)
}

func (c *exchange) Respond(status int, v any) error {
	return adapter.Respond(c.w, c.r, status, "", v)
}

func (c *exchange) Created(location string, v any) error {
	return adapter.Respond(c.w, c.r, http.StatusCreated, location, v)
}

func (c *exchange) Decision() (ratelimit.Decision, bool) { return c.responder.Decision(c) }

func newAdapted(t testing.TB, s adaptertest.Service) http.Handler {
	responder, err := adapter.New(adapter.Framework[*exchange]{
		Response:    func(c *exchange) http.ResponseWriter { return c.w },
		SetResponse: func(c *exchange, w http.ResponseWriter) { c.w = w },
	}, adapter.Config[*exchange]{
		Logger: s.Config.Logger,
		Observe: func(_ *exchange, e *apierror.Error) {
			if s.Config.Observe != nil {
				s.Config.Observe(e)
			}
		},
		KeepTruncated: s.Config.KeepTruncated,
	})
	if err != nil {
		t.Fatal(err)
	}
	mux := http.NewServeMux()
	for _, route := range s.Routes {
		mux.HandleFunc(route.Method+" "+route.Path, func(w http.ResponseWriter, r *http.Request) {
			c := &exchange{w, r, responder, map[string]any{}}
			_ = responder.Handle(c, func(c *exchange) error { return route.Handle(c) })
		})
	}
	return mux
}

// An author begins an adapter with a few cases, and says why the others have to wait.
func TestAdapterInTheMaking(t *testing.T) {
	without := map[string]string{}
	for _, name := range adaptertest.Cases() {
		without[name] = "not begun"
	}
	for _, name := range []string{"hijacked", "KeepTruncated", "client gone"} {
		if _, ok := without[name]; !ok {
			t.Errorf("there is no case %q", name)
		}
		delete(without, name)
	}
	adaptertest.Run(t, adaptertest.Adapter{New: newAdapted, Without: without})
}
