// Command guide has the developer guide of the README.
package main

import (
	"log"
	"log/slog"
	"net/http"

	"github.com/labstack/echo/v4"

	"github.com/seed-86b940f4/demur"
	"github.com/seed-86b940f4/demur/apierror"
	"github.com/seed-86b940f4/demur/guide"
	"github.com/seed-86b940f4/demur/ratelimit"
)

var CardDeclined = apierror.Kind{
	Status: apierror.PaymentRequired,
	Code:   "card_declined",
	Title:  "Card declined",
	Doc:    "The issuer refused the charge. `decline_code` tells why. Ask for another card.",
}

//readme:guide
func install(e *echo.Echo) error {
	g, err := guide.New(guide.Config{
		Title:    "Payments API",
		Kinds:    []apierror.Kind{CardDeclined},
		Statuses: []apierror.Status{apierror.NotFound, apierror.MethodNotAllowed, apierror.InternalServerError},
		Policies: []ratelimit.Policy{ratelimit.Hourly(1000)},
	})
	if err != nil {
		return err // it names every mistake
	}
	read := []string{http.MethodGet, http.MethodHead}
	e.Match(read, "/guide", echo.WrapHandler(g)) // for net/http: mux.Handle("GET /guide", g)
	e.Match(read, "/openapi.yaml", echo.WrapHandler(g))
	return demur.Config{
		TypeBase: g.TypeBase(),
		Observe:  func(_ echo.Context, e *apierror.Error) { g.Observe(e) },
		Formats:  []apierror.Format{apierror.JSON{}, apierror.XML{}, guide.HTML{}}, // HTML only for who asks for it
	}.Install(e)
}

//readme:end

func main() {
	slog.SetDefault(slog.New(slog.DiscardHandler))
	e := echo.New()
	e.HideBanner = true
	if err := install(e); err != nil {
		log.Fatal(err)
	}
	e.POST("/v1/payments", func(c echo.Context) error {
		return CardDeclined.New("The card has expired.").With("decline_code", "expired_card")
	})
	log.Fatal(e.Start("127.0.0.1:8080"))
}
