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

// every is what RouteAny stands for. HEAD is there since a GET may match it.
var every = [...]string{
	http.MethodConnect, http.MethodDelete, http.MethodGet, http.MethodHead, http.MethodOptions, http.MethodPatch,
	http.MethodPost, echo.PROPFIND, http.MethodPut, echo.QUERY, echo.REPORT, http.MethodTrace,
}

// version is what can be told of the routes of an Echo in one step.
type version struct {
	echo   weak.Pointer[echo.Echo] // weak, so that it is not kept alive
	second int64                   // Routers other than a DefaultRouter only give a copy of all,
	count  int                     // but of its routes the number
	last   string                  // and the method of the last are known too.
}

// Index returns a function that returns all methods that Echo knows and those of their
// own that routes have. One of these may come a second late if it is added while a
// router other than a DefaultRouter serves. The lists are shared.
func Index() func(e *echo.Echo) []string {
	var making sync.Mutex
	known := map[version][]string{}
	return func(e *echo.Echo) []string {
		now := version{echo: weak.Make(e), second: time.Now().Unix()}
		if router, ok := e.Router().(*echo.DefaultRouter); ok && len(router.Routes()) > 0 {
			now.count = len(router.Routes())
			now.last = router.Routes()[now.count-1].Method
		}
		making.Lock()
		defer making.Unlock()
		made := known[now]
		if made == nil {
			made = slices.Clone(every[:])
			for _, route := range e.Router().Routes() {
				if route.Method != echo.RouteAny && route.Method != echo.RouteNotFound && !slices.Contains(made, route.Method) {
					made = append(made, route.Method)
				}
			}
			maps.DeleteFunc(known, func(old version, _ []string) bool { return old.echo == now.echo || old.echo.Value() == nil })
			known[now] = made
		}
		return made
	}
}
