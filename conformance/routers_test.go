package conformance_test

import (
	"net/http"
	"testing"

	"github.com/go-chi/chi/v5"
	"github.com/gorilla/mux"

	"github.com/seed-86b940f4/demur/adapter"
	"github.com/seed-86b940f4/demur/adapter/adaptertest"
	"github.com/seed-86b940f4/demur/apierror"
	"github.com/seed-86b940f4/demur/demurhttp"
	"github.com/seed-86b940f4/demur/ratelimit"
	"github.com/seed-86b940f4/demur/validation"
)

var lacks = map[adaptertest.Feature]string{
	adaptertest.Travelling:   "a handler of net/http returns nothing, so middleware outside sees the status alone",
	adaptertest.ErrorHandler: "net/http has no error handler",
	adaptertest.HTTPErrors:   "net/http has no error with a status",
	adaptertest.AnyMessage:   "net/http has no error with a message",
}

// TestAdapterChi drives what all adapters have in common against demurhttp in chi.
func TestAdapterChi(t *testing.T) {
	chi.RegisterMethod("PURGE") // before any router of chi is at work
	t.Parallel()
	adaptertest.Run(t, adaptertest.Adapter{Lacks: lacks, New: func(t testing.TB, s adaptertest.Service) http.Handler {
		r := chi.NewRouter()
		r.NotFound(func(w http.ResponseWriter, r *http.Request) { demurhttp.Unrouted(w, r) })
		r.MethodNotAllowed(func(w http.ResponseWriter, r *http.Request) { demurhttp.Unrouted(w, r, allowedByChi(r)...) })
		for _, g := range s.Groups {
			r.Group(func(r chi.Router) { // whose middleware runs after routing
				r.Use(middlewareOf(t, s, g, (*http.Request).PathValue)...)
				for _, route := range g.Routes {
					r.Method(route.Method, g.Prefix+route.Path, handlerOf(s, route, (*http.Request).PathValue))
				}
			})
		}
		return errorsAround(t, r, s, (*http.Request).PathValue)
	}})
}

// TestAdapterGorilla drives it against demurhttp in gorilla/mux.
func TestAdapterGorilla(t *testing.T) {
	t.Parallel()
	param := func(r *http.Request, name string) string { return mux.Vars(r)[name] }
	without := map[string]string{
		"Configuration/Formats, Challenge, RetryAfter and the route": "gorilla/mux does not set the pattern of a request, so the log has no route",
	}
	adaptertest.Run(t, adaptertest.Adapter{Lacks: lacks, Without: without, New: func(t testing.TB, s adaptertest.Service) http.Handler {
		r := mux.NewRouter()
		r.NotFoundHandler = http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) { demurhttp.Unrouted(w, r) })
		r.MethodNotAllowedHandler = http.HandlerFunc(func(w http.ResponseWriter, req *http.Request) {
			demurhttp.Unrouted(w, req, allowedByGorilla(r, req)...)
		})
		for _, g := range s.Groups {
			mws := middlewareOf(t, s, g, param)
			for _, route := range g.Routes {
				h := handlerOf(s, route, param)
				for i := range mws {
					h = mws[len(mws)-1-i](h)
				}
				r.Handle(g.Prefix+route.Path, h).Methods(route.Method)
			}
		}
		return errorsAround(t, r, s, param)
	}})
}

type paramFunc = func(r *http.Request, name string) string

// middlewareOf returns the middleware of a group, the outermost first.
func middlewareOf(t testing.TB, s adaptertest.Service, g adaptertest.Group, param paramFunc) (all []func(http.Handler) http.Handler) {
	all = append(all, g.Wrap...)
	if g.Errors {
		mw, err := configOf(s, param).Middleware()
		if err != nil {
			t.Fatal(err)
		}
		all = append(all, mw)
	}
	for _, mw := range g.Use {
		all = append(all, func(next http.Handler) http.Handler { return inside(s, mw, next, param) })
	}
	if g.RequireAcceptable {
		all = append(all, demurhttp.RequireAcceptable)
	}
	if g.Quota != (ratelimit.Policy{}) {
		all = append(all, demurhttp.RateLimit(g.Quota, demurhttp.KeyByHeader("X-API-Key")))
	}
	for _, l := range g.Limits {
		mw, err := limitOf(l).Middleware()
		if err != nil {
			t.Fatal(err)
		}
		all = append(all, mw)
	}
	return all
}

func handlerOf(s adaptertest.Service, route adaptertest.Route, param paramFunc) http.Handler {
	return demurhttp.HandlerFunc(func(w http.ResponseWriter, r *http.Request) error {
		return route.Handle(&neutral{s, param, w, r})
	})
}

// errorsAround returns h inside of Errors and of what stands outside of that.
func errorsAround(t testing.TB, h http.Handler, s adaptertest.Service, param paramFunc) http.Handler {
	mw, err := configOf(s, param).Middleware()
	if err != nil {
		t.Fatal(err)
	}
	h = mw(h)
	for i := range s.Outside {
		mw, next := s.Outside[len(s.Outside)-1-i], h
		h = http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			c := &neutral{s, param, w, r}
			_ = mw(c, func() error { next.ServeHTTP(w, c.r); return nil }) // there is nobody to return it to
		})
	}
	return h
}

