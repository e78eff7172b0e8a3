package demurtest_test

import (
	"fmt"
	"math/rand/v2"
	"net/http"
	"net/http/httptest"
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
	results, err := demurtest.Service{Handler: service(t)}.Results(t.Context(),
		demurtest.Sample{Target: "/v1/widgets/1", Header: http.Header{"X-API-Key": {"k1"}}})
	if err != nil {
		t.Fatal(err)
	}
	for _, r := range results {
		if r.Err != nil || r.Check == "key/missing" && r.Skipped != "" {
			t.Errorf("%s: %v%s", r.Check, r.Err, r.Skipped)
		}
	}
}

// A service without a quota must not pass for one, and must not keep the test.
func TestQuotaThatNeverEnds(t *testing.T) {
	t.Parallel()
	sample := demurtest.Sample{Target: "/v1/widgets/1", Header: http.Header{"X-Api-Key": {"k1"}}, Status: 429}
	unlimited := asked(func(r *http.Request) { r.Header.Set("X-API-Key", fmt.Sprint("k", rand.Uint64())) })
	if !fails(t, demurtest.Service{Handler: unlimited(service(t))}, sample, "sample") {
		t.Error("a service that refuses nobody passes")
	}
}

// The Accept field of a sample that is a 406 was taken away, and then it succeeded.
func TestSampleThatIsNotAcceptable(t *testing.T) {
	t.Parallel()
	refused := demurtest.Sample{Target: "/v1/widgets/1", Header: http.Header{"X-Api-Key": {"k1"}, "Accept": {"image/png"}}, Status: 406}
	demurtest.Run(t, service(t), refused, refused) // without a name there may be two
	plain := failing(func(_ *http.Request, res *httptest.ResponseRecorder) {
		if res.Code == http.StatusNotAcceptable {
			res.Header().Set("Content-Type", "text/plain")
		}
	})
	if !fails(t, demurtest.Service{Handler: plain(service(t))}, refused, "error/document") {
		t.Error("a 406 that no program can read passes")
	}
}
