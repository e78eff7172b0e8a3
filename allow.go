package demur

import (
	"slices"

	"github.com/labstack/echo/v4"
)

// isRouted reports whether the request matched a route of its own method, and
// not a catch-all or nothing.
func isRouted(c echo.Context) bool {
	return c.Path() != "" && isRoute(routerOf(c).Routes(), c.Request().Method, c.Path())
}

// isHidden reports whether known is the router's 404 for a path that may have routes for
// other methods: a group with middleware registers catch-all routes, for which Echo
// answers 404 where else it would answer 405, or 204 to OPTIONS.
func isHidden(c echo.Context, known error) bool {
	return known == echo.ErrNotFound && c.Path() != "" && !isRouted(c)
}

// otherMethods returns the methods that the router has a route for at the path of
// the request, without its own. The match for each method is a route
// of that method, or else a catch-all.
func otherMethods(c echo.Context) (methods []string) {
	e, req, router := c.Echo(), c.Request(), routerOf(c)
	routes := router.Routes()
	scratch := e.AcquireContext()
	defer e.ReleaseContext(scratch)
	for _, method := range distinctMethods(routes) {
		scratch.Reset(req, nil)
		router.Find(method, echo.GetPath(req), scratch)
		if method != req.Method && isRoute(routes, method, scratch.Path()) {
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

func distinctMethods(routes []*echo.Route) []string {
	methods := make([]string, 0, 12)
	for _, route := range routes {
		if route.Method != echo.RouteNotFound && !slices.Contains(methods, route.Method) {
			methods = append(methods, route.Method)
		}
	}
	return methods
}

func isRoute(routes []*echo.Route, method, path string) bool {
	return slices.ContainsFunc(routes, func(r *echo.Route) bool { return r.Method == method && r.Path == path })
}
