package main

import (
	"net/http"
	"net/http/httptest"
	"testing"

	"github.com/seed-86b940f4/demur/apierror"
	"github.com/seed-86b940f4/demur/demurtest"
)

//readme:run
func TestErrors(t *testing.T) {
	service, err := newService()
	if err != nil {
		t.Fatal(err)
	}
	key := http.Header{"X-Api-Key": {"key-of-a-customer"}}
	trial := http.Header{"X-Api-Key": {"key-of-a-trial"}}
	demurtest.Run(t, service,
		demurtest.Sample{Name: "read", Target: "/v1/payments/7", Header: key},
		demurtest.Sample{Name: "pay", Method: "POST", Target: "/v1/payments", Header: key, Body: `{"amount":5}`, Status: 201},
		demurtest.Sample{Name: "unknown", Target: "/v1/payments/8", Header: key, Status: 404},
		demurtest.Sample{Name: "report", Target: "/v1/report", Header: key, Status: demurtest.BreaksOff},
		demurtest.Sample{Name: "trial", Target: "/v1/payments/7", Header: trial, Quota: 3},
	)
}

//readme:end

func TestFewSamples(t *testing.T) {
	service, err := newService()
	if err != nil {
		t.Fatal(err)
	}
	key := http.Header{"X-Api-Key": {"key-of-a-customer"}}
	//readme:short
	demurtest.Run(t, service,
		demurtest.Sample{Target: "/v1/payments/7", Header: key},
		demurtest.Sample{Method: "POST", Target: "/v1/payments", Header: key, Body: `{"amount":5}`, Status: 201},
	)
	//readme:end
}

//readme:is
func TestUnknownPayment(t *testing.T) {
	service, err := newService()
	if err != nil {
		t.Fatal(err)
	}
	server := httptest.NewServer(service)
	defer server.Close()
	req, err := http.NewRequestWithContext(t.Context(), "GET", server.URL+"/v1/payments/8", nil)
	if err != nil {
		t.Fatal(err)
	}
	req.Header.Set("X-API-Key", "key-of-a-customer")
	res, err := http.DefaultClient.Do(req)
	if err != nil {
		t.Fatal(err)
	}
	defer res.Body.Close()
	demurtest.Is(t, res, apierror.NotFound)
}

//readme:end

//readme:without
func TestErrorsOfAnOlderService(t *testing.T) {
	service, err := newService()
	if err != nil {
		t.Fatal(err)
	}
	demurtest.Service{
		Handler:   service,
		BodyLimit: 2 << 20, // a body with more bytes gets a 413
		Without: map[string]string{
			"XML":                  "our clients all read JSON",
			"read/success/OPTIONS": "the gateway in front of us answers OPTIONS",
		},
	}.Run(t, demurtest.Sample{Name: "read", Target: "/v1/payments/7", Header: http.Header{"X-Api-Key": {"key-of-a-customer"}}})
}

//readme:end
