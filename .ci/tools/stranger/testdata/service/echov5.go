package main

import (
	"log/slog"
	"net/http"

	"github.com/labstack/echo/v5"

	"github.com/seed-86b940f4/demur/apierror"
	demur "github.com/seed-86b940f4/demur/echov5"
	"github.com/seed-86b940f4/demur/guide"
	"github.com/seed-86b940f4/demur/negotiate"
	"github.com/seed-86b940f4/demur/ratelimit"
	"github.com/seed-86b940f4/demur/validation"
	"github.com/seed-86b940f4/demur/validation/languages"
)

// newEchoV5Service answers what newService does, with Echo v5. Both stand in one
// program, as while a service moves from one to the other.
func newEchoV5Service(g *guide.Guide) (http.Handler, error) {
	e := echo.NewWithConfig(echo.Config{Logger: slog.Default()})
	v := validation.New()
	if err := languages.Add(v, "de"); err != nil {
		return nil, err
	}
	e.Validator = v
	err := demur.Config{
		Formats:   formats,
		TypeBase:  g.TypeBase(),
		Customize: func(_ *echo.Context, e *apierror.Error) *apierror.Error { return linked(e) },
		Observe:   func(_ *echo.Context, e *apierror.Error) { g.Observe(e) },
	}.Install(e)
	if err != nil {
		return nil, err
	}
	limiter, err := ratelimit.NewFixedWindow(hourly, nil)
	if err != nil {
		return nil, err
	}
	limit, err := demur.RateLimitConfig{Limiter: limiter, Key: demur.KeyByHeader("X-API-Key")}.ToMiddleware()
	if err != nil {
		return nil, err
	}
	pages, err := negotiate.New("text/plain", "text/csv")
	if err != nil {
		return nil, err
	}
	v1 := e.Group("/v1", demur.RequireAcceptable(), limit)
	v1.GET("/widgets/:id", func(*echo.Context) error {
		return apierror.NotFound.New("There is no such widget.")
	})
	v1.POST("/widgets", func(c *echo.Context) error {
		in, err := demur.Bind[widget](c)
		if err != nil {
			return err
		}
		in.ID = "1"
		return demur.Created(c, "/v1/widgets/1", in)
	})
	e.GET("/report", func(c *echo.Context) error {
		if kind, ok := pages.Best(c.Request().Header); ok {
			return c.Blob(http.StatusOK, kind, []byte("id\n1\n"))
		}
		return apierror.NotAcceptable
	})
	e.GET("/guide", echo.WrapHandler(g))
	e.GET("/openapi.yaml", echo.WrapHandler(g))
	return e, nil
}
