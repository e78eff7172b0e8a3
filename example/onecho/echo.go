// Package onecho is the payments API on Echo v4: its routes and handlers.
package onecho

import (
	"log/slog"
	"net/http"
	"time"

	"github.com/labstack/echo/v4"
	"github.com/labstack/echo/v4/middleware"

	"github.com/seed-86b940f4/demur"
	"github.com/seed-86b940f4/demur/apierror"
	"github.com/seed-86b940f4/demur/example/payments"
	"github.com/seed-86b940f4/demur/guide"
	"github.com/seed-86b940f4/demur/ratelimit"
)

// onEcho has the handlers of the service for Echo v4. Each binds the request, asks the
// service, and responds.
type onEcho struct{ *payments.Service }

// New returns the API on Echo v4: its routes, and the middleware in the order that
// the comment of package demur gives.
func New(s *payments.Service, logger *slog.Logger) (http.Handler, error) {
	e := echo.New()
	e.Use(middleware.RequestID(), requestLog(logger))
	e.Validator = s.Rules // Install would set one that speaks English alone
	err := demur.Config{
		Formats:   []apierror.Format{apierror.JSON{}, apierror.XML{}, guide.HTML{}}, // HTML for browsers
		Challenge: payments.Challenge,
		Logger:    logger,
		TypeBase:  s.Guide.TypeBase(),
		Customize: func(_ echo.Context, e *apierror.Error) *apierror.Error { return payments.LinkToGuide(e) },
		Observe:   func(_ echo.Context, e *apierror.Error) { s.Guide.Observe(e) },
	}.Install(e)
	if err != nil {
		return nil, err
	}
	perAddress, err := demur.RateLimitConfig{Limiter: s.PerAddress, Key: demur.KeyByIP}.ToMiddleware()
	if err != nil {
		return nil, err
	}
	e.Use(perAddress, middleware.ContextTimeout(5*time.Second), middleware.BodyLimit("64K"))

	api := onEcho{s}
	auth := middleware.KeyAuthWithConfig(middleware.KeyAuthConfig{
		KeyLookup:    "header:X-API-Key",
		Validator:    api.validate,
		ErrorHandler: demur.KeyAuthErrorHandler,
	})
	perKey, err := demur.RateLimitConfig{
		Limiter: s.PerKey,
		Key:     demur.KeyByHeader("X-API-Key"), // behind auth: the key is valid
		Policy:  func(c echo.Context) ratelimit.Policy { return caller(c).Plan },
	}.ToMiddleware()
	if err != nil {
		return nil, err
	}

	read := []string{http.MethodGet, http.MethodHead} // Echo does not route HEAD to GET
	e.Match(read, "/guide", echo.WrapHandler(s.Guide))
	e.Match(read, "/openapi.yaml", echo.WrapHandler(s.Guide))

	// 503, 401 and 402, 406, 429: who asks is known before a request is counted.
	v1 := e.Group("/v1", api.available, auth, demur.RequireAcceptable(), perKey)
	v1.POST("/payments", api.create)
	v1.Match(read, "/payments/:id", api.show)
	v1.DELETE("/payments/:id", api.cancel)
	v1.Match(read, "/reports", api.report)

	admin := e.Group("/admin", auth, api.operatorsOnly, demur.RequireAcceptable())
	admin.PUT("/provider", api.switchProvider)
	admin.PUT("/maintenance", api.switchMaintenance)
	return e, nil
}

// create is for POST: 201, or 400, 402, 412, 415, 422, 502.
func (api onEcho) create(c echo.Context) error {
	in, err := demur.Bind[payments.CreatePayment](c)
	if err != nil {
		return err // a 400, 413, 415 or 422 that says where
	}
	made, err := api.Create(c.Request().Context(), caller(c), in)
	if err != nil {
		return err
	}
	return demur.Created(c, "/v1/payments/"+made.ID, made)
}

// show is for GET and HEAD: 200, or 403, 404.
func (api onEcho) show(c echo.Context) error {
	found, err := api.Find(caller(c), c.Param("id"))
	if err != nil {
		return err
	}
	return demur.Respond(c, http.StatusOK, found)
}

// cancel is for DELETE: 204, or 403, 404.
func (api onEcho) cancel(c echo.Context) error {
	if err := api.Cancel(caller(c), c.Param("id")); err != nil {
		return err
	}
	return demur.Respond(c, http.StatusNoContent, nil)
}

func (api onEcho) report(c echo.Context) error {
	of, err := demur.Bind[payments.ReportOf](c)
	if err != nil {
		return err
	}
	return demur.Respond(c, http.StatusOK, api.Report(caller(c), of))
}

func (api onEcho) switchProvider(c echo.Context) error {
	to, err := demur.Bind[payments.Switch](c)
	if err != nil {
		return err
	}
	if err := api.SwitchProvider(to); err != nil {
		return err
	}
	return demur.Respond(c, http.StatusNoContent, nil)
}

func (api onEcho) switchMaintenance(c echo.Context) error {
	to, err := demur.Bind[payments.Switch](c)
	if err != nil {
		return err
	}
	api.SwitchMaintenance(to)
	return demur.Respond(c, http.StatusNoContent, nil)
}

// validate is what Echo's KeyAuth asks. KeyAuthErrorHandler keeps the status of the error.
func (api onEcho) validate(key string, c echo.Context) (bool, error) {
	account, err := api.Authenticate(key)
	c.Set(accountKey, account)
	return err == nil, err
}

const accountKey = "account"

// caller returns the account that validate has found for the request.
func caller(c echo.Context) *payments.Account { return c.Get(accountKey).(*payments.Account) }

// available is middleware that refuses everything during maintenance.
func (api onEcho) available(next echo.HandlerFunc) echo.HandlerFunc {
	return func(c echo.Context) error {
		if err := api.Available(); err != nil {
			return err
		}
		return next(c)
	}
}

// operatorsOnly is middleware behind KeyAuth.
func (onEcho) operatorsOnly(next echo.HandlerFunc) echo.HandlerFunc {
	return func(c echo.Context) error {
		if err := caller(c).MayOperate(); err != nil {
			return err
		}
		return next(c)
	}
}

// requestLog writes one line for each request. It has no word about the error:
// demur has logged it already, with its cause.
func requestLog(logger *slog.Logger) echo.MiddlewareFunc {
	return middleware.RequestLoggerWithConfig(middleware.RequestLoggerConfig{
		LogMethod:    true,
		LogURIPath:   true, // without the query, which may hold secrets
		LogStatus:    true,
		LogLatency:   true,
		LogRequestID: true,
		LogValuesFunc: func(c echo.Context, v middleware.RequestLoggerValues) error {
			payments.LogRequest(c.Request().Context(), logger, v.Method, v.URIPath, v.Status, v.Latency, v.RequestID)
			return nil
		},
	})
}
