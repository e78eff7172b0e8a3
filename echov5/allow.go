package echov5

import (
	"net/http"
	"slices"

	"github.com/labstack/echo/v5"
)

// isRouted reports whether the request matched a route of its own method, and
// not a catch-all or nothing.
func isRouted(c *echo.Context) bool {
	match := c.RouteInfo().Method // that of GET for a HEAD, see AutoHandleHEAD
	return match != "" && match != echo.RouteNotFound
}

// isHidden reports whether known is the router's 404 for a path that may have routes for
// other methods: a group with middleware registers catch-all routes, for which Echo
// answers 404 where else it would answer 405, or 204 to OPTIONS.
func isHidden(c *echo.Context, known error) bool {
	return known == echo.ErrNotFound && c.Path() != "" && !isRouted(c)
}

// forgetAllow removes the Allow of the router, which has no word of AutoHandleHEAD and
// no order. That of otherMethods takes its place.
func forgetAllow(c *echo.Context) {
	h := c.Response().Header()
	if allow := h.Get(echo.HeaderAllow); allow != "" && allow == c.Get(echo.ContextKeyHeaderAllow) {
		h.Del(echo.HeaderAllow)
	}
}

// everyMethod is what RouteAny stands for. HEAD is there since a GET may match it.
var everyMethod = [...]string{
	http.MethodConnect, http.MethodDelete, http.MethodGet, http.MethodHead, http.MethodOptions, http.MethodPatch,
	http.MethodPost, echo.PROPFIND, http.MethodPut, echo.QUERY, echo.REPORT, http.MethodTrace,
}

// otherMethods returns the methods that the router has a route for at the path of
// the request, without its own.
func otherMethods(c *echo.Context) (methods []string) {
	router, asked := c.Echo().Router(), slices.Clip(everyMethod[:])
	for _, route := range router.Routes() {
		if route.Method != echo.RouteAny && route.Method != echo.RouteNotFound && !slices.Contains(asked, route.Method) {
			asked = append(asked, route.Method)
		}
	}
	probe := *c.Request() // a copy, since the router writes the pattern into the request
	scratch := c.Echo().NewContext(&probe, nil)
	for _, method := range asked {
		probe.Method = method
		scratch.Reset(&probe, nil)
		router.Route(scratch)
		if method != c.Request().Method && isRouted(scratch) {
			methods = append(methods, method)
		}
	}
	return methods
}
