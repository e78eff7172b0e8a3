package demurhttp_test

import (
	"net/http"
	"testing"

	"github.com/seed-86b940f4/demur/adapter"
	"github.com/seed-86b940f4/demur/adapter/adaptertest"
	"github.com/seed-86b940f4/demur/apierror"
	"github.com/seed-86b940f4/demur/demurhttp"
	"github.com/seed-86b940f4/demur/ratelimit"
	"github.com/seed-86b940f4/demur/validation"
)

// TestAdapter drives what all adapters have in common against this one, also with
// middleware in between that has a response of its own.
func TestAdapter(t *testing.T) {
	t.Parallel()
	for name, between := range map[string]func(http.Handler) http.Handler{
		"directly":                     func(h http.Handler) http.Handler { return h },
		"wrapped":                      unwrapping,
		"wrapped, with no way through": blunt,
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			lacks := map[adaptertest.Feature]string{
				adaptertest.Travelling:   "a handler of net/http returns nothing, so middleware outside sees the status alone",
				adaptertest.ErrorHandler: "net/http has no error handler",
				adaptertest.HTTPErrors:   "net/http has no error with a status",
				adaptertest.AnyMessage:   "net/http has no error with a message",
			}
			if name == "wrapped, with no way through" {
				lacks[adaptertest.Hijacking] = "the response in between has no method Hijack"
			}
			adaptertest.Run(t, adaptertest.Adapter{
				New:   func(t testing.TB, s adaptertest.Service) http.Handler { return newNeutral(t, s, between) },
				Lacks: lacks,
			})
		})
	}
}

// neutral is a request as the suite sees it.
type neutral struct {
	service adaptertest.Service
	w       http.ResponseWriter
	r       *http.Request
}

func (c *neutral) Request() *http.Request      { return c.r }
func (c *neutral) SetRequest(r *http.Request)  { c.r = r }
func (c *neutral) Path() string                { return c.r.Pattern }
func (c *neutral) Get(string) any              { return nil }
func (c *neutral) Set(string, any)             {}
func (c *neutral) Writer() http.ResponseWriter { return c.w }
func (c *neutral) Param(name string) string    { return c.r.PathValue(name) }
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

// newNeutral builds a service of the suite with ServeMux.
func newNeutral(t testing.TB, s adaptertest.Service, between func(http.Handler) http.Handler) http.Handler {
	t.Helper()
	installed, err := configOf(s).Middleware()
	if err != nil {
		t.Fatal(err)
	}
	outer := http.NewServeMux()
	for _, g := range s.Groups {
		inner := http.NewServeMux()
		for _, r := range g.Routes {
			inner.Handle(r.Method+" "+g.Prefix+r.Path, between(demurhttp.HandlerFunc(func(w http.ResponseWriter, req *http.Request) error {
				return r.Handle(&neutral{s, w, req})
			})))
		}
		h := demurhttp.Mux(inner)
		for i := len(g.Limits) - 1; i >= 0; i-- {
			limit, err := limitOf(g.Limits[i]).Middleware()
			if err != nil {
				t.Fatal(err)
			}
			h = limit(h)
		}
		if g.Quota != (ratelimit.Policy{}) {
			h = demurhttp.RateLimit(g.Quota, demurhttp.KeyByHeader("X-API-Key"))(h)
		}
		if g.RequireAcceptable {
			h = between(demurhttp.RequireAcceptable(h))
		}
		for i := len(g.Use) - 1; i >= 0; i-- {
			h = middleware(s, g.Use[i], h)
		}
		if g.Errors {
			h = installed(h)
		}
		for i := len(g.Wrap) - 1; i >= 0; i-- {
			h = g.Wrap[i](h)
		}
		outer.Handle(g.Prefix+"/", h)
		if g.Prefix != "" {
			outer.Handle(g.Prefix, h)
		}
	}
	h := installed(between(demurhttp.Mux(outer)))
	for i := len(s.Outside) - 1; i >= 0; i-- {
		mw, next := s.Outside[i], h
		h = http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			c := &neutral{s, w, r}
			_ = mw(c, func() error { next.ServeHTTP(w, c.r); return nil }) // there is nobody to return it to
		})
	}
	return h
}

func middleware(s adaptertest.Service, mw adaptertest.Middleware, next http.Handler) http.Handler {
	return demurhttp.HandlerFunc(func(w http.ResponseWriter, r *http.Request) error {
		c := &neutral{s, w, r}
		return mw(c, func() error { next.ServeHTTP(w, c.r); return nil })
	})
}

func binderOf(s adaptertest.Service) demurhttp.Binder {
	return demurhttp.Binder{
		RejectUnknown: s.Binder.RejectUnknown, MaxBytes: s.Binder.MaxBytes,
		MaxElements: s.Binder.MaxElements, MaxDepth: s.Binder.MaxDepth,
	}
}

func configOf(service adaptertest.Service) demurhttp.Config {
	s := service.Config
	cfg := demurhttp.Config{
		Formats: s.Formats, Challenge: s.Challenge, RetryAfter: s.RetryAfter,
		Logger: s.Logger, TypeBase: s.TypeBase, KeepTruncated: s.KeepTruncated,
		Binder: binderOf(service), Validator: validation.New(),
	}
	if service.Validator != nil {
		cfg.Validator = service.Validator
	}
	of := func(w http.ResponseWriter, r *http.Request) adaptertest.Context { return &neutral{service, w, r} }
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
