package demurhttp_test

import (
	"net/http"
	"strings"
	"testing"

	"github.com/seed-86b940f4/demur/apierror"
	"github.com/seed-86b940f4/demur/demurhttp"
	"github.com/seed-86b940f4/demur/ratelimit"
)

func TestRespond(t *testing.T) {
	t.Parallel()
	answering := func(status int, v any) http.Handler {
		return demurhttp.HandlerFunc(func(w http.ResponseWriter, r *http.Request) error { return demurhttp.Respond(w, r, status, v) })
	}
	for _, test := range []struct {
		method, accept string
		h              http.Handler
		status         int
		contentType    string
		body           string
	}{
		{"GET", "", answering(200, named{"n"}), 200, "application/json", `{"Name":"n"}` + "\n"},
		{"GET", "application/xml", answering(202, named{"n"}), 202, "application/xml", "<named><Name>n</Name></named>"},
		{"GET", "text/xml", answering(200, named{"n"}), 200, "text/xml", "<named><Name>n</Name></named>"},
		{"HEAD", "", answering(200, named{"n"}), 200, "application/json", ""},
		{"GET", "image/png", answering(200, named{"n"}), 406, "application/json", `"available":`},
		{"GET", "application/xml", answering(200, []int{1}), 500, "application/xml", "internal_server_error"},
		{"GET", "", answering(200, func() {}), 500, "application/json", "internal_server_error"},
		{"GET", "", answering(204, named{"n"}), 204, "", ""},
		{"GET", "", answering(200, nil), 200, "", ""},
		{"GET", "", answering(404, nil), 500, "application/json", "internal_server_error"},
		{"POST", "", demurhttp.HandlerFunc(func(w http.ResponseWriter, r *http.Request) error {
			return demurhttp.Created(w, r, "/widgets/7", named{"n"})
		}), 201, "application/json", `{"Name":"n"}` + "\n"},
	} {
		res := send(t, test.method, serve(t, quiet(t, test.h)), "", "Accept", test.accept)
		if res.StatusCode != test.status || res.Header.Get("Content-Type") != test.contentType || !strings.Contains(res.body, test.body) {
			t.Errorf("%s %s: %d %v %q", test.method, test.accept, res.StatusCode, res.Header, res.body)
		}
		if created := res.StatusCode == 201; created != (res.Header.Get("Location") == "/widgets/7") {
			t.Errorf("Location %q", res.Header.Get("Location"))
		}
	}
}

// A 406 must not come before the 404 and 405 of the mux inside, nor instead of an answer
// to OPTIONS; and no handler may have run.
func TestRequireAcceptable(t *testing.T) {
	t.Parallel()
	limit := demurhttp.RateLimit(ratelimit.Hourly(100), demurhttp.KeyByIP)
	for name, around := range map[string]func(*http.ServeMux) http.Handler{
		"Mux":            func(mux *http.ServeMux) http.Handler { return demurhttp.Mux(mux) },
		"a limiter":      func(mux *http.ServeMux) http.Handler { return limit(demurhttp.Mux(mux)) },
		"Errors between": func(mux *http.ServeMux) http.Handler { return quiet(t, demurhttp.Mux(mux)) },
	} {
		ran := 0
		mux := http.NewServeMux()
		mux.HandleFunc("POST /payments", func(http.ResponseWriter, *http.Request) { ran++ })
		url := serve(t, quiet(t, demurhttp.RequireAcceptable(around(mux))))
		for request, want := range map[string]apierror.Status{
			"POST /payments image/png": 406,
			"POST /payments text/html": 406,
			"GET /payments image/png":  405,
			"POST /nothing image/png":  404,
		} {
			part := strings.Fields(request)
			send(t, part[0], url+part[1], "", "Accept", part[2]).expect(t, want)
		}
		if res := send(t, "OPTIONS", url+"/payments", "", "Accept", "image/png"); res.StatusCode != 204 {
			t.Errorf("%s: OPTIONS: %d", name, res.StatusCode)
		}
		if ran != 0 {
			t.Errorf("%s: the handler ran", name)
		}
		for _, accept := range []string{"", "*/*", "application/xml", "text/json;q=0.1"} {
			if res := send(t, "POST", url+"/payments", "", "Accept", accept); res.StatusCode != 200 {
				t.Errorf("%s: %s: %d", name, accept, res.StatusCode)
			}
		}
		if ran != 4 {
			t.Errorf("%s: the handler ran %d times", name, ran)
		}
	}
	for name, h := range map[string]http.Handler{
		"alone":           demurhttp.RequireAcceptable(said("fine")),
		"a plain mux":     demurhttp.RequireAcceptable(routes()),
		"in middleware":   quiet(t, unwrapping(demurhttp.RequireAcceptable(said("fine")))),
		"blunt in Errors": quiet(t, blunt(demurhttp.RequireAcceptable(said("fine")))),
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			send(t, "GET", serve(t, h)+"/widgets/7", "", "Accept", "image/png").expect(t, 406)
		})
	}
}
