package demurtest_test

import (
	"net/http"
	"strings"
	"testing"

	"github.com/seed-86b940f4/demur/demurtest"
)

// Documents that other frameworks send, and that a client can read.
func TestDocumentsOfOthersAreNoFaults(t *testing.T) {
	t.Parallel()
	for name, tt := range map[string]struct {
		contentType, body string
		wrong             bool
	}{
		"a status that is a text":          {"application/json", `{"status":"Resource not found."}`, false},
		"a status of another answer":       {"application/json", `{"status":400,"message":"no"}`, true},
		"a problem without a title":        {"application/problem+json", `{"detail":"There is no such widget."}`, false},
		"errors with values of any type":   {"application/problem+json", `{"title":"Not Found","status":404,"errors":[{"location":"path.id","value":2}]}`, false},
		"errors that are an object":        {"application/problem+json", `{"title":"Not Found","errors":{"id":["is unknown"]}}`, false},
		"a problem with a status as text":  {"application/problem+json", `{"title":"Not Found","status":"404"}`, true},
		"a problem with a title in a list": {"application/problem+json", `{"title":["Not Found"]}`, true},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			service := http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
				w.Header().Set("Content-Type", tt.contentType)
				w.WriteHeader(http.StatusNotFound)
				_, _ = w.Write([]byte(tt.body))
			})
			results, err := demurtest.Service{Handler: service}.Results(t.Context(), demurtest.Sample{Target: "/v1/widgets/2", Status: 404})
			if err != nil {
				t.Fatal(err)
			}
			for _, r := range results {
				if r.Check == "error/document" && (r.Err != nil) != tt.wrong {
					t.Errorf("the check says %v", r.Err)
				}
			}
		})
	}
}

// A service that knows XML by the name application/xml alone sends XML to clients that know it.
func TestXMLByOneName(t *testing.T) {
	t.Parallel()
	service := http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		switch accept := r.Header.Get("Accept"); {
		case strings.Contains(accept, "application/xml"):
			w.Header().Set("Content-Type", "application/xml")
			_, _ = w.Write([]byte("<widget><name>w</name></widget>"))
		case strings.Contains(accept, "text/xml"):
			w.WriteHeader(http.StatusNotAcceptable)
		default:
			w.Header().Set("Content-Type", "application/json")
			_, _ = w.Write([]byte(`{"name":"w"}`))
		}
	})
	results, err := demurtest.Service{Handler: service}.Results(t.Context(), demurtest.Sample{Target: "/"})
	if err != nil {
		t.Fatal(err)
	}
	for _, r := range results {
		if r.Check == "success/XML" && (r.Skipped != "" || r.Err != nil) {
			t.Errorf("the check says %v%s", r.Err, r.Skipped)
		}
	}
}

// Go finds no field under a name like X-API-Key, so nothing was asked about the key.
func TestKeyUnderANameThatGoDoesNotFind(t *testing.T) {
	t.Parallel()
	_, err := demurtest.Service{Handler: http.NotFoundHandler()}.Results(t.Context(),
		demurtest.Sample{Target: "/", Header: http.Header{"X-API-Key": {"k1"}}})
	if err == nil || !strings.Contains(err.Error(), "X-Api-Key") {
		t.Errorf("the mistake is not told: %v", err)
	}
}
