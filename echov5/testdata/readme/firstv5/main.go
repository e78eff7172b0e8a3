// Command firstv5 is the first program of the README, for Echo v5.
package main

import (
	"encoding/xml"
	"log"
	"net/http"

	"github.com/labstack/echo/v5"

	"github.com/seed-86b940f4/demur/apierror"
	demur "github.com/seed-86b940f4/demur/echov5"
)

type Widget struct {
	XMLName xml.Name `json:"-" xml:"widget"`
	ID      string   `json:"id" xml:"id"`
	Name    string   `json:"name" xml:"name"`
}

var widgets = map[string]Widget{"1": {ID: "1", Name: "sprocket"}}

//readme:main
func main() {
	e := echo.New()
	demur.Install(e)
	e.GET("/widgets/:id", func(c *echo.Context) error {
		w, ok := widgets[c.Param("id")]
		if !ok {
			return apierror.NotFound.New("There is no such widget.")
		}
		return demur.Respond(c, http.StatusOK, w)
	}, demur.RequireAcceptable())
	log.Fatal(e.Start("127.0.0.1:8080"))
}

//readme:end
