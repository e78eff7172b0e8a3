package demurhttp

import (
	"log/slog"
	"net/http"
	"time"

	"github.com/seed-86b940f4/demur/adapter"
	"github.com/seed-86b940f4/demur/apierror"
)

// A HandlerFunc is a handler that returns an error. It is an [http.Handler], for
// http.ServeMux and every router that takes one:
//
//	mux.Handle("GET /widgets/{id}", demurhttp.HandlerFunc(show))
//
// It answers the error itself, as the [Errors] outside is configured, or else by the
// zero [Config]. So middleware of net/http on the way sees the answer. It answers a
// panic with 500. After it returns an error, nothing more may be written.
//
// Middleware that may refuse a request is a HandlerFunc too. It calls next.ServeHTTP
// and returns nil, or it returns the error.
type HandlerFunc func(w http.ResponseWriter, r *http.Request) error

// ServeHTTP implements http.Handler.
func (f HandlerFunc) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	enter(nil, w, r, func(x *exchange) error {
		x.handled.Store(x.r)
		return f(x.w, x.r)
	})
}

// Errors returns next as a handler that answers a panic with 500, whatever panics further
// in. It stands around all else of this package, which finds its configuration there.
// Errors panics if next is nil. [Config.Middleware] is the long form.
func Errors(next http.Handler) http.Handler { return errorsOf(zero)(next) }

func errorsOf(s *settings) func(http.Handler) http.Handler {
	return func(next http.Handler) http.Handler {
		return newMiddleware(s, next, func(x *exchange, next func(x *exchange) error) error { return next(x) })
	}
}

// Config says how requests are read and how errors are answered. The zero value works;
// [Errors] uses it. Middleware copies the Config, so you may change it and use it again
// afterwards.
type Config struct {
	_ [0]func() // literals name their fields

	// Formats are what errors can be sent as, the default first. nil stands for
	// JSON, then XML.
	Formats []apierror.Format

	// Challenge is the WWW-Authenticate of a 401 that has none of its own. ""
	// stands for "Bearer".
	Challenge string

	// RetryAfter is the Retry-After of a 429 or 503 that has none of its own,
	// sent in whole seconds. Zero stands for one minute.
	RetryAfter time.Duration

	// Logger gets one record for each failed request, at level Error from status
	// 500 on and else at Info. nil stands for [slog.Default] at the time of the
	// request. slog.New(slog.DiscardHandler) turns it off.
	Logger *slog.Logger

	// TypeBase makes the type (RFC 9457 section 3.1.1) of an error that has none of
	// its own and whose Kind has none: it is TypeBase and the code, such as
	// "https://api.example.com/guide#" and "card_declined". "" sends no type, which
	// means about:blank.
	TypeBase string

	// Map, if not nil, turns errors of the service and its libraries, such as
	// sql.ErrNoRows, into errors of apierror. It returns err itself if it does not know
	// it. It is called once for each failed request, but not if an error of apierror
	// decides already, as for the 404 and 405 of a router, nor after a panic. If what it
	// returns does not wrap err, demur keeps err as the cause for the log. If it returns
	// nil, err stays as it is. Map is called by the goroutine of the request. nil changes
	// no error.
	Map func(w http.ResponseWriter, r *http.Request, err error) error

	// Customize, if not nil, is called last, once for each error that demur sends. It
	// returns the error that is sent: e, or a copy with a trace ID, an instance, other
	// words or another language. It may assign to the fields of e, which is a copy. The
	// values in Header and Fields are shared, so change these by the With methods. Code
	// and Title of e are set. Its Detail is "" if the sentence of the status would be
	// sent.
	//
	// If you choose the language by Accept-Language, set Content-Language, also for the
	// default language: e.WithHeader("Content-Language", "en"). demur then adds
	// Accept-Language to Vary.
	//
	// The log and Observe get what Customize returned. If it returns nil or an error
	// without a status of 400 to 599, or panics, e is sent as it was and the log says so.
	// Customize is called by the goroutine of the request. nil changes nothing.
	Customize func(w http.ResponseWriter, r *http.Request, e *apierror.Error) *apierror.Error

	// Observe, if not nil, is called once for each failed request, after the answer. It
	// is for metrics and traces. The Error has the status that was sent, 499 if the
	// client seems to have gone, or its own if an answer was cut off. Do not change it.
	// Observe is called by the goroutine of the request. nil tells nobody.
	Observe func(w http.ResponseWriter, r *http.Request, e *apierror.Error)

	// KeepTruncated lets a success answer that has begun end as if it were whole if the
	// handler then fails. false cuts it off, so that no client takes half an answer for
	// a whole one: an HTTP/1.1 client loses the connection, an HTTP/2 client gets a
	// stream error. If the writer cannot set a write deadline, the answer is cut off by a
	// panic with [http.ErrAbortHandler].
	KeepTruncated bool

	// Binder says how strictly [Bind] reads a request. The zero value works.
	Binder Binder

	// Validator checks what [Bind] has read. It is called by the goroutines of requests.
	// nil stands for that of [validation.New]. If one of another kind returns the errors
	// of go-playground/validator, the answer is a 422 with the places and sentences of a
	// [validation.Validator].
	Validator interface{ Validate(v any) error }

	// PathValue returns a parameter of the path, for routers that do not set what
	// http.Request.PathValue returns: func(r *http.Request, name string) string { return
	// mux.Vars(r)[name] } for gorilla/mux. "" means that there is none. nil stands for
	// (*http.Request).PathValue, which ServeMux and chi set.
	PathValue func(r *http.Request, name string) string
}

// Middleware returns what [Errors] is, configured. The error names every mistake of the
// configuration.
func (cfg Config) Middleware() (func(http.Handler) http.Handler, error) {
	s, err := cfg.settings()
	if err != nil {
		return nil, err
	}
	return errorsOf(s), nil
}

func (cfg Config) settings() (*settings, error) {
	neutral := adapter.Config[*exchange]{
		Formats:       cfg.Formats,
		Challenge:     cfg.Challenge,
		RetryAfter:    cfg.RetryAfter,
		Logger:        cfg.Logger,
		TypeBase:      cfg.TypeBase,
		KeepTruncated: cfg.KeepTruncated,
	}
	if cfg.Map != nil {
		neutral.Map = func(x *exchange, err error) error { return cfg.Map(x.w, x.r, err) }
	}
	if cfg.Customize != nil {
		neutral.Customize = func(x *exchange, e *apierror.Error) *apierror.Error { return cfg.Customize(x.w, x.r, e) }
	}
	if cfg.Observe != nil {
		neutral.Observe = func(x *exchange, e *apierror.Error) { cfg.Observe(x.w, x.r, e) }
	}
	responder, err := adapter.New(framework, neutral)
	if err != nil {
		return nil, err
	}
	if cfg.PathValue == nil {
		cfg.PathValue = (*http.Request).PathValue
	}
	return &settings{responder, cfg.Binder, cfg.Validator, cfg.PathValue}, nil
}
