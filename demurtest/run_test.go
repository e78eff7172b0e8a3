package demurtest_test

import (
	"encoding/xml"
	"errors"
	"log/slog"
	"net/http"
	"strings"
	"testing"

	"github.com/seed-86b940f4/demur/apierror"
	"github.com/seed-86b940f4/demur/demurhttp"
	"github.com/seed-86b940f4/demur/demurtest"
	"github.com/seed-86b940f4/demur/ratelimit"
)

type widget struct {
	XMLName xml.Name `json:"-" xml:"widget"`
	Name    string   `json:"name" xml:"name" validate:"required"`
	Size    int      `json:"size" xml:"size" validate:"gte=1"`
}

// service is one with a key, a quota, and a resource.
func service(t testing.TB) http.Handler {
	mux := http.NewServeMux()
	mux.Handle("GET /v1/widgets/{id}", demurhttp.HandlerFunc(func(w http.ResponseWriter, r *http.Request) error {
		if r.PathValue("id") != "1" {
			return apierror.NotFound.Wrap(errors.New("sql: no rows in result set"), "There is no such widget.")
		}
		return demurhttp.Respond(w, r, http.StatusOK, widget{Name: "sprocket", Size: 1})
	}))
	mux.Handle("POST /v1/widgets", demurhttp.HandlerFunc(func(w http.ResponseWriter, r *http.Request) error {
		in, err := demurhttp.Bind[widget](r)
		if err != nil {
			return err
		}
		return demurhttp.Created(w, r, "/v1/widgets/2", in)
	}))
	mux.Handle("GET /v1/upstream", demurhttp.HandlerFunc(func(w http.ResponseWriter, r *http.Request) error {
		return apierror.BadGateway.Wrap(errors.New("dial tcp 10.0.0.5:5432: connection refused"), "")
	}))
	mux.Handle("GET /v1/half", demurhttp.HandlerFunc(func(w http.ResponseWriter, r *http.Request) error {
		_, _ = w.Write([]byte(strings.Repeat("half ", 1000)))
		return errors.New("the disk is full")
	}))
	errorsOf, err := demurhttp.Config{Challenge: "ApiKey", Logger: slog.New(slog.DiscardHandler)}.Middleware()
	if err != nil {
		t.Fatal(err)
	}
	keys := func(next http.Handler) http.Handler {
		return demurhttp.HandlerFunc(func(w http.ResponseWriter, r *http.Request) error {
			if !strings.HasPrefix(r.Header.Get("X-API-Key"), "k") {
				return apierror.Unauthorized
			}
			next.ServeHTTP(w, r)
			return nil
		})
	}
	many := demurhttp.RateLimit(ratelimit.Hourly(1000), demurhttp.KeyByHeader("X-API-Key"))
	few := demurhttp.RateLimit(ratelimit.Hourly(5), demurhttp.KeyByHeader("X-API-Key"))
	rest := demurhttp.RequireAcceptable(demurhttp.Mux(mux))
	return errorsOf(keys(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if strings.HasPrefix(r.Header.Get("X-API-Key"), "k-few") {
			few(rest).ServeHTTP(w, r)
		} else {
			many(rest).ServeHTTP(w, r)
		}
	})))
}

func samples() []demurtest.Sample {
	key := http.Header{"X-Api-Key": {"k-of-a-good-client"}}
	return []demurtest.Sample{
		{Name: "get", Target: "/v1/widgets/1", Header: key},
		{Name: "create", Method: "POST", Target: "/v1/widgets", Header: key, Body: `{"name":"w","size":2}`, Status: 201},
		{Name: "create from XML", Method: "POST", Target: "/v1/widgets", Header: key, Body: `<widget><name>w</name><size>2</size></widget>`, Status: 201},
		{Name: "no widget", Target: "/v1/widgets/2", Header: key, Status: 404},
		{Name: "provider away", Target: "/v1/upstream", Header: key, Status: 502},
		{Name: "half", Target: "/v1/half", Header: key, Status: demurtest.BreaksOff},
		{Name: "quota", Target: "/v1/widgets/1", Header: http.Header{"X-Api-Key": {"k-few"}}, Quota: 5},
		{Name: "used up", Target: "/v1/widgets/1", Header: http.Header{"X-Api-Key": {"k-few-left"}}, Status: 429},
	}
}

func TestRun(t *testing.T) {
	t.Parallel()
	demurtest.Run(t, service(t), samples()...)
}
