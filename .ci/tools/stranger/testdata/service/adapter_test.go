package main

import (
	"net/http"
	"testing"

	"github.com/seed-86b940f4/demur/adapter"
	"github.com/seed-86b940f4/demur/adapter/adaptertest"
)

// exchange is what an author of an adapter has for one request.
type exchange struct {
	adaptertest.Context // the rest, which has to wait
	w                   http.ResponseWriter
	r                   *http.Request
	values              map[string]any
}

func (c *exchange) Request() *http.Request      { return c.r }
func (c *exchange) SetRequest(r *http.Request)  { c.r = r }
func (c *exchange) Writer() http.ResponseWriter { return c.w }
func (c *exchange) Path() string                { return c.r.Pattern }
func (c *exchange) Get(key string) any          { return c.values[key] }
func (c *exchange) Set(key string, value any)   { c.values[key] = value }
func (c *exchange) Param(name string) string    { return c.r.PathValue(name) }

func (c *exchange) Respond(status int, v any) error {
	return adapter.Respond(c.w, c.r, status, "", v)
}

func newAdapted(t testing.TB, s adaptertest.Service) http.Handler {
	responder, err := adapter.New(adapter.Framework[*exchange]{
		Response:    func(c *exchange) http.ResponseWriter { return c.w },
		SetResponse: func(c *exchange, w http.ResponseWriter) { c.w = w },
	}, adapter.Config[*exchange]{
		Logger:        s.Config.Logger,
		KeepTruncated: s.Config.KeepTruncated,
	})
	if err != nil {
		t.Fatal(err)
	}
	mux := http.NewServeMux()
	for _, group := range s.Groups {
		for _, route := range group.Routes {
			mux.HandleFunc(route.Method+" "+group.Prefix+route.Path, func(w http.ResponseWriter, r *http.Request) {
				c := &exchange{w: w, r: r, values: map[string]any{}}
				_ = responder.Handle(c, func(c *exchange) error { return route.Handle(c) })
			})
		}
	}
	return mux
}

// An author begins an adapter with a few cases, and says why the others have to wait.
func TestAdapterInTheMaking(t *testing.T) {
	without := map[string]string{}
	for _, name := range adaptertest.Cases() {
		without[name] = "not begun"
	}
	for _, name := range []string{"Connections/hijacked, then error", "Cut off/KeepTruncated", "Answers/status 499 is answered"} {
		if _, ok := without[name]; !ok {
			t.Errorf("there is no case %q", name)
		}
		delete(without, name)
	}
	adaptertest.Run(t, adaptertest.Adapter{
		New:     newAdapted,
		Lacks:   map[adaptertest.Feature]string{adaptertest.HTTPErrors: "not begun"},
		Without: without,
	})
}
