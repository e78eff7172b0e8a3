// Package limits has the middleware of the README that bounds bursts.
package limits

import (
	"errors"
	"time"

	"github.com/labstack/echo/v4"

	"github.com/seed-86b940f4/demur"
	"github.com/seed-86b940f4/demur/apierror"
	"github.com/seed-86b940f4/demur/ratelimit"
)

type account struct{ Plan ratelimit.Policy }

func customer(echo.Context) account { return account{ratelimit.Hourly(1000)} }

func batchSize(echo.Context) int { return 1 }

//readme:limits
func newLimit() (echo.MiddlewareFunc, error) {
	burst, err := ratelimit.NewTokenBucket(ratelimit.Policy{Name: "burst", Quota: 300, Window: time.Minute}, 50)
	if err != nil {
		return nil, err
	}
	hourly, err := ratelimit.NewFixedWindow(ratelimit.Hourly(1000), nil)
	if err != nil {
		return nil, err
	}
	return demur.RateLimitConfig{
		Limiter: ratelimit.All(burst, hourly),
		Key:     demur.KeyByHeader("X-API-Key"),
		Cost:    func(c echo.Context) int { return batchSize(c) },                  // 1 by default
		Policy:  func(c echo.Context) ratelimit.Policy { return customer(c).Plan }, // replaces that of hourly
		Refund:  func(c echo.Context, err error) bool { return errors.Is(err, apierror.BadGateway) },
		Jitter:  30 * time.Second, // spreads the clients that come back at 11:00:00
	}.ToMiddleware()
}

//readme:end

var _ = newLimit
