// Package languages has the validator of the README.
package languages

import (
	"errors"

	"github.com/go-playground/validator/v10"
	"github.com/labstack/echo/v4"

	"github.com/seed-86b940f4/demur"
	"github.com/seed-86b940f4/demur/validation"
	"github.com/seed-86b940f4/demur/validation/languages"
)

type CreatePayment struct {
	SKU string `json:"sku" validate:"sku"`
}

func isSKU(field validator.FieldLevel) bool { return len(field.Field().String()) == 8 }

func install(e *echo.Echo) error {
	//readme:languages
	v := validation.New()
	err := errors.Join(
		v.Register("sku", isSKU, "must be an article number"),
		languages.Add(v),                      // 23 languages, chosen by Accept-Language
		v.Check(CreatePayment{}),              // the rules, also those of your own
		demur.Binder{}.Check(CreatePayment{}), // the tags that say where a value comes from
	)
	if err != nil {
		return err
	}
	e.Validator = v
	demur.Install(e)
	//readme:end
	return nil
}

var _ = install
