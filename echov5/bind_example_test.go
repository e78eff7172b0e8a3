package echov5_test

import (
	"fmt"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"

	"github.com/labstack/echo/v5"

	demur "github.com/seed-86b940f4/demur/echov5"
)

// showSent prints how an Echo answers a request with a body.
func showSent(e *echo.Echo, method, target, contentType, body string) {
	req := httptest.NewRequest(method, target, strings.NewReader(body))
	req.Header.Set("Content-Type", contentType)
	req.Header.Set("Accept", "application/json")
	w := httptest.NewRecorder()
	e.ServeHTTP(w, req)
	fmt.Println(w.Code, strings.TrimSpace(w.Body.String()))
}

func ExampleBind() {
	type item struct {
		SKU string `json:"sku"`
		Qty int    `json:"qty"`
	}
	type order struct {
		Customer string `param:"customer"` // never from the body
		Items    []item `json:"items"`
	}

	e := echo.NewWithConfig(echo.Config{Logger: slog.New(slog.DiscardHandler)})
	demur.Install(e)
	e.POST("/:customer/orders", func(c *echo.Context) error {
		in, err := demur.Bind[order](c)
		if err != nil {
			return err
		}
		return c.String(http.StatusOK, fmt.Sprintf("%s: %d", in.Customer, len(in.Items)))
	})

	const orders, j = "/alice/orders", "application/json"
	showSent(e, "POST", orders, j, `{"items":[{"sku":"a","qty":1}],"Customer":"mallory"}`)
	showSent(e, "POST", orders, j, `{"items":[{"sku":"a","qty":1},{"sku":"b","qty":"2"}]}`)
	showSent(e, "POST", orders, j, `{"items":`)
	showSent(e, "POST", orders, "text/plain", `2 x a`)
	// Output:
	// 200 alice: 1
	// 400 {"title":"Bad Request","status":400,"detail":"A part of the body is not valid.","code":"bad_request","errors":[{"pointer":"#/items/1/qty","code":"type","param":"integer","detail":"must be an integer"}]}
	// 400 {"title":"Bad Request","status":400,"detail":"The JSON ends too early, at byte 10 (line 1, column 10).","code":"bad_request","offset":10,"line":1,"column":10}
	// 415 {"title":"Unsupported Media Type","status":415,"detail":"The body must be of one of the types application/json, application/xml, text/xml.","code":"unsupported_media_type"}
}

// A binder that accepts nothing that it does not know. Echo's own c.Bind uses it too.
func ExampleBinder() {
	type search struct {
		Page  int      `query:"page"`
		Sizes []int    `query:"size"`
		Tags  []string `json:"tags"`
	}

	e := echo.NewWithConfig(echo.Config{Logger: slog.New(slog.DiscardHandler)})
	demur.Install(e)
	e.Binder = demur.Binder{RejectUnknown: true, MaxBytes: 10 << 10}
	e.POST("/search", func(c *echo.Context) error {
		var in search
		if err := c.Bind(&in); err != nil {
			return err
		}
		return c.String(http.StatusOK, fmt.Sprint(in))
	})

	const j = "application/json"
	showSent(e, "POST", "/search?page=2&size=1&size=3", j, `{"tags":["new"]}`)
	showSent(e, "POST", "/search?page=two&size=1&size=x", j, `{"tags":["new"]}`)
	showSent(e, "POST", "/search", j, `{"tags":["new"],"tag":"old"}`)
	// Output:
	// 200 {2 [1 3] [new]}
	// 400 {"title":"Bad Request","status":400,"detail":"Parameters of the request are not valid.","code":"bad_request","errors":[{"in":"query","name":"page","code":"type","param":"integer","detail":"must be an integer"},{"in":"query","name":"size","code":"type","param":"integer","detail":"each value must be an integer"}]}
	// 400 {"title":"Bad Request","status":400,"detail":"A part of the body is not valid.","code":"bad_request","errors":[{"pointer":"#/tag","code":"unknown","detail":"is not known"}]}
}

// A program that does not start finds its mistakes before a request does.
func ExampleCheck() {
	type search struct {
		Page  int            `query:"page" validate:"min=1"`
		Sizes map[string]int `query:"size"`
		Order string         `query:"order" validate:"onof=name"`
	}
	err := demur.Check[search]()
	fmt.Println(strings.Count(err.Error(), "\n")+1, "mistakes")
	// Output: 2 mistakes
}
