package rivals

import (
	"log/slog"
	"net/http"

	"github.com/labstack/echo/v4"
	"github.com/labstack/echo/v4/middleware"

	"github.com/seed-86b940f4/demur"
	"github.com/seed-86b940f4/demur/apierror"
	"github.com/seed-86b940f4/demur/ratelimit"
)

func demurEcho4() http.Handler {
	e := echo.New()
	must(demur.Config{Challenge: "ApiKey", Logger: slog.New(slog.DiscardHandler)}.Install(e))
	e.Use(middleware.KeyAuthWithConfig(middleware.KeyAuthConfig{
		KeyLookup:    "header:" + keyField,
		Validator:    func(key string, c echo.Context) (bool, error) { return known(key), nil },
		ErrorHandler: demur.KeyAuthErrorHandler,
	}))
	limiter, err := ratelimit.NewFixedWindow(ratelimit.Hourly(quota), nil)
	must(err)
	limit, err := demur.RateLimitConfig{
		Limiter: limiter, Key: demur.KeyByHeader(keyField),
		Skipper: func(c echo.Context) bool { return c.Request().Header.Get(keyField) != fewKey },
	}.ToMiddleware()
	must(err)
	e.Use(limit, demur.RequireAcceptable())

	e.GET("/v1/widgets/:id", func(c echo.Context) error {
		w, err := find(c.Param("id"))
		if err != nil {
			return apierror.NotFound.Wrap(err, "There is no such widget.")
		}
		return demur.Respond(c, http.StatusOK, w)
	})
	e.POST("/v1/widgets", func(c echo.Context) error {
		in, err := demur.Bind[widget](c)
		if err != nil {
			return err
		}
		return demur.Created(c, "/v1/widgets/2", in)
	})
	e.GET("/v1/boom", func(echo.Context) error { return errDatabase })
	e.GET("/v1/panic", func(echo.Context) error { panic(errDatabase) })
	e.GET("/v1/half", func(c echo.Context) error {
		if _, err := c.Response().Write(half); err != nil {
			return err
		}
		return errDisk
	})
	return e
}
