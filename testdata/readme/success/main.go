// Command success sends one resource and a list of them.
package main

import (
	"encoding/xml"
	"net/http"

	"github.com/labstack/echo/v4"

	"github.com/seed-86b940f4/demur"
)

type Widget struct {
	XMLName xml.Name `json:"-" xml:"widget"`
	ID      string   `json:"id" xml:"id"`
	Name    string   `json:"name" xml:"name"`
}

//readme:types
type WidgetList struct {
	XMLName xml.Name `json:"-" xml:"widgets"`
	Items   []Widget `json:"items" xml:"widget"`
}

//readme:end

// Part has no XMLName, so its XML is named after the Go type.
type Part struct {
	ID string `json:"id" xml:"id"`
}

func main() {
	e := echo.New()
	demur.Install(e)
	e.GET("/v1/widgets", func(c echo.Context) error {
		return demur.Respond(c, http.StatusOK, WidgetList{Items: []Widget{{ID: "1", Name: "sprocket"}, {ID: "2", Name: "gear"}}})
	})
	e.GET("/v1/parts/:id", func(c echo.Context) error {
		return demur.Respond(c, http.StatusOK, Part{ID: c.Param("id")})
	})
	e.Logger.Fatal(e.Start("127.0.0.1:8080"))
}
