package apierror_test

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"time"

	"github.com/seed-86b940f4/demur/apierror"
)

func ExampleStatus() {
	load := func(id string) error {
		if id == "" {
			return apierror.BadRequest.New("The identifier is missing.")
		}
		return apierror.NotFound // a constant is an error
	}
	err := fmt.Errorf("widget: %w", load("7"))
	fmt.Println(errors.Is(err, apierror.NotFound), apierror.StatusOf(err) == apierror.NotFound)
	fmt.Println(load(""))
	// Output:
	// true true
	// 400 bad_request: The identifier is missing.
}

// The detail is for the client, the cause for the log.
func ExampleStatus_Wrap() {
	cause := errors.New("dial tcp 10.0.0.5:5432: connection refused")
	err := apierror.BadGateway.Wrap(cause, "The bank did not answer.")
	body, _ := apierror.JSON{}.Append(nil, err)
	fmt.Println(string(body))
	fmt.Println(errors.Is(err, cause))
	// Output:
	// {"title":"Bad Gateway","status":502,"detail":"The bank did not answer.","code":"bad_gateway"}
	// true
}

func ExampleKind() {
	outOfStock := apierror.Kind{Status: apierror.Conflict, Code: "out_of_stock", Title: "Out of stock"}
	err := outOfStock.New("There are 3 left.").With("left", 3)
	fmt.Println(errors.Is(err, outOfStock), errors.Is(err, apierror.Conflict))
	body, _ := apierror.XML{}.Append(nil, err)
	fmt.Println(string(body))
	// Output:
	// true true
	// <?xml version="1.0" encoding="UTF-8"?>
	// <problem xmlns="urn:ietf:rfc:7807"><title>Out of stock</title><status>409</status><detail>There are 3 left.</detail><code>out_of_stock</code><left>3</left></problem>
}

func ExampleError_WithField() {
	err := apierror.UnprocessableEntity.New("").
		WithField(apierror.FieldError{Pointer: "#/name", Code: "required", Detail: "must be given"}).
		WithField(apierror.FieldError{In: "query", Name: "limit", Code: "max", Param: "100", Detail: "must be at most 100"})
	body, _ := apierror.JSON{}.Append(nil, err)
	fmt.Println(string(body))
	// Output:
	// {"title":"Unprocessable Entity","status":422,"detail":"The request is well formed, but some of its values are not valid.","code":"unprocessable_entity","errors":[{"pointer":"#/name","code":"required","detail":"must be given"},{"in":"query","name":"limit","code":"max","param":"100","detail":"must be at most 100"}]}
}

func ExampleError_WithRetryAfter() {
	err := apierror.ServiceUnavailable.New("Down for maintenance.").WithRetryAfter(2 * time.Minute)
	fmt.Println(err.Header.Get("Retry-After"))
	// Output: 120
}

func ExampleFrom() {
	for _, err := range []error{
		fmt.Errorf("query: %w", context.DeadlineExceeded),
		&http.MaxBytesError{Limit: 1024},
		errors.New("pq: password authentication failed"),
	} {
		fmt.Printf("%v %q\n", apierror.From(err).Status, apierror.From(err).Detail)
	}
	// Output:
	// 503 service_unavailable ""
	// 413 request_entity_too_large "The request body is larger than 1024 bytes."
	// 500 internal_server_error ""
}

// A server of plain net/http, and a client that compares with the same constants.
func ExampleWriter() {
	var problems apierror.Writer
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		_ = problems.Write(w, r, apierror.NotFound.New("There is no such widget.").With("widget", "7"))
	}))
	defer server.Close()

	res, err := http.Get(server.URL)
	if err != nil {
		panic(err)
	}
	defer res.Body.Close()
	problem, err := apierror.Decode(res)
	fmt.Println(err, errors.Is(problem, apierror.NotFound))
	fmt.Println(problem)
	for name, value := range problem.Extensions() {
		fmt.Println(name, value)
	}
	// Output:
	// <nil> true
	// 404 not_found: There is no such widget.
	// widget 7
}

// StatusOf is for metrics and for code that has to do something about one status.
func ExampleStatusOf() {
	fmt.Println(int(apierror.StatusOf(nil)))
	fmt.Println(int(apierror.StatusOf(fmt.Errorf("widget: %w", apierror.Gone))))
	fmt.Println(int(apierror.StatusOf(errors.New("pq: deadlock"))))
	// Output:
	// 0
	// 410
	// 500
}

