// Command mapped turns errors of a database and of generated code into errors of
// its API, in one place.
package main

import (
	"database/sql"
	"errors"
	"fmt"
	"net/http"
	"slices"
	"strconv"
	"strings"

	"github.com/labstack/echo/v4"

	"github.com/seed-86b940f4/demur"
	"github.com/seed-86b940f4/demur/apierror"
)

func main() {
	e := echo.New()
	err := demur.Config{Map: mapError}.Install(e)
	if err != nil {
		e.Logger.Fatal(err)
	}
	e.GET("/v1/payments/:id", func(c echo.Context) error {
		if _, err := strconv.ParseInt(c.Param("id"), 10, 64); err != nil { // as oapi-codegen writes it
			return echo.NewHTTPError(http.StatusBadRequest, fmt.Sprintf("Invalid format for parameter id: %s", err))
		}
		return fmt.Errorf("load payment: %w", sql.ErrNoRows)
	})
	e.Logger.Fatal(e.Start("127.0.0.1:8080"))
}

//readme:map
func mapError(c echo.Context, err error) error {
	if errors.Is(err, sql.ErrNoRows) {
		return apierror.NotFound
	}
	if he, ok := errors.AsType[*echo.HTTPError](err); ok && he.Code == http.StatusBadRequest {
		message, _ := he.Message.(string)
		if text, ok := strings.CutPrefix(message, "Invalid format for parameter "); ok {
			name, _, _ := strings.Cut(text, ":")
			in := "query"
			if slices.Contains(c.ParamNames(), name) {
				in = "path"
			}
			return apierror.BadRequest.Wrap(err, "A parameter of the request is not valid.").WithField(apierror.FieldError{
				In: in, Name: name, Code: "type", Detail: "must be of the type that the API describes",
			})
		}
	}
	return err // as it was
}

//readme:end
