// Package methods tells which methods the routes of an Echo have.
package methods

import (
	"maps"
	"net/http"
	"slices"
	"sync"
	"time"
	"weak"

	"github.com/labstack/echo/v5"
)

// every is what RouteAny stands for.
var every = [...]string{
	http.MethodConnect, http.MethodDelete, http.MethodGet, http.MethodHead, http.MethodOptions, http.MethodPatch,
	http.MethodPost, echo.PROPFIND, http.MethodPut, echo.QUERY, echo.REPORT, http.MethodTrace,
}

// version changes when routes may have been added: with the number of routes and the
// method of the last one, which a DefaultRouter tells in one step, and each second, since
// other routers only give copies of all routes.
type version struct {
	echo   weak.Pointer[echo.Echo] // weak, so that it is not kept alive
	second int64
	count  int
	last   string
}

// Index returns a function that returns all methods for which routes may match. Those of a
// DefaultRouter are the methods of its routes. Those of another router are all that Echo
// knows, and methods that only routes know; one of these may come a second late if it is
// added while the router serves. The lists are shared.
func Index() func(e *echo.Echo) []string {
	var making sync.Mutex
	known := map[version][]string{}
	return func(e *echo.Echo) []string {
		now := version{echo: weak.Make(e), second: time.Now().Unix()}
		router, ok := e.Router().(*echo.DefaultRouter)
		if ok && len(router.Routes()) > 0 {
			now.count = len(router.Routes())
			now.last = router.Routes()[now.count-1].Method
		}
		making.Lock()
		defer making.Unlock()
		made, done := known[now]
		if !done {
			if made = of(e.Router().Routes()); !ok {
				made = add(made, every[:]...)
			}
			maps.DeleteFunc(known, func(old version, _ []string) bool { return old.echo == now.echo || old.echo.Value() == nil })
			known[now] = made
		}
		return made
	}
}

// of returns the methods for which one of the routes may match.
func of(routes echo.Routes) (found []string) {
	for _, route := range routes {
		switch route.Method {
		case echo.RouteNotFound:
		case echo.RouteAny:
			found = add(found, every[:]...)
		case http.MethodGet:
			found = add(found, http.MethodGet, http.MethodHead) // for AutoHandleHEAD
		default:
			found = add(found, route.Method)
		}
	}
	return found
}

func add(found []string, methods ...string) []string {
	for _, method := range methods {
		if !slices.Contains(found, method) {
			found = append(found, method)
		}
	}
	return found
}