func ExampleError_With() {
	err := apierror.Conflict.New("The payment was cancelled.").
		With("cancelled_at", time.Date(2026, 11, 22, 13, 0, 0, 0, time.UTC)).
		With("refunds", []string{"re_1", "re_2"})
	body, _ := apierror.JSON{}.Append(nil, err)
	fmt.Println(string(body))
	// Output:
	// {"title":"Conflict","status":409,"detail":"The payment was cancelled.","code":"conflict","cancelled_at":"2026-11-22T13:00:00Z","refunds":["re_1","re_2"]}
}

// A client asks what kind of error it got, whichever format it came in.
func ExampleDecode() {
	cardDeclined := apierror.Kind{Status: apierror.PaymentRequired, Code: "card_declined"}
	res := &http.Response{
		StatusCode: 402,
		Header:     http.Header{"Content-Type": {"application/problem+xml"}},
		Body: io.NopCloser(strings.NewReader(`<problem xmlns="urn:ietf:rfc:7807">` +
			`<detail>The issuer refused the charge.</detail><code>card_declined</code></problem>`)),
	}
	problem, err := apierror.Decode(res)
	fmt.Println(err, errors.Is(problem, cardDeclined), problem.Detail)
	// Output: <nil> true The issuer refused the charge.
}

// The type of an error is the page of the developer guide on it.
func ExampleWriter_typeBase() {
	problems := apierror.Writer{TypeBase: "https://api.example.com/guide#"}
	if err := problems.Check(); err != nil { // at the start of the program
		panic(err)
	}
	cardDeclined := apierror.Kind{Status: apierror.PaymentRequired, Code: "card_declined", Title: "Card declined"}
	w, r := httptest.NewRecorder(), httptest.NewRequest(http.MethodPost, "/payments", nil)
	_ = problems.Write(w, r, cardDeclined.New("The issuer refused the charge."))
	fmt.Println(w.Body)
	// Output:
	// {"type":"https://api.example.com/guide#card_declined","title":"Card declined","status":402,"detail":"The issuer refused the charge.","code":"card_declined"}
}

// The instance names this failure alone, such as its record in the log.
func ExampleError_WithInstance() {
	err := apierror.InternalServerError.New("").WithInstance("urn:uuid:550e8400-e29b-41d4-a716-446655440000")
	body, _ := apierror.JSON{}.Append(nil, err)
	fmt.Println(string(body))
	// Output:
	// {"title":"Internal Server Error","status":500,"detail":"Something unexpected happened. The fault is not in the request.","instance":"urn:uuid:550e8400-e29b-41d4-a716-446655440000","code":"internal_server_error"}
}

// Each row of an upload has its own error.
func ExampleError_WithFields() {
	var bad []apierror.FieldError
	for row, amount := range []int{5, -3, 0} {
		if amount <= 0 {
			bad = append(bad, apierror.FieldError{Pointer: fmt.Sprintf("#/rows/%d/amount", row), Code: "gt", Param: "0", Detail: "must be greater than 0"})
		}
	}
	err := apierror.UnprocessableEntity.New("").WithFields(bad...)
	for _, f := range err.Fields {
		fmt.Println(f.Pointer, f.Detail)
	}
	// Output:
	// #/rows/1/amount must be greater than 0
	// #/rows/2/amount must be greater than 0
}

// A client waits as long as the server asks, within reason, and reads a member
// that the server documents.
func ExampleRetryAfter() {
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		var problems apierror.Writer
		_ = problems.Write(w, r, apierror.TooManyRequests.New("").WithRetryAfter(90*time.Second).With("quota", 1000))
	}))
	defer server.Close()

	res, err := http.Get(server.URL)
	if err != nil {
		panic(err)
	}
	defer res.Body.Close()
	problem, _ := apierror.Decode(res)
	if wait, ok := apierror.RetryAfter(res); ok && errors.Is(problem, apierror.TooManyRequests) {
		quota, _ := problem.Extension("quota")
		fmt.Println(min(wait, time.Hour), quota)
	}
	// Output: 1m30s 1000
}
