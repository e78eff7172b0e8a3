package main

import (
	"io"
	"net/http"

	"github.com/seed-86b940f4/demur/adapter"
	"github.com/seed-86b940f4/demur/apierror"
	"github.com/seed-86b940f4/demur/demurhttp"
	"github.com/seed-86b940f4/demur/guide"
	"github.com/seed-86b940f4/demur/negotiate"
	"github.com/seed-86b940f4/demur/ratelimit"
	"github.com/seed-86b940f4/demur/validation"
	"github.com/seed-86b940f4/demur/validation/languages"
)

// newPlainService answers what newService does, without a framework.
func newPlainService(g *guide.Guide) (http.Handler, error) {
	v := validation.New()
	if err := languages.Add(v, "de"); err != nil {
		return nil, err
	}
	errs, err := demurhttp.Config{
		Formats:   formats,
		TypeBase:  g.TypeBase(),
		Customize: func(_ http.ResponseWriter, _ *http.Request, e *apierror.Error) *apierror.Error { return linked(e) },
		Observe:   func(_ http.ResponseWriter, _ *http.Request, e *apierror.Error) { g.Observe(e) },
		Validator: v,
	}.Middleware()
	if err != nil {
		return nil, err
	}
	limiter, err := ratelimit.NewFixedWindow(hourly, nil)
	if err != nil {
		return nil, err
	}
	limit, err := demurhttp.RateLimitConfig{Limiter: limiter, Key: demurhttp.KeyByHeader("X-API-Key")}.Middleware()
	if err != nil {
		return nil, err
	}
	pages, err := negotiate.New("text/plain", "text/csv")
	if err != nil {
		return nil, err
	}
	v1 := http.NewServeMux()
	v1.Handle("GET /v1/widgets/{id}", demurhttp.HandlerFunc(func(http.ResponseWriter, *http.Request) error {
		return apierror.NotFound.New("There is no such widget.")
	}))
	v1.Handle("POST /v1/widgets", demurhttp.HandlerFunc(func(w http.ResponseWriter, r *http.Request) error {
		in, err := demurhttp.Bind[widget](r)
		if err != nil {
			return err
		}
		in.ID = "1"
		return demurhttp.Created(w, r, "/v1/widgets/1", in)
	}))
	mux := http.NewServeMux()
	mux.Handle("/v1/", demurhttp.RequireAcceptable(limit(demurhttp.Mux(v1))))
	mux.Handle("GET /report", demurhttp.HandlerFunc(func(w http.ResponseWriter, r *http.Request) error {
		kind, ok := pages.Best(r.Header)
		if !ok {
			return apierror.NotAcceptable
		}
		w.Header().Set("Content-Type", kind)
		_, err := io.WriteString(w, "id\n1\n")
		return err
	}))
	mux.Handle("GET /guide", g)
	mux.Handle("GET /openapi.yaml", g)
	mux.HandleFunc("GET /adapter", func(w http.ResponseWriter, r *http.Request) {
		_ = adapter.Respond(w, r, http.StatusOK, "", widget{"1", "by hand"})
	})
	return errs(demurhttp.Mux(mux)), nil
}
