package main

import (
	"log/slog"
	"net/http"

	echo5 "github.com/labstack/echo/v5"

	"github.com/seed-86b940f4/demur/apierror"
	"github.com/seed-86b940f4/demur/echov5"
)

// onEcho5 returns an Echo v5 on which demur is installed as a service would, save that
// its log goes nowhere.
func onEcho5(h echo5.HandlerFunc) http.Handler {
	e := echo5.New()
	cfg := echov5.Config{Logger: slog.New(slog.DiscardHandler)}
	if err := cfg.Install(e); err != nil {
		panic(err)
	}
	e.GET("/widgets/:id", h)
	return e
}

// echo5Default returns an Echo v5 as its New makes it.
func echo5Default(h echo5.HandlerFunc) http.Handler {
	e := echo5.New()
	e.GET("/widgets/:id", h)
	return e
}

// echo5Problems returns an Echo v5 with its own handler of problem details.
func echo5Problems(h echo5.HandlerFunc) http.Handler {
	e := echo5.New()
	e.HTTPErrorHandler = echo5.ProblemDetailsHTTPErrorHandler(false)
	e.GET("/widgets/:id", h)
	return e
}

// echo5Scenarios returns the rows of Echo v5. They have no target of their own.
func echo5Scenarios() []scenario {
	constant := func(*echo5.Context) error { return echo5.ErrNotFound }
	said := func(*echo5.Context) error { return echo5.NewHTTPError(http.StatusNotFound, detail) }
	return []scenario{
		{
			what: "v5-404-const", format: "json", title: "Echo v5: 404 from a constant, JSON",
			status: http.StatusNotFound, mentions: []string{"Not Found"},
			contenders: []contender{
				{name: "demur", service: onEcho5(func(*echo5.Context) error { return apierror.NotFound })},
				{name: "echo5-default", service: echo5Default(constant)},
				{name: "echo5-problem", service: echo5Problems(constant)},
			},
		},
		{
			what: "v5-404-detail", format: "json", title: "Echo v5: 404 with a detail, JSON",
			status: http.StatusNotFound, mentions: []string{detail},
			contenders: []contender{
				{name: "demur", service: onEcho5(func(*echo5.Context) error { return apierror.NotFound.New(detail) })},
				{name: "echo5-default", service: echo5Default(said)},
				{name: "echo5-problem", service: echo5Problems(said)},
			},
		},
	}
}
