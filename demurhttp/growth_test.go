package demurhttp_test

import (
	"net/http"
	"strconv"
	"testing"
	"time"

	"github.com/seed-86b940f4/demur/demurhttp"
)

// sink is a response that is not looked at.
type sink struct {
	header http.Header
	status int
}

func (s *sink) Header() http.Header         { return s.header }
func (s *sink) Write(b []byte) (int, error) { return len(b), nil }
func (s *sink) WriteHeader(status int)      { s.status = status }

// What a ServeMux has no route for costs the same among 2 routes as among 4,000, and so
// does a 406.
func TestMissesDoNotGrowWithRoutes(t *testing.T) {
	among := func(n int) http.Handler {
		mux := http.NewServeMux()
		mux.Handle("GET /g/w/{id}", said("get"))
		mux.Handle("PUT /g/w/{id}", said("put"))
		for i := range n - 2 {
			mux.Handle("GET /g/r"+strconv.Itoa(i)+"/{id}", said("other"))
		}
		return quiet(t, demurhttp.RequireAcceptable(demurhttp.Mux(mux)))
	}
	few, many := among(2), among(4000)
	for _, miss := range []struct {
		method, path, accept string
		status               int
	}{
		{http.MethodGet, "/g/nothing", "", http.StatusNotFound},
		{http.MethodGet, "/g/nothing", "image/png", http.StatusNotFound},
		{http.MethodDelete, "/g/w/7", "", http.StatusMethodNotAllowed},
		{http.MethodGet, "/g/w/7", "image/png", http.StatusNotAcceptable},
		{http.MethodOptions, "/g/w/7", "", http.StatusNoContent},
	} {
		cost := func(h http.Handler) (allocs float64, took time.Duration) {
			r, err := http.NewRequest(miss.method, miss.path, nil)
			if err != nil {
				t.Fatal(err)
			}
			if miss.accept != "" {
				r.Header.Set("Accept", miss.accept)
			}
			w := &sink{header: http.Header{}}
			ask := func() {
				clear(w.header)
				if h.ServeHTTP(w, r); w.status != miss.status {
					t.Fatalf("%s %s: %d, want %d", miss.method, miss.path, w.status, miss.status)
				}
			}
			allocs, took = 1000, time.Hour
			for range 50 { // the least: under the race detector pools forget what they are given
				allocs = min(allocs, testing.AllocsPerRun(1, ask))
			}
			for range 200 {
				start := time.Now()
				ask()
				took = min(took, time.Since(start))
			}
			return allocs, took
		}
		allocs, fast := cost(few)
		more, slow := cost(many)
		if more > allocs+1 || slow > 3*fast {
			t.Errorf("%s %s, Accept %q: %v allocations and %v among 4,000 routes, %v and %v among 2",
				miss.method, miss.path, miss.accept, more, slow, allocs, fast)
		}
	}
}
