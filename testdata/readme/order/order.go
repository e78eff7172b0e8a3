// Package order is the chain of middleware that the README shows.
package order

import (
	"time"

	"github.com/labstack/echo/v4"
	"github.com/labstack/echo/v4/middleware"

	"github.com/seed-86b940f4/demur"
)

func install(e *echo.Echo, requestLogger, metrics, keyAuth, limit echo.MiddlewareFunc) *echo.Group {
	//readme:order
	e.Use(middleware.RequestID())                          // its ID is in the document and in the log
	e.Use(requestLogger, metrics)                          // they see the status that was sent
	e.Use(middleware.GzipWithConfig(middleware.GzipConfig{ // compresses errors too
		Skipper: func(c echo.Context) bool { return c.IsWebSocket() }, // a delayed 101 never arrives
	}))
	e.Use(middleware.CORS()) // its header fields stay on errors
	demur.Install(e)         // demur answers the errors of everything from here on
	e.Use(middleware.ContextTimeout(5*time.Second), middleware.BodyLimit("64K"))
	v1 := e.Group("/v1", keyAuth, limit, demur.RequireAcceptable())
	//readme:end
	return v1
}

var _ = install
