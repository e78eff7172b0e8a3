package demur

import (
	"maps"
	"reflect"
	"sync"
	"weak"

	"github.com/labstack/echo/v4"
)

// routeIndex tells what routes there are. All that a router gives is a new list of them
// each time, which takes long to make if they are many. Whoever adds routes while requests
// run needs a lock around both, as for Echo itself.
type routeIndex struct {
	making sync.Mutex
	known  map[version]patterns
}

// version is a router with so many routes. None can be removed, so as long as they are
// as many, they are the same.
type version struct {
	router weak.Pointer[echo.Router] // weak, so that no Echo is kept alive
	count  int
}

// patterns are those of the routes of each method. Nothing changes them.
type patterns map[string]map[string]bool

// of returns the patterns of the routes that a router has now.
func (x *routeIndex) of(router *echo.Router) patterns {
	now := version{weak.Make(router), countRoutes(router)}
	x.making.Lock()
	defer x.making.Unlock()
	made := x.known[now]
	if made == nil {
		made = patterns{}
		for _, route := range router.Routes() {
			if made[route.Method] == nil {
				made[route.Method] = map[string]bool{}
			}
			made[route.Method][route.Path] = true
		}
		maps.DeleteFunc(x.known, func(old version, _ patterns) bool { return old.router == now.router || old.router.Value() == nil })
		x.known[now] = made
	}
	return made
}

// routesField is where a router has its routes.
var routesField, _ = reflect.TypeFor[echo.Router]().FieldByName("routes")

// countRoutes returns how many routes a router has. It reads a field that is not exported,
// since nothing public tells it in one step, and the hook OnAddRouteHandler belongs to the
// service, which may set it after us.
func countRoutes(router *echo.Router) int {
	if routesField.Type == reflect.TypeFor[map[string]*echo.Route]() {
		return reflect.ValueOf(router).Elem().FieldByIndex(routesField.Index).Len()
	}
	return len(router.Routes()) // slow, but right for an Echo that has them elsewhere
}

// isRouted reports whether the request matched a route of its own method, and
// not a catch-all or nothing.
func (x *routeIndex) isRouted(c echo.Context) bool {
	return c.Path() != "" && x.of(routerOf(c))[c.Request().Method][c.Path()]
}

// isHidden reports whether known is the router's 404 for a path that may have routes for
// other methods: a group with middleware registers catch-all routes, for which Echo
// answers 404 where else it would answer 405, or 204 to OPTIONS.
func (x *routeIndex) isHidden(c echo.Context, known error) bool {
	return known == echo.ErrNotFound && c.Path() != "" && !x.isRouted(c)
}

// otherMethods returns the methods that the router has a route for at the path of
// the request, without its own. The match for each method is a route
// of that method, or else a catch-all.
func (x *routeIndex) otherMethods(c echo.Context) (methods []string) {
	e, req, router := c.Echo(), c.Request(), routerOf(c)
	scratch := e.AcquireContext()
	defer e.ReleaseContext(scratch)
	for method, patterns := range x.of(router) {
		if method == req.Method || method == echo.RouteNotFound {
			continue
		}
		scratch.Reset(req, nil)
		if router.Find(method, echo.GetPath(req), scratch); patterns[scratch.Path()] {
			methods = append(methods, method)
		}
	}
	return methods
}

func routerOf(c echo.Context) *echo.Router {
	if router, ok := c.Echo().Routers()[c.Request().Host]; ok {
		return router
	}
	return c.Echo().Router()
}
