package demur_test

import (
	"strings"
	"testing"

	"github.com/labstack/echo/v4"

	"github.com/seed-86b940f4/demur"
	"github.com/seed-86b940f4/demur/ratelimit"
)

// A limiter without a policy refuses every request with 503. It is found at the
// start.
func TestLimiterWithoutAPolicy(t *testing.T) {
	t.Parallel()
	for want, l := range map[string]ratelimit.Limiter{
		"Limiter is a zero *ratelimit.FixedWindow, which has no policy": &ratelimit.FixedWindow{},
		"Limiter is a zero *ratelimit.TokenBucket, which has no policy": &ratelimit.TokenBucket{},
		"Limiter is nil": (*ratelimit.FixedWindow)(nil),
		"":               must(ratelimit.NewFixedWindow(ratelimit.Hourly(2), nil)),
	} {
		for _, choose := range []func(echo.Context) ratelimit.Policy{nil, hourly} {
			_, err := demur.RateLimitConfig{Limiter: l, Key: byKey, Policy: choose}.ToMiddleware()
			if (err == nil) != (want == "") || err != nil && !strings.HasPrefix(err.Error(), "demur: RateLimitConfig: "+want) {
				t.Errorf("%v, want %q", err, want)
			}
		}
	}
}

func hourly(echo.Context) ratelimit.Policy { return ratelimit.Hourly(1) }

func TestAllOfALimiterWithoutAPolicy(t *testing.T) {
	t.Parallel()
	defer func() {
		err, _ := recover().(error)
		for _, want := range []string{"limiter 1 is a zero *ratelimit.FixedWindow", "limiter 2 is a zero *ratelimit.TokenBucket"} {
			if err == nil || !strings.Contains(err.Error(), want) {
				t.Errorf("%v, want %q", err, want)
			}
		}
	}()
	ratelimit.All(must(ratelimit.NewFixedWindow(ratelimit.Hourly(2), nil)), &ratelimit.FixedWindow{}, &ratelimit.TokenBucket{})
}
