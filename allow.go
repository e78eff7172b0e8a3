package demur

import (
	"net/http"
	"slices"

	"github.com/labstack/echo/v4"
)

// routedMethods returns the methods that the router has a route for at the path
// of the request, in order and without its own, and whether its own has one.
//
// A group with middleware registers catch-all routes, which makes Echo answer
// 404 where it would answer 405, or 204 to OPTIONS. What the router knows of
// the path can still be asked: the match for each method is a route of that
// method, or else a catch-all.
func routedMethods(c echo.Context) (methods []string, own bool) {
	e, req := c.Echo(), c.Request()
	router, ok := e.Routers()[req.Host]
	if !ok {
		router = e.Router()
	}
	routes := router.Routes()
	scratch := e.AcquireContext()
	defer e.ReleaseContext(scratch)
	for _, method := range distinctMethods(routes) {
		scratch.Reset(req, nil)
		router.Find(method, echo.GetPath(req), scratch)
		switch {
		case !isRoute(routes, method, scratch.Path()):
		case method == req.Method:
			own = true
		default:
			methods = append(methods, method)
		}
	}
	if len(methods) > 0 && !slices.Contains(methods, http.MethodOptions) {
		methods = append(methods, http.MethodOptions) // which the router answers, or we do
	}
	slices.Sort(methods)
	return methods, own
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
