// Command validator has the validator of Echo's documentation.
package main

import (
	"github.com/go-playground/validator/v10"
	"github.com/labstack/echo/v4"

	"github.com/seed-86b940f4/demur"
)

type Payment struct {
	Amount int64 `json:"amount" validate:"gt=0"`
}

//readme:validator
type CustomValidator struct{ validator *validator.Validate }

func (cv *CustomValidator) Validate(i any) error { return cv.validator.Struct(i) }

//readme:end

func main() {
	e := echo.New()
	e.Validator = &CustomValidator{validator.New()}
	demur.Install(e)
	e.POST("/v1/payments", func(c echo.Context) error {
		var in Payment
		if err := c.Bind(&in); err != nil {
			return err
		}
		return c.Validate(&in)
	})
	e.Logger.Fatal(e.Start("127.0.0.1:8080"))
}
