package echov5_test

import (
	"database/sql"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"strconv"
	"strings"

	"github.com/labstack/echo/v5"

	"github.com/seed-86b940f4/demur/apierror"
	demur "github.com/seed-86b940f4/demur/echov5"
)

// The errors of a database become errors of the API in one place.
func ExampleConfig_map() {
	e := echo.New()
	err := demur.Config{
		Logger: slog.New(slog.DiscardHandler),
		Map: func(_ *echo.Context, err error) error {
			if errors.Is(err, sql.ErrNoRows) {
				return apierror.NotFound
			}
			return err
		},
	}.Install(e)
	if err != nil {
		panic(err)
	}
	e.GET("/payments/:id", func(*echo.Context) error {
		return fmt.Errorf("load payment: %w", sql.ErrNoRows)
	})
	show(e, "GET", "/payments/7")
	// Output:
	// 404 application/json
	// {"title":"Not Found","status":404,"detail":"There is no resource with this identifier.","code":"not_found"}
}

// The parameter wrappers that oapi-codegen generates put the text of Go's errors into
// the message of an echo.HTTPError. Map says the same in words for clients.
func ExampleConfig_generated() {
	e := echo.New()
	err := demur.Config{
		Logger: slog.New(slog.DiscardHandler),
		Map: func(c *echo.Context, err error) error {
			he, ok := errors.AsType[*echo.HTTPError](err)
			if !ok || he.Code != http.StatusBadRequest {
				return err
			}
			text, ok := strings.CutPrefix(he.Message, "Invalid format for parameter ")
			if !ok {
				return err
			}
			name, _, _ := strings.Cut(text, ":")
			in := "query"
			if _, ok := c.PathValues().Get(name); ok {
				in = "path"
			}
			return apierror.BadRequest.Wrap(err, "A parameter of the request is not valid.").WithField(apierror.FieldError{
				In: in, Name: name, Code: "type", Detail: "must be of the type that the API describes",
			})
		},
	}.Install(e)
	if err != nil {
		panic(err)
	}
	e.GET("/payments/:id", func(c *echo.Context) error { // as it is generated
		if _, err := strconv.ParseInt(c.Param("id"), 10, 64); err != nil {
			return echo.NewHTTPError(http.StatusBadRequest, fmt.Sprintf("Invalid format for parameter id: %s", err))
		}
		return c.NoContent(http.StatusNoContent)
	})
	show(e, "GET", "/payments/seven")
	// Output:
	// 400 application/json
	// {"title":"Bad Request","status":400,"detail":"A parameter of the request is not valid.","code":"bad_request","errors":[{"in":"path","name":"id","code":"type","detail":"must be of the type that the API describes"}]}
}

// Each error that is sent carries the ID of the trace, here that of the W3C field
// traceparent.
func ExampleConfig_customize() {
	e := echo.New()
	err := demur.Config{
		Logger: slog.New(slog.DiscardHandler),
		Customize: func(c *echo.Context, e *apierror.Error) *apierror.Error {
			if parent := strings.Split(c.Request().Header.Get("traceparent"), "-"); len(parent) == 4 {
				return e.With("trace_id", parent[1])
			}
			return e
		},
	}.Install(e)
	if err != nil {
		panic(err)
	}
	e.GET("/payments/:id", func(*echo.Context) error { return apierror.NotFound.New("There is no such payment.") })
	show(e, "GET", "/payments/7", "Traceparent", "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01")
	// Output:
	// 404 application/json
	// {"title":"Not Found","status":404,"detail":"There is no such payment.","code":"not_found","trace_id":"4bf92f3577b34da6a3ce929d0e0e4736"}
}

// Titles and details in two languages, by the code of the error.
func ExampleConfig_languages() {
	type text struct{ title, detail string }
	german := map[string]text{
		"not_found":      {"Nicht gefunden", "Unter dieser Adresse gibt es nichts."},
		"card_declined":  {"Karte abgelehnt", "Die Bank hat die Zahlung abgelehnt."},
		"quota_exceeded": {"Zu viele Anfragen", "Das Kontingent dieser Stunde ist verbraucht."},
	}
	e := echo.New()
	err := demur.Config{
		Logger: slog.New(slog.DiscardHandler),
		Customize: func(c *echo.Context, e *apierror.Error) *apierror.Error {
			if !strings.HasPrefix(c.Request().Header.Get("Accept-Language"), "de") {
				return e.WithHeader("Content-Language", "en")
			}
			german, ok := german[e.Code]
			if !ok {
				return e.WithHeader("Content-Language", "en")
			}
			e.Title, e.Detail = german.title, german.detail
			return e.WithHeader("Content-Language", "de")
		},
	}.Install(e)
	if err != nil {
		panic(err)
	}
	cardDeclined := apierror.Kind{Status: http.StatusPaymentRequired, Code: "card_declined", Title: "Card declined"}
	e.GET("/pay", func(*echo.Context) error { return cardDeclined })
	show(e, "GET", "/pay")
	show(e, "GET", "/pay", "Accept-Language", "de-CH, en;q=0.5")
	// Output:
	// 402 application/json
	// {"title":"Card declined","status":402,"detail":"The account has unpaid invoices. Settle them to go on.","code":"card_declined"}
	// 402 application/json
	// {"title":"Karte abgelehnt","status":402,"detail":"Die Bank hat die Zahlung abgelehnt.","code":"card_declined"}
}
