// Command firsthttp is the first program of the README, for net/http.
package main

import (
	"encoding/xml"
	"log"
	"net/http"

	"github.com/seed-86b940f4/demur/apierror"
	"github.com/seed-86b940f4/demur/demurhttp"
)

type Widget struct {
	XMLName xml.Name `json:"-" xml:"widget"`
	ID      string   `json:"id" xml:"id"`
	Name    string   `json:"name" xml:"name"`
}

var widgets = map[string]Widget{"1": {ID: "1", Name: "sprocket"}}

//readme:main
func main() {
	mux := http.NewServeMux()
	mux.Handle("GET /widgets/{id}", demurhttp.HandlerFunc(func(w http.ResponseWriter, r *http.Request) error {
		widget, ok := widgets[r.PathValue("id")]
		if !ok {
			return apierror.NotFound.New("There is no such widget.")
		}
		return demurhttp.Respond(w, r, http.StatusOK, widget)
	}))
	handler := demurhttp.Errors(demurhttp.RequireAcceptable(demurhttp.Mux(mux)))
	log.Fatal(http.ListenAndServe("127.0.0.1:8080", handler))
}

//readme:end
