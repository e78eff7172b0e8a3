package demur

import (
	"net/http"
	"slices"

	"github.com/labstack/echo/v4"
)

// isRouted reports whether the request matched a route of its own method, and
// not a catch-all or nothing.
func isRouted(c echo.Context) bool {
	return c.Path() != "" && isRoute(routerOf(c).Routes(), c.Request().Method, c.Path())
}

// hiddenMethods returns the methods of a path for which Echo answers 404 since a
// group with middleware registers catch-all routes, where else it would answer
// 405, or 204 to OPTIONS. It returns nil for a true 404.
func hiddenMethods(c echo.Context) []string {
	if c.Path() == "" || isRouted(c) { // no catch-all either; or the handler said it
		return nil
	}
	return otherMethods(c)
}

// otherMethods returns the methods that the router has a route for at the path of
// the request, in order and without its own. The match for each method is a route
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
	if len(methods) > 0 && !slices.Contains(methods, http.MethodOptions) {
		methods = append(methods, http.MethodOptions) // which the router answers, or we do
	}
	slices.Sort(methods)
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
