package main

import (
	"log/slog"
	"net/http"
	"strconv"

	"github.com/labstack/echo/v4"
	echo5 "github.com/labstack/echo/v5"

	"github.com/seed-86b940f4/demur"
	"github.com/seed-86b940f4/demur/echov5"
)

// manyRoutes is compared with fewRoutes.
const manyRoutes, fewRoutes = 4000, 2

// routed returns an Echo with demur, and so many routes in a group that has
// middleware. For such a group Echo registers routes that catch all, so that it
// does not know a 405 or OPTIONS from a 404, and demur has to.
func routed(routes int) http.Handler {
	e := newDemur()
	g := e.Group("/v1", demur.RequireAcceptable())
	for i := range routes {
		g.GET("/r"+strconv.Itoa(i)+"/:id", echoNoContent)
	}
	return e
}

// routed5 is routed with Echo v5.
func routed5(routes int) http.Handler {
	e := echo5.New()
	cfg := echov5.Config{Logger: slog.New(slog.DiscardHandler)}
	if err := cfg.Install(e); err != nil {
		panic(err)
	}
	g := e.Group("/v1", echov5.RequireAcceptable())
	for i := range routes {
		g.GET("/r"+strconv.Itoa(i)+"/:id", func(c *echo5.Context) error { return c.NoContent(http.StatusNoContent) })
	}
	return e
}

// routeScenarios returns the rows on what demur answers where no handler does.
// The rival is demur itself among few routes.
func routeScenarios() (all []scenario) {
	for _, on := range []struct {
		what, title string
		open        func(routes int) http.Handler
	}{{"", "", routed}, {"v5-", "Echo v5: ", routed5}} {
		services := []contender{{name: "demur", service: on.open(manyRoutes)}, {name: "few-routes", service: on.open(fewRoutes)}}
		for _, s := range []scenario{
			{what: "404-routes", title: "404", status: http.StatusNotFound, path: "/v1/nothing/42"},
			{what: "405-routes", title: "405", status: http.StatusMethodNotAllowed, method: http.MethodPost, fields: []string{echo.HeaderAllow}},
			{what: "406-routes", title: "406", status: http.StatusNotAcceptable, header: http.Header{"Accept": {"image/png"}}},
			{what: "options-routes", title: "OPTIONS", status: http.StatusNoContent, method: http.MethodOptions, fields: []string{echo.HeaderAllow}},
		} {
			if s.path == "" {
				s.path = "/v1/r1/42"
			}
			s.what, s.title, s.format = on.what+s.what, on.title+s.title+" among 4,000 routes : among 2", "json"
			s.contenders, s.target = services, target{rival: "few-routes", ratio: 1.5}
			all = append(all, s)
		}
	}
	return all
}
