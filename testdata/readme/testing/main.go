// The service of docs/testing.md, and its test.
package main

import (
	"encoding/xml"
	"errors"
	"log"
	"net/http"
	"strings"

	"github.com/seed-86b940f4/demur/apierror"
	"github.com/seed-86b940f4/demur/demurhttp"
	"github.com/seed-86b940f4/demur/ratelimit"
)

type Payment struct {
	XMLName xml.Name `json:"-" xml:"payment"`
	Amount  int64    `json:"amount" xml:"amount" validate:"gt=0"`
}

func newService() (http.Handler, error) {
	v1 := http.NewServeMux()
	v1.Handle("GET /v1/payments/{id}", demurhttp.HandlerFunc(func(w http.ResponseWriter, r *http.Request) error {
		if r.PathValue("id") != "7" {
			return apierror.NotFound.New("There is no such payment.")
		}
		return demurhttp.Respond(w, r, http.StatusOK, Payment{Amount: 1250})
	}))
	v1.Handle("POST /v1/payments", demurhttp.HandlerFunc(func(w http.ResponseWriter, r *http.Request) error {
		in, err := demurhttp.Bind[Payment](r)
		if err != nil {
			return err
		}
		return demurhttp.Created(w, r, "/v1/payments/8", in)
	}))
	v1.Handle("GET /v1/report", demurhttp.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) error {
		_, err := w.Write([]byte(strings.Repeat("id,amount\n", 1000)))
		return errors.Join(err, errors.New("the disk is full"))
	}))
	limit, err := demurhttp.RateLimitConfig{Policy: plan, Key: demurhttp.KeyByHeader("X-API-Key")}.Middleware()
	if err != nil {
		return nil, err
	}
	answers, err := demurhttp.Config{Challenge: `ApiKey realm="payments"`}.Middleware()
	if err != nil {
		return nil, err
	}
	return answers(authenticate(limit(demurhttp.RequireAcceptable(demurhttp.Mux(v1))))), nil
}

// plan is what the key of a client has.
func plan(r *http.Request) ratelimit.Policy {
	if r.Header.Get("X-API-Key") == "key-of-a-trial" {
		return ratelimit.Hourly(3)
	}
	return ratelimit.Hourly(5000)
}

func authenticate(next http.Handler) http.Handler {
	return demurhttp.HandlerFunc(func(w http.ResponseWriter, r *http.Request) error {
		if !strings.HasPrefix(r.Header.Get("X-API-Key"), "key-of-a-") {
			return apierror.Unauthorized
		}
		next.ServeHTTP(w, r)
		return nil
	})
}

func main() {
	service, err := newService()
	if err != nil {
		log.Fatal(err)
	}
	log.Fatal(http.ListenAndServe("127.0.0.1:8080", service))
}
