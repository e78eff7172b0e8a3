package rivals

import (
	"io"
	"net/http"

	"github.com/go-playground/validator/v10"
	"github.com/labstack/echo/v4"
	"github.com/labstack/echo/v4/middleware"
	"golang.org/x/time/rate"
)

// echo4 is what Echo's guide shows: its own error handler and binder, the validator of
// the chapter on requests, and its middleware for panics, bodies, keys and quotas.
//
// Echo's binder reads XML, and c.XML writes it. Nothing in Echo looks at Accept, so an
// answer has the format that the handler names.
func echo4() http.Handler {
	e := echo.New()
	e.Logger.SetOutput(io.Discard)
	e.Validator = echoValidator{validator.New()}
	e.Use(
		middleware.Recover(),
		middleware.BodyLimit("1M"),
		middleware.KeyAuthWithConfig(middleware.KeyAuthConfig{
			KeyLookup: "header:" + keyField,
			Validator: func(key string, _ echo.Context) (bool, error) { return known(key), nil },
		}),
		middleware.RateLimiterWithConfig(middleware.RateLimiterConfig{
			Skipper: func(c echo.Context) bool { return c.Request().Header.Get(keyField) != fewKey },
			Store: middleware.NewRateLimiterMemoryStoreWithConfig(middleware.RateLimiterMemoryStoreConfig{
				Rate: rate.Limit(quota / 3600.0), Burst: quota,
			}),
			IdentifierExtractor: func(c echo.Context) (string, error) { return c.Request().Header.Get(keyField), nil },
		}),
	)
	e.GET("/v1/widgets/:id", func(c echo.Context) error {
		w, err := find(c.Param("id"))
		if err != nil {
			return echo.NewHTTPError(http.StatusNotFound, "There is no such widget.").WithInternal(err)
		}
		return c.JSON(http.StatusOK, w)
	})
	e.POST("/v1/widgets", func(c echo.Context) error {
		in := new(widget)
		if err := c.Bind(in); err != nil {
			return err
		}
		if err := c.Validate(in); err != nil {
			return err
		}
		return c.JSON(http.StatusCreated, in)
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

// echoValidator is the one of the chapter on requests.
type echoValidator struct{ tags *validator.Validate }

func (v echoValidator) Validate(i any) error {
	if err := v.tags.Struct(i); err != nil {
		return echo.NewHTTPError(http.StatusBadRequest, err.Error())
	}
	return nil
}
