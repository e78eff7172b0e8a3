package rivals

import (
	"log/slog"
	"net/http"

	"github.com/go-playground/validator/v10"
	"github.com/labstack/echo/v5"
	"github.com/labstack/echo/v5/middleware"
)

// echo5 is [echo4] for Echo v5, with the validator of the guide of that version.
func echo5() *echo.Echo {
	e := echo.New()
	e.Logger = slog.New(slog.DiscardHandler)
	e.Validator = echo5Validator{validator.New()}
	e.Use(
		middleware.Recover(),
		middleware.BodyLimit(maxBody),
		middleware.KeyAuthWithConfig(middleware.KeyAuthConfig{
			KeyLookup: "header:" + keyField,
			Validator: func(_ *echo.Context, key string, _ middleware.ExtractorSource) (bool, error) { return known(key), nil },
		}),
		middleware.RateLimiterWithConfig(middleware.RateLimiterConfig{
			Skipper: func(c *echo.Context) bool { return c.Request().Header.Get(keyField) != fewKey },
			Store: middleware.NewRateLimiterMemoryStoreWithConfig(middleware.RateLimiterMemoryStoreConfig{
				Rate: quota / 3600.0, Burst: quota,
			}),
			IdentifierExtractor: func(c *echo.Context) (string, error) { return c.Request().Header.Get(keyField), nil },
		}),
	)
	e.GET("/v1/widgets/:id", func(c *echo.Context) error {
		w, err := find(c.Param("id"))
		if err != nil {
			return echo.NewHTTPError(http.StatusNotFound, "There is no such widget.").Wrap(err)
		}
		return c.JSON(http.StatusOK, w)
	})
	e.POST("/v1/widgets", func(c *echo.Context) error {
		in := new(widget)
		if err := c.Bind(in); err != nil {
			return err
		}
		if err := c.Validate(in); err != nil {
			return err
		}
		return c.JSON(http.StatusCreated, in)
	})
	e.GET("/v1/boom", func(*echo.Context) error { return errDatabase })
	e.GET("/v1/panic", func(*echo.Context) error { panic(errDatabase) })
	e.GET("/v1/half", func(c *echo.Context) error {
		if _, err := c.Response().Write(half); err != nil {
			return err
		}
		return errDisk
	})
	return e
}

// echo5Problems is [echo5] with the handler of problem details that Echo v5 has.
func echo5Problems() http.Handler {
	e := echo5()
	e.HTTPErrorHandler = echo.ProblemDetailsHTTPErrorHandler(false)
	return e
}

// echo5Validator is the one of the chapter on requests.
type echo5Validator struct{ tags *validator.Validate }

func (v echo5Validator) Validate(i any) error {
	if err := v.tags.Struct(i); err != nil {
		return echo.ErrBadRequest.Wrap(err)
	}
	return nil
}
