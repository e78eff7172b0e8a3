package toolstest_test

import (
	"bytes"
	"errors"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/seed-86b940f4/demur/apierror"
	"github.com/seed-86b940f4/demur/guide/toolstest/echo5server"
	"github.com/seed-86b940f4/demur/guide/toolstest/echoserver"
	"github.com/seed-86b940f4/demur/guide/toolstest/payments"
)

// generated starts the servers that oapi-codegen made, on the loopback.
func generated(t *testing.T, typeBase string) map[string]*httptest.Server {
	t.Helper()
	v4, err := echoserver.New(typeBase)
	if err != nil {
		t.Fatal(err)
	}
	v5, err := echo5server.New(typeBase)
	if err != nil {
		t.Fatal(err)
	}
	servers := map[string]*httptest.Server{"Echo v4": httptest.NewServer(v4), "Echo v5": httptest.NewServer(v5)}
	for _, s := range servers {
		t.Cleanup(s.Close)
	}
	return servers
}

func TestGeneratedServersAnswerWithTheErrorsOfTheGuide(t *testing.T) {
	t.Parallel()
	g := newGuide(t, payments.Guide())
	check := newChecks(t, g)
	for name, server := range generated(t, g.TypeBase()) {
		for _, accept := range []string{"application/json", "application/xml"} {
			for _, tc := range []struct {
				what, method, path, body string
				is                       error
				code, detail             string
			}{
				{"a Kind as it is", "POST", "/v1/payments", `{"amount":4000,"currency":"EUR"}`, payments.CardDeclined, "card_declined", apierror.PaymentRequired.Detail()},
				{"a Kind with members", "GET", "/v1/payments/2", "", payments.PaymentNotFound, "payment_not_found", "No payment has this number."},
				{"a Status with a cause", "POST", "/v1/payments", `{"amount":5000,"currency":"EUR"}`, apierror.BadGateway, "bad_gateway", "The bank is offline."},
				{"a Status with fields", "POST", "/v1/payments", `{"amount":0,"currency":"EUR"}`, apierror.UnprocessableEntity, "unprocessable_entity", "1 field is not valid."},
				{"another error", "POST", "/v1/payments", `{"amount":6000,"currency":"EUR"}`, apierror.InternalServerError, "internal_server_error", apierror.InternalServerError.Detail()},
				{"a body that is no JSON", "POST", "/v1/payments", `{"amount":`, apierror.BadRequest, "bad_request", ""},
				{"a member of another type", "POST", "/v1/payments", `{"amount":"x","currency":"EUR"}`, apierror.BadRequest, "bad_request", ""},
				{"a parameter of another type", "GET", "/v1/payments/x", "", apierror.BadRequest, "bad_request", ""},
				{"no route", "GET", "/v1", "", apierror.NotFound, "not_found", ""},
				{"no such method", "DELETE", "/v1/payments", "", apierror.MethodNotAllowed, "method_not_allowed", ""},
			} {
				r, err := http.NewRequest(tc.method, server.URL+tc.path, strings.NewReader(tc.body))
				if err != nil {
					t.Fatal(err)
				}
				r.Header.Set("Accept", accept)
				if tc.body != "" {
					r.Header.Set("Content-Type", "application/json")
				}
				got := do(t, server.Client(), r)
				e := decode(t, got)
				if !errors.Is(e, tc.is) || e.Code != tc.code || e.Type != g.TypeBase()+tc.code || tc.detail != "" && e.Detail != tc.detail {
					t.Errorf("%s, %s as %s: %d, %s", name, tc.what, accept, got.status, got.body)
				}
				if mediaType, _, _ := strings.Cut(got.header.Get("Content-Type"), ";"); mediaType != accept {
					t.Errorf("%s, %s as %s: Content-Type %s", name, tc.what, accept, got.header.Get("Content-Type"))
				}
				if bytes.Contains(got.body, []byte("secret")) {
					t.Errorf("%s, %s as %s: the cause is sent: %s", name, tc.what, accept, got.body)
				}
				got.name, got.code = name+", "+tc.what, tc.code
				check.answer(got)
			}
		}
	}
}

// A handler may also return what oapi-codegen made of a response of the guide. It is then
// JSON in any case.
func TestGeneratedResponsesAreTheDocumentsOfTheGuide(t *testing.T) {
	t.Parallel()
	g := newGuide(t, payments.Guide())
	check := newChecks(t, g)
	for name, server := range generated(t, g.TypeBase()) {
		r, err := http.NewRequest(http.MethodPost, server.URL+"/v1/payments", strings.NewReader(`{"amount":4001,"currency":"EUR"}`))
		if err != nil {
			t.Fatal(err)
		}
		r.Header.Set("Content-Type", "application/json")
		got := do(t, server.Client(), r)
		e := decode(t, got)
		if !errors.Is(e, payments.CardDeclined) || e.Detail != "The card has expired." {
			t.Errorf("%s: %d, %s", name, got.status, got.body)
		}
		got.name, got.code = name, "card_declined"
		check.answer(got)
	}
}

func TestGeneratedServersSucceed(t *testing.T) {
	t.Parallel()
	for name, server := range generated(t, "") {
		r, err := http.NewRequest(http.MethodPost, server.URL+"/v1/payments", strings.NewReader(`{"amount":100,"currency":"EUR"}`))
		if err != nil {
			t.Fatal(err)
		}
		r.Header.Set("Content-Type", "application/json")
		if got := do(t, server.Client(), r); got.status != http.StatusCreated || strings.TrimSpace(string(got.body)) != `{"amount":100,"currency":"EUR","id":1}` {
			t.Errorf("%s: %d, %s", name, got.status, got.body)
		}
	}
}
