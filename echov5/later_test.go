package echov5_test

import (
	"net/http"
	"net/http/httptest"
	"runtime"
	"strconv"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"
	"weak"

	"github.com/labstack/echo/v5"

	demur "github.com/seed-86b940f4/demur/echov5"
)

// allowOf returns the status and the Allow that h answers with.
func allowOf(h http.Handler, method, path string) string {
	w := record(h, httptest.NewRequest(method, path, nil))
	return strconv.Itoa(w.Code) + " " + strings.Join(w.Header()["Allow"], "|")
}

// ownRouter is a router of a service's own, of a kind that cannot be compared.
type ownRouter struct {
	echo.Router
	_ []int
}

// routers are kinds of routers whose routes can change.
var routers = map[string]func() echo.Router{
	"DefaultRouter":    func() echo.Router { return echo.NewRouter(echo.RouterConfig{AllowOverwritingRoute: true}) },
	"ConcurrentRouter": func() echo.Router { return echo.NewConcurrentRouter(echo.NewRouter(echo.RouterConfig{})) },
	"own":              func() echo.Router { return ownRouter{Router: echo.NewRouter(echo.RouterConfig{})} },
}

// setUps are the ways in which an Echo can have demur.
var setUps = map[string]func(e *echo.Echo){
	"Install":          func(e *echo.Echo) { demur.Install(e) },
	"Errors":           func(e *echo.Echo) { e.Use(demur.Errors()) },
	"HTTPErrorHandler": func(e *echo.Echo) { e.HTTPErrorHandler = demur.HTTPErrorHandler },
}

// What was found for a request does not outlive the routes of which it was true.
func TestAllowOfRoutesThatChange(t *testing.T) {
	t.Parallel()
	for kind, router := range routers {
		for name, install := range setUps {
			t.Run(kind+"/"+name, func(t *testing.T) {
				t.Parallel()
				synctest.Test(t, func(t *testing.T) {
					service := func() *echo.Echo {
						e := echo.NewWithConfig(echo.Config{Router: router(), Logger: quiet().Logger})
						install(e)
						return e
					}
					e, twin := service(), service()
					expect := func(h http.Handler, method, want string) {
						t.Helper()
						if got := allowOf(h, method, "/g/w"); got != want {
							t.Errorf("%s: %s, want %s", method, got, want)
						}
					}
					g := e.Group("/g", pass)
					g.PUT("/w", ok)
					twin.Group("/g", pass).Add("LOCK", "/w", ok) // as many routes
					expect(e, "GET", "405 OPTIONS, PUT")
					expect(twin, "GET", "405 LOCK, OPTIONS")

					g.GET("/w", returning(echo.ErrNotFound))
					expect(e, "GET", "404 ")
					expect(e, "POST", "405 GET, OPTIONS, PUT")
					if err := e.Router().Remove("GET", "/g/w"); err != nil {
						t.Fatal(err)
					}
					g.POST("/w", ok) // as many routes as before
					expect(e, "GET", "405 OPTIONS, POST, PUT")

					if err := e.Router().Remove("POST", "/g/w"); err != nil {
						t.Fatal(err)
					}
					g.Add("PURGE", "/w", ok)
					if kind != "DefaultRouter" {
						time.Sleep(time.Second)
					}
					expect(e, "GET", "405 OPTIONS, PURGE, PUT")
					expect(twin, "GET", "405 LOCK, OPTIONS")
				})
			})
		}
	}
}

// A concurrent router takes new routes while requests run.
func TestAllowWhileRoutesAreAdded(t *testing.T) {
	t.Parallel()
	e := echo.NewWithConfig(echo.Config{Router: routers["ConcurrentRouter"](), Logger: quiet().Logger})
	demur.Install(e)
	g := e.Group("/g", pass)
	g.PUT("/w", ok)
	var wg sync.WaitGroup
	wg.Go(func() {
		for i := range 100 {
			path := "/late/" + strconv.Itoa(i)
			g.DELETE(path, ok)
			if got := allowOf(e, "GET", "/g"+path); got != "405 DELETE, OPTIONS" {
				t.Errorf("%s: %s", path, got)
			}
			if i%2 == 0 {
				if err := e.Router().Remove("DELETE", "/g"+path); err != nil {
					t.Error(err)
				}
			}
		}
	})
	for range 4 {
		wg.Go(func() {
			for range 100 {
				for path, want := range map[string]string{"/g/w": "405 OPTIONS, PUT", "/g/nothing": "404 "} {
					if got := allowOf(e, "GET", path); got != want {
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
		e := echo.NewWithConfig(echo.Config{Logger: quiet().Logger})
		e.HTTPErrorHandler = demur.HTTPErrorHandler
		e.Group("/g", pass).PUT("/w", ok)
		if got := allowOf(e, "GET", "/g/w"); got != "405 OPTIONS, PUT" {
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
