package echov5_test

import (
	"net/http"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/labstack/echo/v5"
	"github.com/labstack/echo/v5/middleware"

	demur "github.com/seed-86b940f4/demur/echov5"
)

func ok(c *echo.Context) error { return c.NoContent(http.StatusNoContent) }

func pass(next echo.HandlerFunc) echo.HandlerFunc { return next }

// withRouter returns an Echo with that router, on which demur is installed.
func withRouter(router echo.RouterConfig, cfg echo.Config) *echo.Echo {
	cfg.Router = echo.NewRouter(router)
	e := echo.NewWithConfig(cfg)
	e.Logger = quiet().Logger
	demur.Install(e)
	return e
}

// A group with middleware hides the 405 of its paths, and the answer to OPTIONS.
func TestAllow(t *testing.T) {
	t.Parallel()
	for name, tt := range map[string]struct {
		router       echo.RouterConfig
		config       echo.Config
		routes       func(g *echo.Group)
		method, path string
		status       int
		allow        string
	}{
		"hidden in a group": {routes: func(g *echo.Group) { g.GET("/w", ok); g.PUT("/w", ok) },
			method: "PATCH", path: "/g/w", status: 405, allow: "GET, OPTIONS, PUT"},
		"OPTIONS in a group": {routes: func(g *echo.Group) { g.GET("/w", ok) },
			method: "OPTIONS", path: "/g/w", status: 204, allow: "GET, OPTIONS"},
		"nothing in a group": {routes: func(g *echo.Group) { g.GET("/w", ok) },
			method: "GET", path: "/g/x", status: 404},
		"AutoHandleHEAD": {router: echo.RouterConfig{AutoHandleHEAD: true}, routes: func(g *echo.Group) { g.GET("/w", ok) },
			method: "PUT", path: "/g/w", status: 405, allow: "GET, HEAD, OPTIONS"},
		"a HEAD by AutoHandleHEAD": {router: echo.RouterConfig{AutoHandleHEAD: true}, routes: func(g *echo.Group) { g.GET("/w", ok) },
			method: "HEAD", path: "/g/w", status: 204},
		"RouteAny": {routes: func(g *echo.Group) { g.Any("/w", ok) },
			method: "PATCH", path: "/g/w", status: 204},
		"RouteAny that refuses": {routes: func(g *echo.Group) {
			g.Any("/w", returning(echo.NewHTTPError(405, "")))
		}, method: "PATCH", path: "/g/w", status: 405, allow: "CONNECT, DELETE, GET, HEAD, OPTIONS, POST, PROPFIND, PUT, QUERY, REPORT, TRACE"},
		"a method of its own": {routes: func(g *echo.Group) { g.Add("PURGE", "/w", ok) },
			method: "GET", path: "/g/w", status: 405, allow: "OPTIONS, PURGE"},
		"parameters": {routes: func(g *echo.Group) { g.GET("/w/:id", ok); g.POST("/w/new", ok) },
			method: "PUT", path: "/g/w/new", status: 405, allow: "GET, OPTIONS, POST"},
		"not registered by the group": {config: echo.Config{NoGroupAutoRegister404Routes: true}, routes: func(g *echo.Group) { g.GET("/w", ok) },
			method: "PUT", path: "/g/w", status: 405, allow: "GET, OPTIONS"},
		"not registered by the group, AutoHandleHEAD": {config: echo.Config{NoGroupAutoRegister404Routes: true}, router: echo.RouterConfig{AutoHandleHEAD: true},
			routes: func(g *echo.Group) { g.GET("/w", ok); g.Add("PURGE", "/w", ok); g.Add("LOCK", "/w", ok) },
			method: "PUT", path: "/g/w", status: 405, allow: "GET, HEAD, LOCK, OPTIONS, PURGE"},
		"a MethodNotAllowedHandler that knows better": {
			config: echo.Config{NoGroupAutoRegister404Routes: true},
			router: echo.RouterConfig{MethodNotAllowedHandler: func(c *echo.Context) error {
				c.Response().Header().Set("Allow", "GET, PATCH")
				return echo.ErrMethodNotAllowed
			}},
			routes: func(g *echo.Group) { g.GET("/w", ok) },
			method: "PUT", path: "/g/w", status: 405, allow: "GET, PATCH"},
		"a handler's own 404": {routes: func(g *echo.Group) { g.GET("/w", returning(echo.ErrNotFound)); g.PUT("/w", ok) },
			method: "GET", path: "/g/w", status: 404},
		"a NotFoundHandler that returns": {router: echo.RouterConfig{NotFoundHandler: returning(echo.ErrNotFound)}, routes: func(g *echo.Group) { g.GET("/w", ok) },
			method: "PUT", path: "/g/w", status: 405, allow: "GET, OPTIONS"},
		"a NotFoundHandler that writes": {router: echo.RouterConfig{NotFoundHandler: func(c *echo.Context) error { return c.NoContent(404) }},
			routes: func(g *echo.Group) { g.GET("/w", ok) },
			method: "PUT", path: "/g/w", status: 404}, // it answers by itself, so the 405 stays hidden
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			e := withRouter(tt.router, tt.config)
			tt.routes(e.Group("/g", pass))
			got := send(t, e, tt.method, tt.path, "")
			if got.StatusCode != tt.status || got.Header.Get("Allow") != tt.allow {
				t.Errorf("%d, Allow %q, want %d, %q; %s", got.StatusCode, got.Header.Get("Allow"), tt.status, tt.allow, got.body)
			}
		})
	}
}

