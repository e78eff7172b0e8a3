// Command client reads the errors of a service.
package main

import (
	"errors"
	"fmt"
	"net/http"
	"net/http/httptest"
	"time"

	"github.com/seed-86b940f4/demur/apierror"
)

var CardDeclined = apierror.Kind{Status: apierror.PaymentRequired, Code: "card_declined", Title: "Card declined"}

func charge(client *http.Client, url string) error {
	res, err := client.Post(url, "", nil)
	if err != nil {
		return err
	}
	defer res.Body.Close()
	//readme:client
	if res.StatusCode >= 400 {
		problem, _ := apierror.Decode(res) // never nil; the error says why a body could not be read
		if errors.Is(problem, CardDeclined) {
			reason, _ := problem.Extension("decline_code") // a string, or a []string
			fmt.Println("another card, please:", reason)
		}
		if wait, ok := apierror.RetryAfter(res); ok { // the field has seconds or a date
			fmt.Println("again in", wait)
		}
		return problem
	}
	//readme:end
	return nil
}

func main() {
	failures := map[string]error{
		"/declined": CardDeclined.New("The issuer refused the charge.").With("decline_code", "insufficient_funds"),
		"/busy":     apierror.ServiceUnavailable.New("").WithRetryAfter(30 * time.Second),
	}
	var problems apierror.Writer
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		_ = problems.Write(w, r, failures[r.URL.Path])
	}))
	defer server.Close()
	for _, path := range []string{"/declined", "/busy"} {
		if err := charge(server.Client(), server.URL+path); err == nil {
			panic("no error")
		}
	}
}
