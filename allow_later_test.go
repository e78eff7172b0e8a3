package demur_test

import (
	"log/slog"
	"net/http"
	"net/http/httptest"
	"runtime"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"
	"weak"

	"github.com/labstack/echo/v4"

	"github.com/seed-86b940f4/demur"
)

func pass(next echo.HandlerFunc) echo.HandlerFunc { return next }

func noContent(c echo.Context) error { return c.NoContent(http.StatusNoContent) }

func ownNotFound(echo.Context) error { return echo.ErrNotFound }

// allowOf returns the status and the Allow that h answers with.
func allowOf(h http.Handler, method, path, host string) string {
	req := httptest.NewRequest(method, path, nil)
	req.Host = host
	w := httptest.NewRecorder()
	h.ServeHTTP(w, req)
	return strconv.Itoa(w.Code) + " " + strings.Join(w.Header()["Allow"], "|")
}

// setUps are the ways in which an Echo can have demur.
var setUps = map[string]func(e *echo.Echo){
	"Install":          func(e *echo.Echo) { demur.Install(e) },
	"Errors":           func(e *echo.Echo) { e.Use(demur.Errors()) },
	"HTTPErrorHandler": func(e *echo.Echo) { e.HTTPErrorHandler = demur.HTTPErrorHandler },
}

// What was found for a request does not outlive the routes of which it was true.
func TestAllowOfRoutesAddedLater(t *testing.T) {
	t.Parallel()
	for name, install := range setUps {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			e, twin := echo.New(), echo.New()
			install(e)
			install(twin)
			expect := func(h http.Handler, method, path, host, want string) {
				t.Helper()
				if got := allowOf(h, method, path, host); got != want {
					t.Errorf("%s %s%s: %s, want %s", method, host, path, got, want)
				}
			}
			g := e.Group("/g", pass)
			g.PUT("/w", noContent)
			twin.Group("/g", pass).DELETE("/w", noContent) // as many routes
			expect(e, "GET", "/g/w", "", "405 OPTIONS, PUT")
			expect(twin, "GET", "/g/w", "", "405 DELETE, OPTIONS")

			g.GET("/w", ownNotFound)
			expect(e, "GET", "/g/w", "", "404 ")
			expect(e, "POST", "/g/w", "", "405 GET, OPTIONS, PUT")
			g.PUT("/w", ownNotFound) // instead of the first
			expect(e, "PUT", "/g/w", "", "404 ")
			g.Add("PURGE", "/w", noContent)
			expect(e, "OPTIONS", "/g/w", "", "204 GET, OPTIONS, PURGE, PUT")

			expect(e, "PUT", "/g/x", "", "404 ")
			g.GET("/*", noContent) // the pattern of a catch-all, and of one of the twin
			expect(e, "PUT", "/g/x", "", "405 GET, OPTIONS")
			expect(twin, "PUT", "/g/x", "", "404 ")

			e.Host("late.test", pass).PATCH("/g/w", noContent)
			expect(e, "GET", "/g/w", "late.test", "405 OPTIONS, PATCH")
			e.Host("late.test", pass).POST("/g/w", noContent) // a router with as many routes
			expect(e, "GET", "/g/w", "late.test", "405 OPTIONS, POST")
			expect(e, "POST", "/g/w", "", "405 GET, OPTIONS, PURGE, PUT")

			e.Router().Add("LOCK", "/g/w", noContent) // of which Echo tells nobody
			expect(e, "POST", "/g/w", "", "405 GET, OPTIONS, PURGE, PUT")
		})
	}
}

// Echo's router has no lock, so the service needs one to add routes while requests run.
func TestAllowWhileRoutesAreAdded(t *testing.T) {
	t.Parallel()
	e := echo.New()
	if err := (demur.Config{Logger: slog.New(slog.DiscardHandler)}).Install(e); err != nil {
		t.Fatal(err)
	}
	g := e.Group("/g", pass)
	g.PUT("/w", noContent)
	var mu sync.RWMutex
	h := http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		mu.RLock()
		defer mu.RUnlock()
		e.ServeHTTP(w, r)
	})
	var wg sync.WaitGroup
	wg.Go(func() {
		for i := range 100 {
			path := "/late/" + strconv.Itoa(i)
			mu.Lock()
			g.DELETE(path, noContent)
			mu.Unlock()
			if got := allowOf(h, "GET", "/g"+path, ""); got != "405 DELETE, OPTIONS" {
				t.Errorf("%s: %s", path, got)
			}
		}
	})
	for range 4 {
		wg.Go(func() {
			for range 100 {
				for path, want := range map[string]string{"/g/w": "405 OPTIONS, PUT", "/g/nothing": "404 "} {
					if got := allowOf(h, "GET", path, ""); got != want {
						t.Errorf("%s: %s, want %s", path, got, want)
					}
				}
			}
		})
	}
	wg.Wait()
}

// HTTPErrorHandler lives as long as the program, an Echo need not.
func TestHTTPErrorHandlerKeepsNoEchoAlive(t *testing.T) {
	t.Parallel()
	gone := func() weak.Pointer[echo.Echo] {
		e := echo.New()
		e.HTTPErrorHandler = demur.HTTPErrorHandler
		e.Group("/g", pass).PUT("/w", noContent)
		if got := allowOf(e, "GET", "/g/w", ""); got != "405 OPTIONS, PUT" {
			t.Error(got)
		}
		return weak.Make(e)
	}()
	for range 100 {
		if runtime.GC(); gone.Value() == nil {
			return
		}
		time.Sleep(10 * time.Millisecond)
	}
	t.Error("the Echo is still there")
}
