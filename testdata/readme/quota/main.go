// Command quota gives each API key 1000 requests an hour.
package main

import (
	"net/http"

	"github.com/labstack/echo/v4"
	"github.com/labstack/echo/v4/middleware"

	"github.com/seed-86b940f4/demur"
	"github.com/seed-86b940f4/demur/ratelimit"
)

func isKnown(key string, _ echo.Context) (bool, error) { return key == "k1", nil }

func main() {
	e := echo.New()
	//readme:quota
	if err := (demur.Config{Challenge: `ApiKey realm="widgets"`}).Install(e); err != nil {
		e.Logger.Fatal(err)
	}
	keyAuth := middleware.KeyAuthWithConfig(middleware.KeyAuthConfig{
		KeyLookup:    "header:X-API-Key",
		Validator:    isKnown,
		ErrorHandler: demur.KeyAuthErrorHandler,
	})
	limit := demur.RateLimit(ratelimit.Hourly(1000), demur.KeyByHeader("X-API-Key"))
	v1 := e.Group("/v1", keyAuth, limit, demur.RequireAcceptable())
	//readme:end
	v1.GET("/widgets/:id", func(c echo.Context) error { return demur.Respond(c, http.StatusNoContent, nil) })
	e.Logger.Fatal(e.Start("127.0.0.1:8080"))
}
