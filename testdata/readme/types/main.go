// Command types gives its errors types and instances.
package main

import (
	"github.com/labstack/echo/v4"

	"github.com/seed-86b940f4/demur"
	"github.com/seed-86b940f4/demur/apierror"
)

//readme:types
var OutOfCredit = apierror.Kind{Status: apierror.PaymentRequired, Code: "out_of_credit",
	Type: "https://example.com/probs/out-of-credit"}

func charge(c echo.Context) error {
	if c.Param("id") == "8" {
		return OutOfCredit.New("Your balance is 30.").WithInstance("/account/12345/msgs/abc")
	}
	return apierror.Conflict.New("The payment is charged already.")
}

//readme:end

func main() {
	e := echo.New()
	err := demur.Config{TypeBase: "https://api.example.com/errors#"}.Install(e)
	if err != nil {
		e.Logger.Fatal(err)
	}
	e.POST("/v1/payments/:id/charge", charge)
	e.Logger.Fatal(e.Start("127.0.0.1:8080"))
}