// The router writes the pattern into the request that it looks at.
func TestProbesLeaveTheRequest(t *testing.T) {
	t.Parallel()
	var pattern, path, id string
	outside := func(next echo.HandlerFunc) echo.HandlerFunc {
		return func(c *echo.Context) error {
			err := next(c)
			pattern, path, id = c.Request().Pattern, c.Path(), c.Param("id")
			return err
		}
	}
	e := quiet(outside)
	g := e.Group("/g", pass)
	g.GET("/w/:id/x", ok)
	g.POST("/w/:id", returning(echo.NewHTTPError(405, "")))
	send(t, e, http.MethodPost, "/g/w/7", "").document(t, 405)
	if pattern != "/g/w/:id" || path != pattern || id != "7" {
		t.Errorf("pattern %q, path %q, id %q", pattern, path, id)
	}
}

// Each virtual host is an Echo, on which demur is installed or not.
func TestVirtualHosts(t *testing.T) {
	t.Parallel()
	api := quiet()
	api.GET("/w", ok)
	plain := echo.New()
	e := echo.NewVirtualHostHandler(map[string]*echo.Echo{"api.example.com": api, "plain.example.com": plain})
	for host, want := range map[string]bool{"api.example.com": true, "plain.example.com": false} {
		req, err := http.NewRequest(http.MethodGet, "/nothing", nil)
		if err != nil {
			t.Fatal(err)
		}
		req.Host = host
		res := record(e, req)
		if got := strings.Contains(res.Body.String(), `"code":"not_found"`); got != want || res.Code != 404 {
			t.Errorf("%s: %d %s", host, res.Code, res.Body)
		}
	}
}

// Static with HTML5 sends the index where the router has no route. It sees the error of
// the router if it stands inside.
func TestStaticInsideSendsTheIndex(t *testing.T) {
	t.Parallel()
	e := quiet()
	e.Use(middleware.StaticWithConfig(middleware.StaticConfig{
		Root: ".", HTML5: true, Filesystem: fstest.MapFS{"index.html": {Data: []byte("index")}},
	}))
	e.GET("/api", returning(echo.ErrNotFound))
	if got := send(t, e, http.MethodGet, "/app", ""); got.StatusCode != 200 || got.body != "index" {
		t.Errorf("%d %s", got.StatusCode, got.body)
	}
	send(t, e, http.MethodGet, "/api", "").document(t, 404)
}

// For a HEAD that a GET answers, Echo notes a status before the handler has sent one.
func TestAnswerOfAHandlerToHEAD(t *testing.T) {
	t.Parallel()
	e := withRouter(echo.RouterConfig{AutoHandleHEAD: true}, echo.Config{})
	e.GET("/g/w", func(c *echo.Context) error {
		http.Error(c.Response(), "mine", http.StatusTeapot)
		return errSecret
	}, demur.Errors())
	if got := send(t, e, http.MethodHead, "/g/w", ""); got.StatusCode != http.StatusTeapot {
		t.Errorf("%d", got.StatusCode)
	}
}
