package rivals

import (
	"log/slog"
	"net/http"

	"github.com/seed-86b940f4/demur/apierror"
	"github.com/seed-86b940f4/demur/demurhttp"
	"github.com/seed-86b940f4/demur/ratelimit"
)

func demurNetHTTP() http.Handler {
	mux := http.NewServeMux()
	handle := func(pattern string, h demurhttp.HandlerFunc) { mux.Handle(pattern, h) }
	handle("GET /v1/widgets/{id}", func(w http.ResponseWriter, r *http.Request) error {
		found, err := find(r.PathValue("id"))
		if err != nil {
			return apierror.NotFound.Wrap(err, "There is no such widget.")
		}
		return demurhttp.Respond(w, r, http.StatusOK, found)
	})
	handle("POST /v1/widgets", func(w http.ResponseWriter, r *http.Request) error {
		in, err := demurhttp.Bind[widget](r)
		if err != nil {
			return err
		}
		return demurhttp.Created(w, r, "/v1/widgets/2", in)
	})
	handle("GET /v1/boom", func(http.ResponseWriter, *http.Request) error { return errDatabase })
	handle("GET /v1/panic", func(http.ResponseWriter, *http.Request) error { panic(errDatabase) })
	handle("GET /v1/half", func(w http.ResponseWriter, r *http.Request) error {
		if _, err := w.Write(half); err != nil {
			return err
		}
		return errDisk
	})

	errorsOf, err := demurhttp.Config{Challenge: "ApiKey", Logger: slog.New(slog.DiscardHandler)}.Middleware()
	must(err)
	limit := limited(demurhttp.RateLimit(ratelimit.Hourly(quota), demurhttp.KeyByHeader(keyField)))
	service := limit(demurhttp.RequireAcceptable(demurhttp.Mux(mux)))
	return errorsOf(demurhttp.HandlerFunc(func(w http.ResponseWriter, r *http.Request) error {
		if !known(r.Header.Get(keyField)) {
			return apierror.Unauthorized
		}
		service.ServeHTTP(w, r)
		return nil
	}))
}
