package main

import (
	"mime"
	"slices"
	"strings"

	"github.com/labstack/echo/v4"

	"github.com/seed-86b940f4/demur/apierror"
)

// currencies are those that the provider takes.
var currencies = []string{"CHF", "EUR", "USD"}

// checkPayment returns a 422 that names every field that is wrong, or nil.
func checkPayment(c echo.Context, in CreatePayment) error {
	var wrong []apierror.FieldError
	if in.Amount <= 0 {
		wrong = append(wrong, place(c, "payment", "amount", "gt", "0", "must be greater than 0"))
	}
	if !slices.Contains(currencies, in.Currency) {
		list := strings.Join(currencies, " ")
		wrong = append(wrong, place(c, "payment", "currency", "oneof", list, "must be one of "+list))
	}
	if in.Method == "" {
		wrong = append(wrong, place(c, "payment", "method", "required", "", "must be given"))
	}
	return invalid(wrong)
}

// invalid returns nil itself for no field, never a nil *Error in an error.
func invalid(wrong []apierror.FieldError) error {
	if len(wrong) == 0 {
		return nil
	}
	e := apierror.UnprocessableEntity.New("")
	for _, f := range wrong {
		e = e.WithField(f)
	}
	return e
}

// place names a field of the body in the way of the body's own format.
func place(c echo.Context, root, field, code, param, detail string) apierror.FieldError {
	f := apierror.FieldError{Code: code, Param: param, Detail: detail}
	mediaType, _, _ := mime.ParseMediaType(c.Request().Header.Get(echo.HeaderContentType))
	if strings.HasSuffix(mediaType, "/xml") {
		f.XPath = "/" + root + "/" + field
	} else {
		f.Pointer = "#/" + field
	}
	return f
}
