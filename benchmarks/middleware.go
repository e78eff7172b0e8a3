package main

import (
	"context"
	"fmt"
	"net"
	"net/http"
	"time"

	"github.com/go-chi/httprate"
	"github.com/labstack/echo/v4"
	"github.com/labstack/echo/v4/middleware"
	"golang.org/x/time/rate"

	"github.com/seed-86b940f4/demur"
	"github.com/seed-86b940f4/demur/ratelimit"
)

// limited is a service that answers GET /widgets/42 with 204 while the key of the
// request has something left of an hourly quota.
type limited struct {
	name   string
	fields []string // what it must tell the client
	open   func(quota int) (http.Handler, error)
}

// limitedServices returns the middleware of all libraries that have one. They
// know the client by X-API-Key, and one without by its address. demur sends the
// fields that it is told to.
func limitedServices(own demur.RateLimitFields) []limited {
	legacy := []string{"X-RateLimit-Limit", "X-RateLimit-Remaining", "X-RateLimit-Reset"}
	fields := legacy
	if own == demur.DraftFields {
		fields = []string{"RateLimit", "RateLimit-Policy"}
	}
	return []limited{
		{"demur", fields, func(quota int) (http.Handler, error) { return demurLimited(quota, own) }},
		{"httprate-nethttp", legacy, func(quota int) (http.Handler, error) {
			return httprate.LimitBy(quota, time.Hour, keyOfRequest)(http.HandlerFunc(noContent)), nil
		}},
		{"httprate-echo", legacy, func(quota int) (http.Handler, error) {
			return echoLimited(echo.WrapMiddleware(httprate.LimitBy(quota, time.Hour, keyOfRequest))), nil
		}},
		{"echo-no-fields", nil, func(quota int) (http.Handler, error) {
			return echoLimited(middleware.RateLimiterWithConfig(middleware.RateLimiterConfig{
				IdentifierExtractor: func(c echo.Context) (string, error) { return keyOfRequest(c.Request()) },
				Store: middleware.NewRateLimiterMemoryStoreWithConfig(middleware.RateLimiterMemoryStoreConfig{
					Rate: rate.Limit(float64(quota) / time.Hour.Seconds()), Burst: quota, ExpiresIn: time.Hour,
				}),
			})), nil
		}},
	}
}

// demurLimited returns an Echo with demur's error handling, which no rival has,
// since a refusal is an error that it answers.
func demurLimited(quota int, fields demur.RateLimitFields) (http.Handler, error) {
	limiter, err := ratelimit.NewFixedWindow(ratelimit.Hourly(quota), nil)
	if err != nil {
		return nil, err
	}
	m, err := demur.RateLimitConfig{Limiter: limiter, Key: demur.KeyByHeader("X-API-Key"), Fields: fields}.ToMiddleware()
	if err != nil {
		return nil, err
	}
	e := newDemur()
	e.Use(m)
	e.GET("/widgets/:id", echoNoContent)
	return e, nil
}

func echoLimited(m echo.MiddlewareFunc) http.Handler {
	e := echo.New()
	e.Use(m)
	e.GET("/widgets/:id", echoNoContent)
	return e
}

func echoNoContent(c echo.Context) error { return c.NoContent(http.StatusNoContent) }

func noContent(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(http.StatusNoContent) }

// keyOfRequest does what demur.KeyByHeader does.
func keyOfRequest(r *http.Request) (string, error) {
	if key := r.Header.Get("X-API-Key"); key != "" {
		return "header:" + key, nil
	}
	host, _, err := net.SplitHostPort(r.RemoteAddr)
	return "ip:" + httprate.CanonicalizeIP(host), err
}

// limitedRequest is that of a scenario, with a key.
func limitedRequest(ctx context.Context) *http.Request {
	r := scenario{format: "json"}.request(ctx)
	r.Header["X-Api-Key"] = []string{keyOf(42)}
	return r
}

// limitedRow is what the services are compared by.
type limitedRow struct {
	what  string // as in the names of the benchmarks
	title string // as in the table
	own   demur.RateLimitFields
}

func limitedRows() []limitedRow {
	return []limitedRow{
		{"legacy", "middleware, X-RateLimit fields", demur.LegacyFields},
		{"draft", "middleware, RateLimit fields", demur.DraftFields},
	}
}

// Both on the same Echo, for that is where a service would have either. On
// net/http alone httprate is spared the router and the context that demur's time
// has in it.
var limitedTarget = target{rival: "httprate-echo", ratio: 0.45}

// entries returns the services as what can be timed: one whole request that is
// admitted.
func (l limitedRow) entries(ctx context.Context) (entries []entry, err error) {
	for _, l := range limitedServices(l.own) {
		service, err := l.open(1_000_000_000)
		if err != nil {
			return nil, fmt.Errorf("%s: %w", l.name, err)
		}
		w, r := newWriter(), limitedRequest(ctx)
		entries = append(entries, entry{name: l.name, op: func() {
			w.reset()
			service.ServeHTTP(w, r)
			if w.status != http.StatusNoContent {
				panic(l.name + " refuses a request")
			}
		}})
	}
	return entries, nil
}
