package demur_test

import (
	"fmt"
	"log/slog"
	"net/http"
	"testing"
	"time"

	"github.com/labstack/echo/v4"

	"github.com/seed-86b940f4/demur"
)

// amongRoutes returns a service whose group with middleware has n routes.
func amongRoutes(tb testing.TB, n int) *echo.Echo {
	tb.Helper()
	e := echo.New()
	if err := (demur.Config{Logger: slog.New(slog.DiscardHandler)}).Install(e); err != nil {
		tb.Fatal(err)
	}
	g := e.Group("/g", demur.RequireAcceptable())
	ok := func(c echo.Context) error { return demur.Respond(c, http.StatusOK, nil) }
	g.GET("/w/:id", ok)
	g.PUT("/w/:id", ok)
	for i := range n - 2 {
		g.GET(fmt.Sprintf("/r%04d/:id", i), ok)
	}
	return e
}

// sink is a response that is not looked at.
type sink struct {
	header http.Header
	status int
}

func (s *sink) Header() http.Header         { return s.header }
func (s *sink) Write(b []byte) (int, error) { return len(b), nil }
func (s *sink) WriteHeader(status int)      { s.status = status }

// misses are requests that no route answers.
var misses = []struct {
	name, method, path, accept string
	status                     int
}{
	{"404", http.MethodGet, "/g/nothing", "", http.StatusNotFound},
	{"405", http.MethodDelete, "/g/w/7", "", http.StatusMethodNotAllowed},
	{"406", http.MethodGet, "/g/w/7", "image/png", http.StatusNotAcceptable},
	{"OPTIONS", http.MethodOptions, "/g/w/7", "", http.StatusNoContent},
}

// asking returns a function that sends the request to h, and checks the status.
func asking(tb testing.TB, h http.Handler, method, path, accept string, status int) func() {
	tb.Helper()
	req, err := http.NewRequest(method, path, nil)
	if err != nil {
		tb.Fatal(err)
	}
	if accept != "" {
		req.Header.Set("Accept", accept)
	}
	w := &sink{header: http.Header{}}
	return func() {
		clear(w.header)
		if h.ServeHTTP(w, req); w.status != status {
			tb.Fatalf("%s %s: %d, want %d", method, path, w.status, status)
		}
	}
}

// What no route answers costs the same among 2 routes as among 4,000.
func TestMissesDoNotGrowWithRoutes(t *testing.T) {
	few, many := amongRoutes(t, 2), amongRoutes(t, 4000)
	for _, miss := range misses {
		cost := func(e *echo.Echo) (allocs float64, took time.Duration) {
			ask := asking(t, e, miss.method, miss.path, miss.accept, miss.status)
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
		// A list of all routes takes 2 allocations and a hundred times as long.
		if more > allocs+1 || slow > 3*fast {
			t.Errorf("%s: %v allocations and %v among 4,000 routes, %v and %v among 2", miss.name, more, slow, allocs, fast)
		}
	}
}
