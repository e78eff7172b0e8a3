// Command reading takes payments, and says what is wrong with those that it
// cannot read.
package main

import (
	"encoding/xml"

	"github.com/labstack/echo/v4"

	"github.com/seed-86b940f4/demur"
)

//readme:request
type CreatePayment struct {
	XMLName xml.Name `json:"-" xml:"payment"`
	DryRun  bool     `query:"dry_run"`
	Amount  int64    `json:"amount" xml:"amount" validate:"gt=0"`
	Items   []Item   `json:"items" xml:"items>item" validate:"min=1,dive"`
}

type Item struct {
	Quantity int `json:"quantity" xml:"quantity" validate:"gte=1,lte=99"`
}

func createPayment(c echo.Context) error {
	in, err := demur.Bind[CreatePayment](c) // does c.Bind(&in), then c.Validate(&in)
	if err != nil {
		return err
	}
	return demur.Created(c, "/v1/payments/7", in)
}

//readme:end

func main() {
	e := echo.New()
	//readme:check
	if err := demur.Check[CreatePayment](); err != nil {
		e.Logger.Fatal(err) // names each field, its tag and the reason
	}
	//readme:end
	demur.Install(e)
	e.POST("/v1/payments", createPayment)
	e.Logger.Fatal(e.Start("127.0.0.1:8080"))
}
