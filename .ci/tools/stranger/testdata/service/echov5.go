package main

import (
	"log/slog"
	"net/http"

	"github.com/labstack/echo/v5"

	"github.com/seed-86b940f4/demur/apierror"
	demur "github.com/seed-86b940f4/demur/echov5"
	"github.com/seed-86b940f4/demur/ratelimit"
)

// newNext returns the part of the service that has moved to Echo v5 already. Those who
// move do it route by route, so both stand in one program.
func newNext() (http.Handler, error) {
	e := echo.NewWithConfig(echo.Config{Logger: slog.Default()})
	if err := (demur.Config{}).Install(e); err != nil {
		return nil, err
	}
	if err := demur.Check[widget](); err != nil {
		return nil, err
	}
	v2 := e.Group("/v2", demur.RequireAcceptable(), demur.RateLimit(ratelimit.Hourly(1000), demur.KeyByHeader("X-API-Key")))
	v2.GET("/widgets/:id", func(*echo.Context) error {
		return apierror.NotFound.New("There is no such widget.")
	})
	v2.POST("/widgets", func(c *echo.Context) error {
		in, err := demur.Bind[widget](c)
		if err != nil {
			return err
		}
		in.ID = "1"
		return demur.Created(c, "/v2/widgets/1", in)
	})
	return e, nil
}
