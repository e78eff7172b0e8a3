package echov5

import (
	"net/http"
	"slices"

	"github.com/labstack/echo/v5"
)

// isRouted reports whether the request matched a route of its own method, and
// not a catch-all or nothing.
func isRouted(c *echo.Context) bool { return isRoute(c.RouteInfo()) }

// isRoute reports whether a match of the router has a handler of the service.
func isRoute(match echo.RouteInfo) bool {
	switch {
	case match.Name == echo.NotFoundRouteName, match.Name == echo.MethodNotAllowedRouteName:
		return false
	}
	return match.Method != "" && match.Method != echo.RouteNotFound
}

// isHidden reports whether known is the router's 404 for a path that may have routes for
// other methods: a group with middleware registers catch-all routes, for which Echo
// answers 404 where else it would answer 405, or 204 to OPTIONS.
func isHidden(c *echo.Context, known error) bool {
	return known == echo.ErrNotFound && c.Path() != "" && !isRouted(c)
}

// otherMethods returns the methods that the router has a route for at the path of
// the request, without its own.
func otherMethods(c *echo.Context) (methods []string) {
	router := c.Echo().Router()
	probe := *c.Request() // a copy, since the router writes the pattern into the request
	scratch := c.Echo().NewContext(&probe, nil)
	for _, method := range distinctMethods(router.Routes()) {
		probe.Method = method
		scratch.Reset(&probe, nil)
		router.Route(scratch)
		if method != c.Request().Method && isRoute(scratch.RouteInfo()) {
			methods = append(methods, method)
		}
	}
	return methods
}

// distinctMethods returns the methods that routes may match.
func distinctMethods(routes echo.Routes) []string {
	methods := append(make([]string, 0, 12), http.MethodHead) // a GET may match it, see AutoHandleHEAD
	add := func(all ...string) {
		for _, method := range all {
			if !slices.Contains(methods, method) {
				methods = append(methods, method)
			}
		}
	}
	for _, route := range routes {
		switch route.Method {
		case echo.RouteNotFound:
		case echo.RouteAny: // it stands for every method
			add(http.MethodConnect, http.MethodDelete, http.MethodGet, http.MethodOptions, http.MethodPatch, http.MethodPost,
				echo.PROPFIND, http.MethodPut, echo.QUERY, echo.REPORT, http.MethodTrace)
		default:
			add(route.Method)
		}
	}
	return methods
}
