package demurhttp_test

import (
	"net/http"
	"strings"
	"testing"

	"github.com/seed-86b940f4/demur/apierror"
	"github.com/seed-86b940f4/demur/demurhttp"
	"github.com/seed-86b940f4/demur/ratelimit"
)

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
