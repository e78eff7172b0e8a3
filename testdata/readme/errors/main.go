// Command errors returns each kind of error that the README speaks of.
package main

import (
	"database/sql"
	"errors"
	"net/http"
	"strconv"

	"github.com/labstack/echo/v4"

	"github.com/seed-86b940f4/demur"
	"github.com/seed-86b940f4/demur/apierror"
)

var errNameTaken = errors.New("unique violation")

// read returns what a handler returns for an error of its database.
func read(err error) error {
	//readme:constants
	switch {
	case errors.Is(err, sql.ErrNoRows):
		return apierror.NotFound
	case errors.Is(err, errNameTaken):
		return apierror.Conflict.New("The name is taken.")
	case err != nil:
		return apierror.BadGateway.Wrap(err, "The payment provider did not answer.")
	}
	//readme:end
	return nil
}

//readme:kind
var CardDeclined = apierror.Kind{Status: apierror.PaymentRequired, Code: "card_declined", Title: "Card declined"}

func charge(c echo.Context) error {
	if err := provider(c.Param("id")); err != nil {
		return CardDeclined.Wrap(err, "The issuer refused the charge.").With("decline_code", "insufficient_funds")
	}
	return demur.Respond(c, http.StatusNoContent, nil)
}

//readme:end

func provider(id string) error { return errors.New("provider: payment " + id + ": code 51") }

func main() {
	e := echo.New()
	demur.Install(e)
	e.POST("/v1/payments/:id/charge", charge)
	e.GET("/v1/errors/:n", func(c echo.Context) error {
		n, _ := strconv.Atoi(c.Param("n"))
		return read([]error{nil, sql.ErrNoRows, errNameTaken, errors.New("dial tcp: refused")}[n&3])
	})
	e.Logger.Fatal(e.Start("127.0.0.1:8080"))
}
