package echov5_test

import (
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"net/http/httptest"

	"github.com/labstack/echo/v5"
	"github.com/labstack/echo/v5/middleware"

	"github.com/seed-86b940f4/demur/apierror"
	demur "github.com/seed-86b940f4/demur/echov5"
)

// show prints what a client gets.
func show(e *echo.Echo, method, path string, header ...string) {
	req := httptest.NewRequest(method, path, nil)
	for i := 0; i < len(header); i += 2 {
		req.Header.Set(header[i], header[i+1])
	}
	w := httptest.NewRecorder()
	e.ServeHTTP(w, req)
	fmt.Println(w.Code, w.Header().Get("Content-Type"))
	fmt.Println(w.Body)
}

type payment struct {
	ID     string `json:"id" xml:"id"`
	Amount int    `json:"amount" xml:"amount"`
}

var cardDeclined = apierror.Kind{Status: apierror.PaymentRequired, Code: "card_declined", Title: "Card declined"}

// A whole service: typed errors, a declined card, a failure that stays private,
// and success in the format that the client asks for.
func Example() {
	e := echo.NewWithConfig(echo.Config{Logger: slog.New(slog.DiscardHandler)}) // an example needs no log
	demur.Install(e)
	v1 := e.Group("/v1", demur.RequireAcceptable())
	v1.GET("/payments/:id", func(c *echo.Context) error {
		switch c.Param("id") {
		case "1":
			return demur.Respond(c, http.StatusOK, payment{"1", 1250})
		case "2":
			err := errors.New("issuer said: code 51")
			return cardDeclined.Wrap(err, "The issuer refused the charge.").With("decline_code", "insufficient_funds")
		case "3":
			return errors.New("pq: password authentication failed")
		}
		return apierror.NotFound
	})

	show(e, "GET", "/v1/payments/1", "Accept", "application/xml")
	show(e, "GET", "/v1/payments/2")
	show(e, "GET", "/v1/payments/3")
	show(e, "GET", "/v1/payments/4", "Accept", "application/problem+json, application/json;q=0.9")
	// Output:
	// 200 application/xml
	// <?xml version="1.0" encoding="UTF-8"?>
	// <payment><id>1</id><amount>1250</amount></payment>
	// 402 application/json
	// {"title":"Card declined","status":402,"detail":"The issuer refused the charge.","code":"card_declined","decline_code":"insufficient_funds"}
	// 500 application/json
	// {"title":"Internal Server Error","status":500,"detail":"Something unexpected happened. The fault is not in the request.","code":"internal_server_error"}
	// 404 application/problem+json
	// {"title":"Not Found","status":404,"detail":"There is no resource with this identifier.","code":"not_found"}
}

func ExampleConfig() {
	e := echo.New()
	err := demur.Config{
		Challenge: `ApiKey realm="payments"`,
		Logger:    slog.New(slog.DiscardHandler),
		Observe: func(c *echo.Context, e *apierror.Error) {
			fmt.Println("observed:", c.Path(), e.StatusCode(), e.Code)
		},
	}.Install(e)
	if err != nil {
		panic(err) // it names every mistake
	}
	e.GET("/payments/:id", func(*echo.Context) error { return apierror.Forbidden.New("This payment is not yours.") })
	show(e, "GET", "/payments/7")
	// Output:
	// observed: /payments/:id 403 forbidden
	// 403 application/json
	// {"title":"Forbidden","status":403,"detail":"This payment is not yours.","code":"forbidden"}
}

// Errors and HTTPErrorHandler by themselves, where one wants to choose the place
// of the middleware.
func ExampleErrors() {
	e := echo.NewWithConfig(echo.Config{Logger: slog.New(slog.DiscardHandler)})
	e.HTTPErrorHandler = demur.HTTPErrorHandler
	e.Use(middleware.RequestID(), demur.Errors())
	e.GET("/", func(*echo.Context) error { panic("a bug") })
	show(e, "GET", "/", "X-Request-ID", "f3a1", "Accept", "text/xml")
	// Output:
	// 500 text/xml
	// <?xml version="1.0" encoding="UTF-8"?>
	// <problem xmlns="urn:ietf:rfc:7807"><title>Internal Server Error</title><status>500</status><detail>Something unexpected happened. The fault is not in the request.</detail><code>internal_server_error</code><request_id>f3a1</request_id></problem>
}

func ExampleCreated() {
	e := echo.NewWithConfig(echo.Config{Logger: slog.New(slog.DiscardHandler)})
	demur.Install(e)
	e.POST("/payments", func(c *echo.Context) error {
		return demur.Created(c, "/payments/1", payment{"1", 1250})
	})
	show(e, "POST", "/payments")
	// Output:
	// 201 application/json
	// {"id":"1","amount":1250}
}

