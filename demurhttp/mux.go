package demurhttp

import (
	"errors"
	"maps"
	"net/http"
	"slices"
	"strings"

	"github.com/seed-86b940f4/demur/apierror"
)

// Mux returns a handler that serves what mux serves, save that the 404 and 405 of mux
// itself are problem documents. A 405 has Allow with all methods of the path, in order
// (RFC 9110 section 10.2.1). An OPTIONS request for a path that has routes for other
// methods is answered with 204 and Allow. Redirects are those of mux. The errors of its
// handlers are left alone, also a 404. Patterns may be added to mux later.
// Mux panics if mux is nil.
//
// Mux asks mux for each request whether it has a route, and mux finds the route a second
// time to serve it.
func Mux(mux *http.ServeMux) http.Handler {
	if mux == nil {
		panic(errors.New("demur: Mux of a nil *http.ServeMux"))
	}
	return router{mux}
}

type router struct{ mux *http.ServeMux }

func (m router) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	own := unmatched(m.mux, r)
	if own == nil {
		m.mux.ServeHTTP(w, r)
		return
	}
	said := headOf{header: http.Header{}}
	own.ServeHTTP(&said, r)
	switch {
	case said.status < 400: // a redirect to what has no route
		own.ServeHTTP(w, r)
	case said.status == http.StatusMethodNotAllowed:
		Unrouted(w, r, strings.Split(said.header.Get("Allow"), ", ")...)
	case said.status == http.StatusNotFound:
		Unrouted(w, r)
	default: // the 400 for OPTIONS * of a server that does not answer that by itself
		enter(nil, w, r, func(x *exchange) error {
			maps.Copy(x.w.Header(), said.header) // it closes the connection
			return apierror.Status(said.status)
		})
	}
}

// unmatched returns the handler with which mux itself answers r, nil if r has a route.
func unmatched(mux *http.ServeMux, r *http.Request) http.Handler {
	if r.RequestURI == "*" {
		return mux // which looks for no route
	}
	if own, pattern := mux.Handler(r); pattern == "" {
		return own
	}
	return nil
}

// isRouted reports whether h has a route for r, as far as can be seen from outside.
func isRouted(h http.Handler, r *http.Request) bool {
	for {
		switch at := h.(type) {
		case *middleware:
			h = at.next
		case router:
			return unmatched(at.mux, r) == nil
		case *http.ServeMux:
			return unmatched(at, r) == nil
		default:
			return true
		}
	}
}

// headOf is the head of what a handler answers: a writer that drops the body.
type headOf struct {
	header http.Header
	status int
}

func (h *headOf) Header() http.Header         { return h.header }
func (h *headOf) Write(b []byte) (int, error) { return len(b), nil }
func (h *headOf) WriteHeader(status int)      { h.status = status }

// Unrouted answers a request for which a router has no route, in the hooks that routers
// have for it. allow are the methods that the path has routes for. Without any the
// answer is a 404. Else it is a 405 with Allow, or 204 with Allow to an OPTIONS request.
// OPTIONS is added to Allow. With chi, on the outermost router and before its routes:
//
//	router.NotFound(func(w http.ResponseWriter, r *http.Request) { demurhttp.Unrouted(w, r) })
//	router.MethodNotAllowed(func(w http.ResponseWriter, r *http.Request) {
//		var allow []string
//		for _, method := range []string{"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE"} {
//			if router.Match(chi.NewRouteContext(), method, r.URL.Path) {
//				allow = append(allow, method)
//			}
//		}
//		demurhttp.Unrouted(w, r, allow...)
//	})
//
// With gorilla/mux, set NotFoundHandler and MethodNotAllowedHandler. There, in the loop:
//
//	probe, match := *r, mux.RouteMatch{}
//	probe.Method = method
//	if router.Match(&probe, &match) && match.MatchErr == nil {
func Unrouted(w http.ResponseWriter, r *http.Request, allow ...string) {
	enter(nil, w, r, func(x *exchange) error {
		if len(allow) == 0 {
			return apierror.NotFound
		}
		methods := append(slices.Clone(allow), http.MethodOptions)
		slices.Sort(methods)
		methods = slices.Compact(methods)
		if r.Method == http.MethodOptions {
			x.w.Header().Set("Allow", strings.Join(methods, ", "))
			x.w.WriteHeader(http.StatusNoContent)
			return nil
		}
		return apierror.MethodNotAllowed.New("").WithAllow(methods...)
	})
}
