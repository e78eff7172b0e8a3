package migrating

import (
	"net"
	"net/http"
	"time"

	"github.com/go-chi/httprate"
	"github.com/labstack/echo/v4"
	"github.com/labstack/echo/v4/middleware"
	"golang.org/x/time/rate"

	"github.com/seed-86b940f4/demur"
	"github.com/seed-86b940f4/demur/demurhttp"
	"github.com/seed-86b940f4/demur/ratelimit"
)

func limiterBefore() http.Handler {
	e := echo.New()
	//page:limiter-before
	e.Use(middleware.RateLimiter(middleware.NewRateLimiterMemoryStoreWithConfig(middleware.RateLimiterMemoryStoreConfig{
		Rate: rate.Limit(2.0 / 3600), Burst: 2, ExpiresIn: time.Hour,
	})))
	//page:end
	e.GET("/", func(c echo.Context) error { return c.NoContent(http.StatusNoContent) })
	return e
}

func limiterAfter() http.Handler {
	e := echo.New()
	//page:limiter-after
	demur.Install(e)
	e.Use(demur.RateLimit(ratelimit.Hourly(2), demur.KeyByIP))
	//page:end
	e.GET("/", func(c echo.Context) error { return c.NoContent(http.StatusNoContent) })
	return e
}

func byAddress(r *http.Request) (string, error) {
	host, _, err := net.SplitHostPort(r.RemoteAddr)
	return host, err
}

func httprateBefore() http.Handler {
	var handler http.Handler = http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(http.StatusNoContent) })
	//page:httprate-before
	handler = httprate.LimitBy(2, time.Hour, byAddress)(handler)
	//page:end
	return handler
}

func httprateAfter() http.Handler {
	var handler http.Handler = http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(http.StatusNoContent) })
	//page:httprate-after
	handler = demurhttp.Errors(demurhttp.RateLimit(ratelimit.Hourly(2), demurhttp.KeyByIP)(handler))
	//page:end
	return handler
}