func ExampleRequireAcceptable() {
	e := echo.NewWithConfig(echo.Config{Logger: slog.New(slog.DiscardHandler)})
	demur.Install(e)
	e.POST("/payments", func(*echo.Context) error {
		panic("the card is charged")
	}, demur.RequireAcceptable())
	show(e, "POST", "/payments", "Accept", "text/csv")
	// Output:
	// 406 application/json
	// {"title":"Not Acceptable","status":406,"detail":"The resource can be sent as application/json or application/xml.","code":"not_acceptable","available":["application/json","application/xml","text/json","text/xml"]}
}

func ExampleKeyAuthErrorHandler() {
	e := echo.NewWithConfig(echo.Config{Logger: slog.New(slog.DiscardHandler)})
	demur.Install(e)
	e.Use(middleware.KeyAuthWithConfig(middleware.KeyAuthConfig{
		KeyLookup: "header:X-API-Key",
		Validator: func(_ *echo.Context, key string, _ middleware.ExtractorSource) (bool, error) {
			if key == "of an unpaid account" {
				return false, apierror.PaymentRequired
			}
			return key == "secret", nil
		},
		ErrorHandler: demur.KeyAuthErrorHandler,
	}))
	e.GET("/", func(c *echo.Context) error { return c.NoContent(http.StatusNoContent) })
	show(e, "GET", "/")
	show(e, "GET", "/", "X-API-Key", "of an unpaid account")
	// Output:
	// 401 application/json
	// {"title":"Unauthorized","status":401,"detail":"Valid credentials are required. They are missing, unknown or no longer valid.","code":"unauthorized"}
	// 402 application/json
	// {"title":"Payment Required","status":402,"detail":"The account has unpaid invoices. Settle them to go on.","code":"payment_required"}
}

func ExampleInstall() {
	e := echo.NewWithConfig(echo.Config{Logger: slog.New(slog.DiscardHandler)})
	demur.Install(e)
	g := e.Group("/payments", demur.RequireAcceptable())
	g.GET("/:id", func(c *echo.Context) error { return demur.Respond(c, http.StatusOK, payment{"1", 1250}) })
	show(e, "PUT", "/payments/1")
	show(e, "GET", "/refunds", "Accept", "application/xml")
	// Output:
	// 405 application/json
	// {"title":"Method Not Allowed","status":405,"detail":"The resource does not support this method. The Allow field names those that it does.","code":"method_not_allowed"}
	// 404 application/xml
	// <?xml version="1.0" encoding="UTF-8"?>
	// <problem xmlns="urn:ietf:rfc:7807"><title>Not Found</title><status>404</status><detail>There is no resource with this identifier.</detail><code>not_found</code></problem>
}

// The handler alone answers what no middleware has met.
func ExampleHTTPErrorHandler() {
	e := echo.NewWithConfig(echo.Config{Logger: slog.New(slog.DiscardHandler)})
	e.HTTPErrorHandler = demur.HTTPErrorHandler
	e.Pre(func(echo.HandlerFunc) echo.HandlerFunc {
		return func(*echo.Context) error { return apierror.ServiceUnavailable.New("Closed on Sundays.") }
	})
	show(e, "GET", "/")
	// Output:
	// 503 application/json
	// {"title":"Service Unavailable","status":503,"detail":"Closed on Sundays.","code":"service_unavailable"}
}

// A list is put into a struct, which is its root element in XML.
func ExampleRespond() {
	type list struct {
		XMLName  struct{}  `json:"-" xml:"payments"`
		Payments []payment `json:"payments" xml:"payment"`
	}
	e := echo.NewWithConfig(echo.Config{Logger: slog.New(slog.DiscardHandler)})
	demur.Install(e)
	e.GET("/payments", func(c *echo.Context) error {
		return demur.Respond(c, http.StatusOK, list{Payments: []payment{{"1", 1250}, {"2", 80}}})
	})
	show(e, "GET", "/payments")
	show(e, "GET", "/payments", "Accept", "text/xml")
	// Output:
	// 200 application/json
	// {"payments":[{"id":"1","amount":1250},{"id":"2","amount":80}]}
	//
	// 200 text/xml
	// <?xml version="1.0" encoding="UTF-8"?>
	// <payments><payment><id>1</id><amount>1250</amount></payment><payment><id>2</id><amount>80</amount></payment></payments>
}

// What Echo calls a problem keeps its words. It is sent in XML too, and logged.
func ExampleInstall_problemError() {
	e := echo.NewWithConfig(echo.Config{Logger: slog.New(slog.DiscardHandler)})
	demur.Install(e)
	e.GET("/payments/:id", func(*echo.Context) error {
		return &echo.ProblemError{
			Type:   "https://api.example.com/guide#frozen",
			Title:  "Account frozen",
			Status: http.StatusForbidden,
			Detail: "Call the bank.",
		}
	})
	show(e, "GET", "/payments/7")
	// Output:
	// 403 application/json
	// {"type":"https://api.example.com/guide#frozen","title":"Account frozen","status":403,"detail":"Call the bank.","code":"forbidden"}
}
