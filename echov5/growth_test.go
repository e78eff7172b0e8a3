package echov5_test

import (
	"fmt"
	"log/slog"
	"net/http"
	"testing"
	"time"

	"github.com/labstack/echo/v5"

	demur "github.com/seed-86b940f4/demur/echov5"
)

// amongRoutes returns a service whose group with middleware has n routes.
func amongRoutes(tb testing.TB, n int, router echo.Router) *echo.Echo {
	tb.Helper()
	e := echo.NewWithConfig(echo.Config{Router: router})
	if err := (demur.Config{Logger: slog.New(slog.DiscardHandler)}).Install(e); err != nil {
		tb.Fatal(err)
	}
	g := e.Group("/g", demur.RequireAcceptable())
	empty := func(c *echo.Context) error { return demur.Respond(c, http.StatusOK, nil) }
	g.GET("/w/:id", empty)
	g.PUT("/w/:id", empty)
	for i := range n - 2 {
		g.GET(fmt.Sprintf("/r%04d/:id", i), empty)
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
	for name, router := range map[string]func() echo.Router{
		"DefaultRouter":    func() echo.Router { return echo.NewRouter(echo.RouterConfig{AllowOverwritingRoute: true}) },
		"ConcurrentRouter": func() echo.Router { return echo.NewConcurrentRouter(echo.NewRouter(echo.RouterConfig{})) },
	} {
		few, many := amongRoutes(t, 2, router()), amongRoutes(t, 4000, router())
		for _, miss := range misses {
			cost := func(e *echo.Echo) (allocs float64, took time.Duration) {
				ask := asking(t, e, miss.method, miss.path, miss.accept, miss.status)
				allocs, took = 1000, time.Hour
				for range 50 { // the least: a ConcurrentRouter is looked through once a second, and under the race detector pools forget
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
				t.Errorf("%s, %s: %v allocations and %v among 4,000 routes, %v and %v among 2", name, miss.name, more, slow, allocs, fast)
			}
		}
	}
}
