package demur_test

import (
	"fmt"
	"net/http"
	"strings"
	"testing"

	"github.com/labstack/echo/v4"
	"github.com/labstack/echo/v4/middleware"

	"github.com/seed-86b940f4/demur"
	"github.com/seed-86b940f4/demur/apierror"
)

// A group with middleware hides its routes from Echo's 405; demur finds them.
func TestAllow(t *testing.T) {
	t.Parallel()
	ok := func(c echo.Context) error { return c.NoContent(http.StatusOK) }
	e, _ := quietService(t)
	e.GET("/plain/:id", ok)
	e.GET("/own", func(echo.Context) error { return echo.ErrNotFound })
	e.Any("/refuses", func(c echo.Context) error {
		if c.Request().Method != http.MethodGet {
			return apierror.MethodNotAllowed
		}
		return nil
	})
	e.GET("/says", func(echo.Context) error { return apierror.MethodNotAllowed.New("").WithAllow("POST") })
	g := e.Group("/g", pass)
	g.GET("", ok)
	g.POST("", ok)
	g.GET("/:id", ok)
	g.PUT("/:id", ok)
	g.Add("PURGE", "/:id", ok)
	g.GET("/:id/parts", ok)
	g.GET("/own", func(echo.Context) error { return echo.ErrNotFound })
	all := e.Group("/all", pass)
	all.GET("/*", ok)
	deep := g.Group("/deep", pass)
	deep.DELETE("/:a/:b", ok)
	host := e.Host("other.example:80", pass)
	host.PATCH("/hosted", ok)

	for _, tt := range []struct {
		method, path, host string
		status             int
		allow              string
	}{
		{"POST", "/plain/1", "", 405, "OPTIONS, GET"}, // Echo's own
		{"OPTIONS", "/plain/1", "", 204, "OPTIONS, GET"},
		{"POST", "/g/1", "", 405, "GET, OPTIONS, PURGE, PUT"},
		{"OPTIONS", "/g/1", "", 204, "GET, OPTIONS, PURGE, PUT"},
		{"HEAD", "/g/1", "", 405, "GET, OPTIONS, PURGE, PUT"},
		{"DELETE", "/g", "", 405, "GET, OPTIONS, POST"},
		{"DELETE", "/g/1/parts", "", 405, "GET, OPTIONS"},
		{"GET", "/g/1/nothing", "", 404, ""},
		{"OPTIONS", "/g/1/nothing", "", 404, ""},
		{"GET", "/g/own", "", 404, ""},
		{"GET", "/own", "", 404, ""},
		{"POST", "/all/x", "", 405, "GET, OPTIONS"},
		{"GET", "/g/deep/1/2", "", 405, "DELETE, OPTIONS"},
		{"GET", "/g/deep", "", 404, ""}, // Echo takes it for the group, not for an :id
		{"GET", "/hosted", "other.example:80", 405, "OPTIONS, PATCH"},
		{"GET", "/hosted", "", 404, ""},
		{"POST", "/refuses", "", 405, "CONNECT, DELETE, GET, HEAD, OPTIONS, PATCH, PROPFIND, PUT, REPORT, TRACE"},
		{"GET", "/says", "", 405, "POST"},
		{"GET", "/nowhere", "", 404, ""},
	} {
		t.Run(tt.method+" "+tt.path+" "+tt.host, func(t *testing.T) {
			server := serve(t, e)
			req, err := http.NewRequest(tt.method, server.URL+tt.path, nil)
			if err != nil {
				t.Fatal(err)
			}
			req.Host = tt.host
			res, err := server.Client().Do(req)
			if err != nil {
				t.Fatal(err)
			}
			res.Body.Close()
			if got := strings.Join(res.Header.Values("Allow"), "|"); res.StatusCode != tt.status || got != tt.allow {
				t.Errorf("%d, Allow %q; want %d, %q", res.StatusCode, got, tt.status, tt.allow)
			}
		})
	}
}

// CORS answers preflight requests itself; demur does not stand in its way.
func TestPreflight(t *testing.T) {
	t.Parallel()
	e := echo.New()
	e.Use(middleware.CORS())
	demur.Install(e)
	g := e.Group("/g", pass)
	g.PUT("/:id", func(c echo.Context) error { return apierror.Conflict })
	server := serve(t, e)
	pre := do(t, server, http.MethodOptions, "/g/1", "", "Origin", "https://a.example", "Access-Control-Request-Method", "PUT")
	if pre.StatusCode != 204 || pre.Header.Get("Access-Control-Allow-Origin") != "*" {
		t.Errorf("preflight: %d %v", pre.StatusCode, pre.Header)
	}
	res := do(t, server, http.MethodPut, "/g/1", "", "Origin", "https://a.example")
	if res.StatusCode != 409 || res.Header.Get("Access-Control-Allow-Origin") != "*" || strings.Join(res.Header.Values("Vary"), ", ") != "Origin, Accept" {
		t.Errorf("error: %d %v", res.StatusCode, res.Header)
	}
}

// OPTIONS in a group is no failure, however often it is asked about.
func TestOptionsByWayOfError(t *testing.T) {
	t.Parallel()
	call := func(next echo.HandlerFunc) echo.HandlerFunc {
		return func(c echo.Context) error {
			err := next(c)
			if err != nil {
				c.Error(err)
				return fmt.Errorf("x: %w", err)
			}
			return nil
		}
	}
	log := new(journal)
	cfg := demur.Config{Logger: log.logger()}
	installed, bare := echo.New(), echo.New()
	if err := cfg.Install(installed); err != nil {
		t.Fatal(err)
	}
	h, err := cfg.ToHTTPErrorHandler()
	if err != nil {
		t.Fatal(err)
	}
	bare.HTTPErrorHandler = h
	for _, e := range []*echo.Echo{installed, bare} {
		e.Use(call)
		g := e.Group("/g", pass)
		g.GET("/x", func(echo.Context) error { return nil })
		res := do(t, serve(t, e), http.MethodOptions, "/g/x", "")
		if res.StatusCode != 204 || res.Header.Get("Allow") != "GET, OPTIONS" || log.records() != 0 {
			t.Errorf("%d %v, log:\n%s", res.StatusCode, res.Header, log)
		}
	}
}
