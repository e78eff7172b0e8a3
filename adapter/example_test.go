package adapter_test

import (
	"fmt"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"

	"github.com/seed-86b940f4/demur/adapter"
	"github.com/seed-86b940f4/demur/apierror"
)

// A toy framework: handlers get a *toyContext and return errors.
type (
	toyRouter  map[string]map[string]toyHandler // path to method to handler
	toyHandler func(c *toyContext) error
	toyError   struct{ code int } // what its users return
)

func (e toyError) Error() string { return http.StatusText(e.code) }

// toyContext is an [adapter.Context].
type toyContext struct {
	router toyRouter
	w      http.ResponseWriter
	r      *http.Request
	kept   map[string]any
}

func (c *toyContext) Request() *http.Request     { return c.r }
func (c *toyContext) SetRequest(r *http.Request) { c.r = r }
func (c *toyContext) Path() string               { return c.r.URL.Path }
func (c *toyContext) Get(key string) any         { return c.kept[key] }
func (c *toyContext) Set(key string, value any) {
	if c.kept == nil {
		c.kept = map[string]any{}
	}
	c.kept[key] = value
}

// toy is the adapter: what only the toy framework knows.
var toy = adapter.Framework[*toyContext]{
	Response:    func(c *toyContext) http.ResponseWriter { return c.w },
	SetResponse: func(c *toyContext, w http.ResponseWriter) { c.w = w },
	Knows:       func(err error) bool { _, ok := err.(toyError); return ok },
	Error: func(c *toyContext, known, err error) error {
		return adapter.HTTPError{Status: known.(toyError).code}.From(c.r, err)
	},
	Unrouted: func(c *toyContext, known error) bool {
		return known == toyError{http.StatusNotFound} && c.router[c.r.URL.Path][c.r.Method] == nil
	},
	Methods: func(c *toyContext) (methods []string) {
		for method := range c.router[c.r.URL.Path] {
			methods = append(methods, method)
		}
		return methods
	},
}

// serve is the middleware and the server in one.
func (router toyRouter) serve(responder *adapter.Responder[*toyContext]) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		_ = responder.Handle(&toyContext{router: router, w: w, r: r}, func(c *toyContext) error {
			if handler := router[r.URL.Path][r.Method]; handler != nil {
				return handler(c)
			}
			return toyError{http.StatusNotFound}
		})
	}
}

// A whole adapter for a framework of a few lines.
func Example() {
	responder, err := adapter.New(toy, adapter.Config[*toyContext]{Logger: slog.New(slog.DiscardHandler)})
	if err != nil {
		panic(err)
	}
	router := toyRouter{"/widgets": {
		"GET":  func(*toyContext) error { return apierror.NotFound.New("There are no widgets.") },
		"POST": func(*toyContext) error { return toyError{http.StatusConflict} },
		"PUT":  func(*toyContext) error { panic("a bug") },
	}}
	server := router.serve(responder)
	for _, line := range []string{"GET /widgets", "POST /widgets", "PUT /widgets", "PATCH /widgets", "GET /nothing"} {
		method, path, _ := strings.Cut(line, " ")
		res := httptest.NewRecorder()
		server(res, httptest.NewRequest(method, path, nil))
		sent, err := apierror.Decode(res.Result())
		if err != nil {
			panic(err)
		}
		fmt.Printf("%-14s %d %s [%s]\n", line, res.Code, sent.Code, res.Header().Get("Allow"))
	}
	// Output:
	// GET /widgets   404 not_found []
	// POST /widgets  409 conflict []
	// PUT /widgets   500 internal_server_error []
	// PATCH /widgets 405 method_not_allowed [GET, OPTIONS, POST, PUT]
	// GET /nothing   404 not_found []
}
