package main

import (
	"net/http"
	"net/http/httptest"
	"testing"

	"github.com/seed-86b940f4/demur/apierror"
	"github.com/seed-86b940f4/demur/demurtest"
)

func TestErrorsOfTheService(t *testing.T) {
	g, err := newGuide()
	if err != nil {
		t.Fatal(err)
	}
	handler, err := newPlainService(g)
	if err != nil {
		t.Fatal(err)
	}
	res := httptest.NewRecorder()
	handler.ServeHTTP(res, httptest.NewRequest(http.MethodGet, "/v1/widgets/1", nil).WithContext(t.Context()))
	demurtest.Is(t, res.Result(), apierror.NotFound)

	demurtest.Run(t, handler, demurtest.Sample{
		Name: "quota", Method: http.MethodPost, Target: "/v1/widgets", Header: http.Header{"X-Api-Key": {"of-the-test"}},
		Body: `{"name":"sprocket"}`, Quota: quota,
	})
}
