package main

import (
	"log/slog"
	"net/http"
	"time"

	"github.com/labstack/echo/v4"
	"github.com/labstack/echo/v4/middleware"

	"github.com/seed-86b940f4/demur"
	"github.com/seed-86b940f4/demur/ratelimit"
)

// newService returns the API: its routes, and the middleware in the order that
// the comment of package demur gives. Each key has hourly requests in a clock
// hour, which are counted in store, or in this process if that is nil.
func newService(logger *slog.Logger, behind *provider, bank *gateway, hourly int, store ratelimit.Store) (*echo.Echo, error) {
	e := echo.New()
	e.Use(middleware.RequestID(), requestLog(logger))
	rules, err := newRules()
	if err != nil {
		return nil, err
	}
	e.Validator = rules // Install would set one that speaks English alone
	err = demur.Config{
		Logger:    logger,
		Challenge: `ApiKey realm="payments"`, // the default, Bearer, would ask for another header
	}.Install(e)
	if err != nil {
		return nil, err
	}
	address, err := perAddress()
	if err != nil {
		return nil, err
	}
	e.Use(address, middleware.ContextTimeout(5*time.Second), middleware.BodyLimit("64K"))

	known := newAccounts()
	auth := middleware.KeyAuthWithConfig(middleware.KeyAuthConfig{
		KeyLookup:    "header:X-API-Key",
		Validator:    known.validate,
		ErrorHandler: demur.KeyAuthErrorHandler,
	})
	switches := &operator{provider: behind}
	quota, err := perKey(hourly, store)
	if err != nil {
		return nil, err
	}

	// 503, 401 and 402, 406, 429: who asks is known before a request is counted.
	v1 := e.Group("/v1", switches.gate, auth, demur.RequireAcceptable(), quota)
	read := []string{http.MethodGet, http.MethodHead} // Echo does not route HEAD to GET

	p := &payments{store: newStore(), bank: bank}
	v1.POST("/payments", p.create)
	v1.Match(read, "/payments/:id", p.show)
	v1.DELETE("/payments/:id", p.cancel)
	v1.Match(read, "/reports", p.report)

	admin := e.Group("/admin", auth, operatorsOnly, demur.RequireAcceptable())
	admin.PUT("/provider", switches.setProvider)
	admin.PUT("/maintenance", switches.setMaintenance)
	return e, nil
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
			logger.LogAttrs(c.Request().Context(), slog.LevelInfo, "request",
				slog.String("method", v.Method),
				slog.String("path", v.URIPath),
				slog.Int("status", v.Status),
				slog.Duration("latency", v.Latency),
				slog.String("request_id", v.RequestID),
			)
			return nil
		},
	})
}
