package conformance_test

import (
	"log/slog"
	"net/http"
	"strconv"
	"testing"

	"github.com/go-chi/chi/v5"
	"github.com/gorilla/mux"

	"github.com/seed-86b940f4/demur/demurhttp"
)

// What demur adds to a 404 or 405 of a router is the same among 2 routes as among 4,000.
// gorilla/mux itself looks at each route, for each method that it is asked about. Under the
// race detector its regexps forget some of their memory at random, tens in 4,000: a look of
// demur's at each route would add thousands.
func TestMissesDoNotGrowWithRoutes(t *testing.T) {
	ok := http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(http.StatusNoContent) })
	errors, err := demurhttp.Config{Logger: slog.New(slog.DiscardHandler)}.Middleware()
	if err != nil {
		t.Fatal(err)
	}
	services := map[string]func(n int, demur bool) http.Handler{
		"chi": func(n int, demur bool) http.Handler {
			r := chi.NewRouter()
			if demur {
				r.Use(errors)
				r.NotFound(func(w http.ResponseWriter, r *http.Request) { demurhttp.Unrouted(w, r) })
				r.MethodNotAllowed(func(w http.ResponseWriter, r *http.Request) { demurhttp.Unrouted(w, r, "GET") })
			}
			for i := range n {
				r.Method(http.MethodGet, "/w"+strconv.Itoa(i), ok)
			}
			return r
		},
		"gorilla/mux": func(n int, demur bool) http.Handler {
			r := mux.NewRouter()
			for i := range n {
				r.Handle("/w"+strconv.Itoa(i), ok).Methods(http.MethodGet)
			}
			if !demur {
				return r
			}
			r.NotFoundHandler = http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) { demurhttp.Unrouted(w, r) })
			r.MethodNotAllowedHandler = http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) { demurhttp.Unrouted(w, r, "GET") })
			return errors(r)
		},
	}
	for name, service := range services {
		for _, line := range [][2]string{{http.MethodGet, "/nothing"}, {http.MethodPut, "/w1"}, {http.MethodOptions, "/w1"}} {
			added := func(n int) float64 {
				var allocs [2]float64
				for i, h := range []http.Handler{service(n, false), service(n, true)} {
					r, err := http.NewRequest(line[0], line[1], nil)
					if err != nil {
						t.Fatal(err)
					}
					w := &discard{header: http.Header{}}
					// The least of many: under the race detector pools forget what they are given.
					allocs[i] = 1e6
					for range 50 {
						allocs[i] = min(allocs[i], testing.AllocsPerRun(1, func() { clear(w.header); h.ServeHTTP(w, r) }))
					}
				}
				return allocs[1] - allocs[0]
			}
			if few, many := added(2), added(4000); many > few+100 {
				t.Errorf("%s, %s %s: demur adds %v allocations among 4,000 routes, %v among 2", name, line[0], line[1], many, few)
			}
		}
	}
}

// discard is a response that is not looked at.
type discard struct{ header http.Header }

func (d *discard) Header() http.Header         { return d.header }
func (d *discard) Write(b []byte) (int, error) { return len(b), nil }
func (d *discard) WriteHeader(int)             {}
