// Command logger has a request logger beside demur: one line for each request.
package main

import (
	"encoding/xml"
	"log/slog"
	"net/http"

	"github.com/labstack/echo/v4"
	"github.com/labstack/echo/v4/middleware"
	"github.com/seed-86b940f4/demur"
	"github.com/seed-86b940f4/demur/apierror"
)

type Widget struct {
	XMLName xml.Name `json:"-" xml:"widget"`
	ID      string   `json:"id" xml:"id"`
	Name    string   `json:"name" xml:"name"`
}

func main() {
	widgets := map[string]Widget{"1": {ID: "1", Name: "sprocket"}}
	e := echo.New()
	//readme:logger
	e.Use(middleware.RequestLoggerWithConfig(middleware.RequestLoggerConfig{
		LogMethod: true, LogURIPath: true, LogStatus: true, LogError: true,
		LogValuesFunc: func(_ echo.Context, v middleware.RequestLoggerValues) error {
			if v.Error == nil { // demur logs the requests that fail
				slog.Info("request", "method", v.Method, "path", v.URIPath, "status", v.Status)
			}
			return nil
		},
	}))
	demur.Install(e)
	//readme:end

	v1 := e.Group("/v1", demur.RequireAcceptable())
	v1.GET("/widgets/:id", func(c echo.Context) error {
		w, ok := widgets[c.Param("id")]
		if !ok {
			return apierror.NotFound.New("There is no such widget.")
		}
		return demur.Respond(c, http.StatusOK, w)
	})
	e.Logger.Fatal(e.Start("127.0.0.1:8080"))
}
