package echov5

import "github.com/labstack/echo/v5"

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

// otherMethods returns a function for the methods that the router has a route for at the
// path of the request, without its own. methodsOf tells what to ask for.
func otherMethods(methodsOf func(e *echo.Echo) []string) func(c *echo.Context) []string {
	return func(c *echo.Context) (found []string) {
		e, own := c.Echo(), c.Request().Method
		probe := *c.Request() // a copy, since the router writes the pattern into the request
		scratch := e.AcquireContext()
		defer e.ReleaseContext(scratch)
		for _, method := range methodsOf(e) {
			if method == own {
				continue
			}
			probe.Method = method
			scratch.Reset(&probe, nil)
			if e.Router().Route(scratch); isRouted(scratch) {
				found = append(found, method)
			}
		}
		return found
	}
}
