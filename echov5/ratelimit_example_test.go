package echov5_test

import (
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"time"

	"github.com/labstack/echo/v5"

	"github.com/seed-86b940f4/demur/apierror"
	demur "github.com/seed-86b940f4/demur/echov5"
	"github.com/seed-86b940f4/demur/ratelimit"
)

// showQuota prints what a client with that key learns about its quota.
func showQuota(e *echo.Echo, path, key string) {
	req := httptest.NewRequest(http.MethodGet, path, nil)
	req.Header.Set("X-API-Key", key)
	w := httptest.NewRecorder()
	e.ServeHTTP(w, req)
	fmt.Println(w.Code, w.Header().Get("RateLimit-Policy"))
}

func ExampleRateLimit() {
	e := echo.NewWithConfig(echo.Config{Logger: slog.New(slog.DiscardHandler)})
	demur.Install(e)
	v1 := e.Group("/v1", demur.RateLimit(ratelimit.Hourly(2), demur.KeyByHeader("X-API-Key")))
	v1.GET("/widgets", func(c *echo.Context) error { return c.NoContent(http.StatusOK) })

	for _, key := range []string{"alice", "alice", "alice", "bob"} {
		showQuota(e, "/v1/widgets", key)
	}
	// Output:
	// 200 "hourly";q=2;w=3600
	// 200 "hourly";q=2;w=3600
	// 429 "hourly";q=2;w=3600
	// 200 "hourly";q=2;w=3600
}

// Two limiters in one, plans, costs, and refunds for what was the server's fault.
func ExampleRateLimitConfig() {
	burst, err := ratelimit.NewTokenBucket(ratelimit.Policy{Name: "burst", Quota: 300, Window: time.Minute}, 50)
	if err != nil {
		panic(err)
	}
	hourly, err := ratelimit.NewFixedWindow(ratelimit.Hourly(1000), nil)
	if err != nil {
		panic(err)
	}
	gold := ratelimit.Policy{Name: "gold", Quota: 20_000, Window: time.Hour}
	limit, err := demur.RateLimitConfig{
		Limiter: ratelimit.All(burst, hourly),
		Key:     demur.JoinKeys(demur.KeyByHeader("X-API-Key"), demur.KeyByIP),
		Cost: func(c *echo.Context) int {
			if c.Path() == "/reports" {
				return 10
			}
			return 1
		},
		Policy: func(c *echo.Context) ratelimit.Policy {
			if c.Request().Header.Get("X-API-Key") == "alice" {
				return gold
			}
			return ratelimit.Policy{} // that of the limiter
		},
		Refund: func(_ *echo.Context, err error) bool { return errors.Is(err, apierror.BadGateway) },
		Jitter: 30 * time.Second,
	}.ToMiddleware()
	if err != nil {
		panic(err)
	}

	e := echo.NewWithConfig(echo.Config{Logger: slog.New(slog.DiscardHandler)})
	demur.Install(e)
	e.Use(limit)
	e.GET("/reports", func(c *echo.Context) error { return c.NoContent(http.StatusOK) })

	showQuota(e, "/reports", "alice")
	showQuota(e, "/reports", "bob")
	// Output:
	// 200 "burst";q=300;w=60, "gold";q=20000;w=3600
	// 200 "burst";q=300;w=60, "hourly";q=1000;w=3600
}

// A handler that does less for those who have little left.
func ExampleRateLimitDecision() {
	e := echo.NewWithConfig(echo.Config{Logger: slog.New(slog.DiscardHandler)})
	e.Use(demur.RateLimit(ratelimit.Hourly(1), demur.KeyByIP))
	e.GET("/", func(c *echo.Context) error {
		if d, ok := demur.RateLimitDecision(c); ok {
			fmt.Println(d.Policy.Name, d.Remaining)
		}
		return nil
	})
	showQuota(e, "/", "")
	// Output:
	// hourly 0
	// 200 "hourly";q=1;w=3600
}

// Behind a proxy, the address of the connection is the proxy's.
func ExampleKeyByIP() {
	e := echo.NewWithConfig(echo.Config{Logger: slog.New(slog.DiscardHandler)})
	e.IPExtractor = echo.ExtractIPFromXFFHeader() // believes proxies in private networks
	req := httptest.NewRequest(http.MethodGet, "/", nil)
	req.RemoteAddr = "10.0.0.7:41234"
	req.Header.Set("X-Forwarded-For", "2001:db8:1:2:3:4:5:6")
	key, err := demur.KeyByIP(e.NewContext(req, httptest.NewRecorder()))
	fmt.Println(key, err)
	// Output: ip:2001:db8:1:2::/64 <nil>
}
