// Command words adds a trace ID to each error, and has words in two languages.
package main

import (
	"strings"

	"github.com/labstack/echo/v4"

	"github.com/seed-86b940f4/demur"
	"github.com/seed-86b940f4/demur/apierror"
)

//readme:customize
var german = map[string]struct{ title, detail string }{
	"not_found":     {"Nicht gefunden", "Unter dieser Adresse gibt es nichts."},
	"card_declined": {"Karte abgelehnt", "Die Bank hat die Zahlung abgelehnt."},
}

func customize(c echo.Context, e *apierror.Error) *apierror.Error {
	header := c.Request().Header
	if parts := strings.Split(header.Get("traceparent"), "-"); len(parts) == 4 { // W3C Trace Context
		e = e.With("trace_id", parts[1])
	}
	words, ok := german[e.Code]
	if !ok || !strings.HasPrefix(header.Get("Accept-Language"), "de") {
		return e.WithHeader("Content-Language", "en") // also for the default language: Vary depends on it
	}
	e.Title, e.Detail = words.title, words.detail // e is a copy
	return e.WithHeader("Content-Language", "de")
}

//readme:end

func main() {
	e := echo.New()
	err := demur.Config{Customize: customize}.Install(e)
	if err != nil {
		e.Logger.Fatal(err)
	}
	cardDeclined := apierror.Kind{Status: apierror.PaymentRequired, Code: "card_declined", Title: "Card declined"}
	e.POST("/v1/payments/:id/charge", func(echo.Context) error { return cardDeclined.New("The issuer refused the charge.") })
	e.Logger.Fatal(e.Start("127.0.0.1:8080"))
}
