// Package onhttp is the payments API on net/http: its routes, handlers and middleware.
package onhttp

import (
	"context"
	"log/slog"
	"net/http"
	"time"

	"github.com/seed-86b940f4/demur/apierror"
	"github.com/seed-86b940f4/demur/demurhttp"
	"github.com/seed-86b940f4/demur/example/payments"
	"github.com/seed-86b940f4/demur/guide"
	"github.com/seed-86b940f4/demur/ratelimit"
)

// onHTTP has the handlers of the service for net/http. Each binds the request, asks the
// service, and responds.
type onHTTP struct{ *payments.Service }

// New returns the API on http.ServeMux: its routes, and the middleware in the order
// that the comment of package demurhttp gives.
func New(s *payments.Service, logger *slog.Logger) (http.Handler, error) {
	answers, err := demurhttp.Config{
		Formats:   []apierror.Format{apierror.JSON{}, apierror.XML{}, guide.HTML{}}, // HTML for browsers
		Challenge: payments.Challenge,
		Logger:    logger,
		TypeBase:  s.Guide.TypeBase(),
		Customize: func(_ http.ResponseWriter, _ *http.Request, e *apierror.Error) *apierror.Error {
			return payments.LinkToGuide(e)
		},
		Observe:   func(_ http.ResponseWriter, _ *http.Request, e *apierror.Error) { s.Guide.Observe(e) },
		Validator: s.Rules, // the default speaks English alone
	}.Middleware()
	if err != nil {
		return nil, err
	}
	perAddress, err := demurhttp.RateLimitConfig{Limiter: s.PerAddress, Key: demurhttp.KeyByIP}.Middleware()
	if err != nil {
		return nil, err
	}
	perKey, err := demurhttp.RateLimitConfig{
		Limiter: s.PerKey,
		Key:     demurhttp.KeyByHeader("X-API-Key"), // behind authenticate: the key is valid
		Policy:  func(r *http.Request) ratelimit.Policy { return callerOf(r).Plan },
	}.Middleware()
	if err != nil {
		return nil, err
	}

	api := onHTTP{s}
	v1, admin, all := http.NewServeMux(), http.NewServeMux(), http.NewServeMux()
	v1.Handle("POST /v1/payments", demurhttp.HandlerFunc(api.create))
	v1.Handle("GET /v1/payments/{id}", demurhttp.HandlerFunc(api.show)) // HEAD too
	v1.Handle("DELETE /v1/payments/{id}", demurhttp.HandlerFunc(api.cancel))
	v1.Handle("GET /v1/reports", demurhttp.HandlerFunc(api.report))
	admin.Handle("PUT /admin/provider", demurhttp.HandlerFunc(api.switchProvider))
	admin.Handle("PUT /admin/maintenance", demurhttp.HandlerFunc(api.switchMaintenance))
	all.Handle("GET /guide", s.Guide) // HEAD too
	all.Handle("GET /openapi.yaml", s.Guide)

	// 503, 401 and 402, 406, 429: who asks is known before a request is counted.
	all.Handle("/v1/", chain(demurhttp.Mux(v1), api.available, api.authenticate, demurhttp.RequireAcceptable, perKey))
	all.Handle("/admin/", chain(demurhttp.Mux(admin), api.authenticate, api.operatorsOnly, demurhttp.RequireAcceptable))
	return chain(demurhttp.Mux(all), requestID, logRequests(logger), answers, perAddress, deadline(5*time.Second), bodyLimit(64<<10)), nil
}

// create is for POST: 201, or 400, 402, 412, 415, 422, 502.
func (api onHTTP) create(w http.ResponseWriter, r *http.Request) error {
	in, err := demurhttp.Bind[payments.CreatePayment](r)
	if err != nil {
		return err // a 400, 413, 415 or 422 that says where
	}
	made, err := api.Create(r.Context(), callerOf(r), in)
	if err != nil {
		return err
	}
	return demurhttp.Created(w, r, "/v1/payments/"+made.ID, made)
}

// show is for GET and HEAD: 200, or 403, 404.
func (api onHTTP) show(w http.ResponseWriter, r *http.Request) error {
	found, err := api.Find(callerOf(r), r.PathValue("id"))
	if err != nil {
		return err
	}
	return demurhttp.Respond(w, r, http.StatusOK, found)
}

// cancel is for DELETE: 204, or 403, 404.
func (api onHTTP) cancel(w http.ResponseWriter, r *http.Request) error {
	if err := api.Cancel(callerOf(r), r.PathValue("id")); err != nil {
		return err
	}
	return demurhttp.Respond(w, r, http.StatusNoContent, nil)
}

func (api onHTTP) report(w http.ResponseWriter, r *http.Request) error {
	of, err := demurhttp.Bind[payments.ReportOf](r)
	if err != nil {
		return err
	}
	return demurhttp.Respond(w, r, http.StatusOK, api.Report(callerOf(r), of))
}

func (api onHTTP) switchProvider(w http.ResponseWriter, r *http.Request) error {
	to, err := demurhttp.Bind[payments.Switch](r)
	if err != nil {
		return err
	}
	if err := api.SwitchProvider(to); err != nil {
		return err
	}
	return demurhttp.Respond(w, r, http.StatusNoContent, nil)
}

func (api onHTTP) switchMaintenance(w http.ResponseWriter, r *http.Request) error {
	to, err := demurhttp.Bind[payments.Switch](r)
	if err != nil {
		return err
	}
	api.SwitchMaintenance(to)
	return demurhttp.Respond(w, r, http.StatusNoContent, nil)
}

type callerKey struct{}

// callerOf returns the account that authenticate has found for the request.
func callerOf(r *http.Request) *payments.Account {
	return r.Context().Value(callerKey{}).(*payments.Account)
}

// authenticate is middleware that lets in whoever has a key.
func (api onHTTP) authenticate(next http.Handler) http.Handler {
	return demurhttp.HandlerFunc(func(w http.ResponseWriter, r *http.Request) error {
		account, err := api.Authenticate(r.Header.Get("X-API-Key"))
		if err != nil {
			return err
		}
		next.ServeHTTP(w, r.WithContext(context.WithValue(r.Context(), callerKey{}, account)))
		return nil
	})
}

// available is middleware that refuses everything during maintenance.
func (api onHTTP) available(next http.Handler) http.Handler {
	return demurhttp.HandlerFunc(func(w http.ResponseWriter, r *http.Request) error {
		if err := api.Available(); err != nil {
			return err
		}
		next.ServeHTTP(w, r)
		return nil
	})
}

// operatorsOnly is middleware behind authenticate.
func (onHTTP) operatorsOnly(next http.Handler) http.Handler {
	return demurhttp.HandlerFunc(func(w http.ResponseWriter, r *http.Request) error {
		if err := callerOf(r).MayOperate(); err != nil {
			return err
		}
		next.ServeHTTP(w, r)
		return nil
	})
}
