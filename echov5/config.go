package echov5

import (
	"errors"
	"log/slog"
	"time"

	"github.com/labstack/echo/v5"

	"github.com/seed-86b940f4/demur/adapter"
	"github.com/seed-86b940f4/demur/apierror"
	"github.com/seed-86b940f4/demur/validation"
)

// Config says how errors are answered. The zero value works; [Install], [Errors]
// and [HTTPErrorHandler] use it. Each method copies the Config, so you may change it
// and use it again afterwards. It is not safe to change it while a method runs.
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

	// Logger gets one record for each failed request, at level Error from
	// status 500 on and else at Info. nil stands for that of the request, c.Logger(),
	// which is e.Logger unless middleware has set another.
	// slog.New(slog.DiscardHandler) turns it off.
	Logger *slog.Logger

	// TypeBase makes the type (RFC 9457 section 3.1.1) of an error that has none of
	// its own and whose Kind has none: it is TypeBase and the code, such as
	// "https://api.example.com/guide#" and "card_declined". "" sends no type, which
	// means about:blank.
	TypeBase string

	// Map, if not nil, turns errors of the service and its libraries, such as
	// sql.ErrNoRows, into errors of apierror. It returns err itself if it does not know
	// it. It is called once for each failed request, and once more if
	// RateLimitConfig.Refund has to know the status. It gets the errors of handlers,
	// middleware and the router, each *echo.HTTPError too. It is not called if an error
	// of apierror decides already, nor after a panic. If what it returns does not wrap
	// err, demur keeps err as the cause for the log. If it returns nil, err stays as it
	// is. Map is called by the goroutine of the request. nil changes no error.
	Map func(c *echo.Context, err error) error

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
	// The log, Observe and the middleware outside get what Customize returned. If it
	// returns nil or an error without a status of 400 to 599, or panics, e is sent as it
	// was and the log says so. Customize is called by the goroutine of the request. nil
	// changes nothing.
	Customize func(c *echo.Context, e *apierror.Error) *apierror.Error

	// Observe, if not nil, is called once for each failed request, after the answer and
	// before the middleware outside gets the error. It is for metrics and traces. The
	// Error has the status that was sent, 499 if the client seems to have gone, or its
	// own if an answer was cut off. Do not change it. Observe is called by the goroutine
	// of the request.
	Observe func(c *echo.Context, e *apierror.Error)

	// KeepTruncated lets a success answer that has begun end as if it were whole if the
	// handler then fails. false cuts it off, so that no client takes half an answer for
	// a whole one: an HTTP/1.1 client loses the connection, an HTTP/2 client gets a
	// stream error. The error then travels on to the middleware outside. If the writer
	// cannot set a write deadline, the answer is cut off by a panic with
	// [http.ErrAbortHandler] instead.
	KeepTruncated bool
}

// Install makes demur read and check the requests of e, and answer those that fail.
// It sets e.HTTPErrorHandler, and replaces one that is set already. It adds [Errors]
// to the middleware of e. It sets e.Binder to a [Binder] unless e has a binder other
// than Echo's, and e.Validator to a [validation.Validator] if e has none. If
// e.JSONSerializer is Echo's own, its errors then name the place in the body.
//
// If e has a validator of another kind, Install wraps it. If that returns the errors of
// go-playground/validator, the answer is a 422 with the places and sentences of a
// [validation.Validator].
//
// Call Install before the server starts, at the place in the order of middleware that
// the package comment shows. It panics if e is nil. Each Echo behind an
// echo.NewVirtualHostHandler needs its own Install. A NotFoundHandler of the router
// should return its error: if it writes by itself, it hides the 405 of paths in groups
// with middleware.
func Install(e *echo.Echo) { mustNot(Config{}.Install(e)) }

// Errors returns middleware that answers the errors and panics of what it
// wraps, and then returns them, so that the middleware outside sees them.
func Errors() echo.MiddlewareFunc {
	mw, err := Config{}.ToMiddleware()
	mustNot(err)
	return mw
}

// HTTPErrorHandler answers errors that did not pass an [Errors] middleware, such as
// those of e.Pre. Set it as e.HTTPErrorHandler.
func HTTPErrorHandler(c *echo.Context, err error) { _ = zero.Fail(c, err) }

// Install does what the function [Install] does. The error names every mistake
// of the configuration; e is left alone then.
func (cfg Config) Install(e *echo.Echo) error {
	r, err := cfg.responder()
	if err != nil {
		return err
	}
	if e == nil {
		return errors.New("demur: Install on a nil *echo.Echo")
	}
	e.HTTPErrorHandler = handlerOf(r)
	if _, ok := e.Binder.(*echo.DefaultBinder); ok || e.Binder == nil {
		e.Binder = Binder{}
	}
	switch e.Validator.(type) {
	case nil:
		e.Validator = validation.New()
	case *validation.Validator, placing:
	default:
		e.Validator = placing{e.Validator}
	}
	if _, ok := e.JSONSerializer.(*echo.DefaultJSONSerializer); ok {
		e.JSONSerializer = serializer{} // for handlers that use Echo's own binder
	}
	e.Use(middlewareOf(r))
	return nil
}

// ToMiddleware returns what [Errors] does, configured. The error names every
// mistake of the configuration.
func (cfg Config) ToMiddleware() (echo.MiddlewareFunc, error) {
	r, err := cfg.responder()
	if err != nil {
		return nil, err
	}
	return middlewareOf(r), nil
}

// ToHTTPErrorHandler returns what [HTTPErrorHandler] does, configured. The
// error names every mistake of the configuration.
func (cfg Config) ToHTTPErrorHandler() (echo.HTTPErrorHandler, error) {
	r, err := cfg.responder()
	if err != nil {
		return nil, err
	}
	return handlerOf(r), nil
}

func (cfg Config) responder() (*adapter.Responder[*echo.Context], error) {
	return adapter.New(newFramework(), adapter.Config[*echo.Context]{
		Formats:       cfg.Formats,
		Challenge:     cfg.Challenge,
		RetryAfter:    cfg.RetryAfter,
		Logger:        cfg.Logger,
		TypeBase:      cfg.TypeBase,
		Map:           cfg.Map,
		Customize:     cfg.Customize,
		Observe:       cfg.Observe,
		KeepTruncated: cfg.KeepTruncated,
	})
}

func middlewareOf(r *adapter.Responder[*echo.Context]) echo.MiddlewareFunc {
	return func(next echo.HandlerFunc) echo.HandlerFunc {
		return func(c *echo.Context) error { return r.Handle(c, next) }
	}
}

func handlerOf(r *adapter.Responder[*echo.Context]) echo.HTTPErrorHandler {
	return func(c *echo.Context, err error) { _ = r.Fail(c, err) } // nobody is left to whom it could travel
}

// mustNot panics on a mistake of the program at its start.
func mustNot(err error) {
	if err != nil {
		panic(err)
	}
}