// neutral is a request as the suite sees it.
type neutral struct {
	service adaptertest.Service
	param   func(r *http.Request, name string) string
	w       http.ResponseWriter
	r       *http.Request
}

func (c *neutral) Request() *http.Request      { return c.r }
func (c *neutral) SetRequest(r *http.Request)  { c.r = r }
func (c *neutral) Path() string                { return c.r.Pattern }
func (c *neutral) Get(string) any              { return nil }
func (c *neutral) Set(string, any)             {}
func (c *neutral) Writer() http.ResponseWriter { return c.w }
func (c *neutral) Param(name string) string    { return c.param(c.r, name) }
func (c *neutral) BindWidget() (adaptertest.Widget, error) {
	return demurhttp.Bind[adaptertest.Widget](c.r)
}
func (c *neutral) Respond(status int, v any) error { return demurhttp.Respond(c.w, c.r, status, v) }
func (c *neutral) Created(location string, v any) error {
	return demurhttp.Created(c.w, c.r, location, v)
}
func (c *neutral) Decision() (d ratelimit.Decision, b bool) { return demurhttp.RateLimitDecision(c.r) }

func (c *neutral) Fail(err error) {
	demurhttp.HandlerFunc(func(http.ResponseWriter, *http.Request) error { return err }).ServeHTTP(c.w, c.r)
}

func (c *neutral) Bind(dst any) error {
	if err := binderOf(c.service).Bind(c.r, dst); err != nil {
		return err
	}
	if c.service.Validator == nil {
		return adapter.Validate(dst)
	}
	return c.service.Validator.Validate(dst)
}

func inside(s adaptertest.Service, mw adaptertest.Middleware, next http.Handler, param paramFunc) http.Handler {
	return demurhttp.HandlerFunc(func(w http.ResponseWriter, r *http.Request) error {
		c := &neutral{s, param, w, r}
		return mw(c, func() error { next.ServeHTTP(w, c.r); return nil })
	})
}

func binderOf(s adaptertest.Service) demurhttp.Binder {
	return demurhttp.Binder{
		RejectUnknown: s.Binder.RejectUnknown, MaxBytes: s.Binder.MaxBytes,
		MaxElements: s.Binder.MaxElements, MaxDepth: s.Binder.MaxDepth,
	}
}

func configOf(service adaptertest.Service, param paramFunc) demurhttp.Config {
	s := service.Config
	cfg := demurhttp.Config{
		PathValue: param,
		Formats:   s.Formats, Challenge: s.Challenge, RetryAfter: s.RetryAfter,
		Logger: s.Logger, TypeBase: s.TypeBase, KeepTruncated: s.KeepTruncated,
		Binder: binderOf(service), Validator: validation.New(),
	}
	if service.Validator != nil {
		cfg.Validator = service.Validator
	}
	of := func(w http.ResponseWriter, r *http.Request) adaptertest.Context {
		return &neutral{service, param, w, r}
	}
	if s.Map != nil {
		cfg.Map = func(w http.ResponseWriter, r *http.Request, err error) error { return s.Map(of(w, r), err) }
	}
	if s.Customize != nil {
		cfg.Customize = func(w http.ResponseWriter, r *http.Request, e *apierror.Error) *apierror.Error {
			return s.Customize(of(w, r), e)
		}
	}
	if s.Observe != nil {
		cfg.Observe = func(w http.ResponseWriter, r *http.Request, e *apierror.Error) { s.Observe(of(w, r), e) }
	}
	return cfg
}

func limitOf(s adapter.Limit[adaptertest.Context]) demurhttp.RateLimitConfig {
	cfg := demurhttp.RateLimitConfig{Limiter: s.Limiter, Fields: demurhttp.RateLimitFields(s.Fields), Jitter: s.Jitter}
	of := func(r *http.Request) adaptertest.Context { return &neutral{r: r} }
	cfg.Key = func(r *http.Request) (string, error) { return s.Key(of(r)) }
	if s.Cost != nil {
		cfg.Cost = func(r *http.Request) int { return s.Cost(of(r)) }
	}
	if s.Policy != nil {
		cfg.Policy = func(r *http.Request) ratelimit.Policy { return s.Policy(of(r)) }
	}
	if s.Skipper != nil {
		cfg.Skipper = func(r *http.Request) bool { return s.Skipper(of(r)) }
	}
	if s.Refund != nil {
		cfg.Refund = func(r *http.Request, err error) bool { return s.Refund(of(r), err) }
	}
	if s.OnStoreError != nil {
		cfg.OnStoreError = func(w http.ResponseWriter, r *http.Request, err error) error {
			return s.OnStoreError(&neutral{w: w, r: r}, err)
		}
	}
	return cfg
}
