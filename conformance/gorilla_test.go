package conformance_test

import (
	"log/slog"
	"net/http"
	"net/http/httptest"
	"testing"

	"github.com/gorilla/mux"

	"github.com/seed-86b940f4/demur/apierror"
	"github.com/seed-86b940f4/demur/demurhttp"
)

// allowedByGorilla returns the methods that the path of the request has a route for.
func allowedByGorilla(router *mux.Router, r *http.Request) (allow []string) {
	for _, method := range methods {
		probe, match := *r, mux.RouteMatch{}
		probe.Method = method
		if router.Match(&probe, &match) && match.MatchErr == nil {
			allow = append(allow, method)
		}
	}
	return allow
}

// gorilla/mux has its parameters in a map of its own, and middleware that is not called
// for what has no route.
func TestGorilla(t *testing.T) {
	t.Parallel()
	router := mux.NewRouter()
	router.NotFoundHandler = http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) { demurhttp.Unrouted(w, r) })
	router.MethodNotAllowedHandler = http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		demurhttp.Unrouted(w, r, allowedByGorilla(router, r)...)
	})
	orders := router.PathPrefix("/{owner}/orders").Subrouter()
	orders.Use(demurhttp.RequireAcceptable)
	orders.Handle("/{id}", demurhttp.HandlerFunc(func(w http.ResponseWriter, r *http.Request) error {
		in, err := demurhttp.Bind[chiOrder](r)
		if err != nil {
			return err
		}
		return demurhttp.Respond(w, r, http.StatusOK, in)
	})).Methods("PUT")
	orders.Handle("/{id}", demurhttp.HandlerFunc(func(http.ResponseWriter, *http.Request) error {
		return apierror.NotFound.New("There is no such order.")
	})).Methods("GET", "HEAD")
	router.HandleFunc("/panic", func(http.ResponseWriter, *http.Request) { panic("secret") })

	errs, err := demurhttp.Config{
		Logger:    slog.New(slog.DiscardHandler),
		PathValue: func(r *http.Request, name string) string { return mux.Vars(r)[name] },
	}.Middleware()
	if err != nil {
		t.Fatal(err)
	}
	server := httptest.NewServer(errs(router))
	t.Cleanup(server.Close)
	for _, s := range []step{
		{"GET", "/alice/orders/7", "", "", 404, inJSON, "There is no such order."},
		{"HEAD", "/alice/orders/7", "", "", 404, inJSON, ""},
		{"GET", "/nothing", inXML, "", 404, inXML, "<code>not_found</code>"},
		{"POST", "/alice/orders/7", "", "", 405, inJSON, "Allow: GET, HEAD, OPTIONS, PUT\n"},
		{"POST", "/alice/orders/7", "image/png", "", 405, inJSON, ""},
		{"OPTIONS", "/alice/orders/7", "", "", 204, "", "Allow: GET, HEAD, OPTIONS, PUT\n"},
		{"OPTIONS", "/nothing", "", "", 404, inJSON, ""},
		{"PUT", "/alice/orders/7", "", `{"name":"desk"}`, 200, inJSON, `{"Owner":"alice","ID":7,"name":"desk"}`},
		{"PUT", "/alice/orders/x", "", `{"name":"desk"}`, 400, inJSON, `"in":"path","name":"id"`},
		{"PUT", "/alice/orders/7", "", `{"name":"d"}`, 422, inJSON, `"pointer":"#/name"`},
		{"PUT", "/alice/orders/7", "image/png", `{"name":"desk"}`, 406, inJSON, `"available"`},
		{"GET", "/panic", "", "", 500, inJSON, ""},
	} {
		s.run(t, server.URL)
	}
}
