package demurhttp_test

import (
	"context"
	"errors"
	"net/http"
	"net/http/httptest"
	"strconv"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/seed-86b940f4/demur/apierror"
	"github.com/seed-86b940f4/demur/demurhttp"
	"github.com/seed-86b940f4/demur/ratelimit"
)

func mustLimit(t testing.TB, cfg demurhttp.RateLimitConfig) func(http.Handler) http.Handler {
	t.Helper()
	if cfg.Limiter == nil && cfg.Policy == nil {
		limiter, err := ratelimit.NewFixedWindow(ratelimit.Hourly(2), nil)
		if err != nil {
			t.Fatal(err)
		}
		cfg.Limiter = limiter
	}
	if cfg.Key == nil {
		cfg.Key = demurhttp.KeyByHeader("X-API-Key")
	}
	mw, err := cfg.Middleware()
	if err != nil {
		t.Fatal(err)
	}
	return mw
}

// atMidnight returns a parallel test with a clock of its own, which begins at midnight: no
// hour ends in between.
func atMidnight(f func(t *testing.T)) func(t *testing.T) {
	return func(t *testing.T) {
		t.Parallel()
		synctest.Test(t, f)
	}
}

// keyed runs h for a client without a socket.
func keyed(h http.Handler, key string) *httptest.ResponseRecorder {
	rec, req := httptest.NewRecorder(), httptest.NewRequest("GET", "/", nil)
	req.Header.Set("X-API-Key", key)
	h.ServeHTTP(rec, req)
	return rec
}

// The quota of an hour, with and without Errors, and with responses in between.
func TestRateLimit(t *testing.T) {
	t.Parallel()
	for name, around := range map[string]func(limit func(http.Handler) http.Handler, h http.Handler) http.Handler{
		"alone":     func(limit func(http.Handler) http.Handler, h http.Handler) http.Handler { return limit(h) },
		"in Errors": func(limit func(http.Handler) http.Handler, h http.Handler) http.Handler { return quiet(t, limit(h)) },
		"behind unwrapping": func(limit func(http.Handler) http.Handler, h http.Handler) http.Handler {
			return quiet(t, unwrapping(limit(h)))
		},
		"behind blunt": func(limit func(http.Handler) http.Handler, h http.Handler) http.Handler {
			return quiet(t, blunt(limit(h)))
		},
		"before unwrapping": func(limit func(http.Handler) http.Handler, h http.Handler) http.Handler {
			return quiet(t, limit(unwrapping(h)))
		},
		"before and behind a blunt": func(limit func(http.Handler) http.Handler, h http.Handler) http.Handler {
			return quiet(t, blunt(limit(blunt(h))))
		},
	} {
		t.Run(name, atMidnight(func(t *testing.T) {
			h := around(demurhttp.RateLimit(ratelimit.Hourly(2), demurhttp.KeyByHeader("X-API-Key")), demurhttp.HandlerFunc(func(w http.ResponseWriter, r *http.Request) error {
				d, ok := demurhttp.RateLimitDecision(r)
				return demurhttp.Respond(w, r, 200, []any{d.Remaining, ok})
			}))
			time.Sleep(59*time.Minute + 30*time.Second)
			for i, want := range []string{"[1,true]", "[0,true]"} {
				rec := keyed(h, "a")
				if got := strings.TrimSpace(rec.Body.String()); rec.Code != 200 || got != want {
					t.Errorf("request %d: %d %s", i, rec.Code, got)
				}
				if got, want := rec.Header().Get("RateLimit"), `"hourly";r=`+strconv.Itoa(1-i)+`;t=30`; got != want {
					t.Errorf("RateLimit: %s, want %s", got, want)
				}
			}
			rec := keyed(h, "a")
			if rec.Code != 429 || rec.Header().Get("Retry-After") != "30" || rec.Header().Get("RateLimit-Policy") != `"hourly";q=2;w=3600` || !strings.Contains(rec.Body.String(), `"violated-policies":["hourly"]`) {
				t.Errorf("%d %v %s", rec.Code, rec.Header(), rec.Body)
			}
			if rec := keyed(h, "b"); rec.Code != 200 {
				t.Errorf("another key: %d", rec.Code)
			}
			time.Sleep(30 * time.Second)
			if rec := keyed(h, "a"); rec.Code != 200 {
				t.Errorf("the next hour: %d", rec.Code)
			}
		}))
	}
}

// A logger between Errors and the limiter has a response of its own, and wants to know
// what was decided. So does one that stands before two limiters.
func TestDecisionForLoggers(t *testing.T) {
	atMidnight(decisionForLoggers)(t)
}

func decisionForLoggers(t *testing.T) {
	tight, wide := demurhttp.RateLimit(ratelimit.Hourly(1), demurhttp.KeyByIP), demurhttp.RateLimit(ratelimit.Hourly(9), demurhttp.KeyByIP)
	var got []string
	logger := func(next http.Handler) http.Handler {
		return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			counted := &counting{ResponseWriter: w}
			next.ServeHTTP(counted, r)
			d, ok := demurhttp.RateLimitDecision(r)
			got = append(got, strconv.Itoa(counted.status)+" "+strconv.Itoa(d.Policy.Quota)+" "+strconv.FormatBool(ok))
		})
	}
	h := quiet(t, logger(wide(unwrapping(tight(failing(apierror.Conflict))))))
	record(h, "GET", "/")
	record(h, "GET", "/")
	record(quiet(t, logger(failing(apierror.Conflict))), "GET", "/")
	if want := "409 1 true|429 1 true|409 0 false"; strings.Join(got, "|") != want {
		t.Errorf("%q, want %s", got, want)
	}
}

// What Refund is told of is what the client got, whoever has answered.
func TestRefund(t *testing.T) {
	t.Parallel()
	declined := apierror.Kind{Status: apierror.PaymentRequired, Code: "card_declined", Title: "Card declined"}
	for name, test := range map[string]struct {
		h      http.Handler
		status apierror.Status // 0 for a success
		kind   bool
	}{
		"a kind":               {failing(declined), 402, true},
		"behind unwrapping":    {unwrapping(failing(declined)), 402, true},
		"behind Errors":        {quiet(t, failing(declined)), 402, true},
		"behind blunt":         {blunt(failing(declined)), 402, false},
		"behind a timeout":     {http.TimeoutHandler(failing(declined), time.Hour, ""), 402, false},
		"a plain handler":      {http.NotFoundHandler(), 404, false},
		"a plain error":        {failing(errors.New("x")), 500, false},
		"a success":            {said("fine"), 0, false},
		"nothing written":      {http.HandlerFunc(func(http.ResponseWriter, *http.Request) {}), 0, false},
		"a failure elsewhere":  {http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) { failing(declined).ServeHTTP(httptest.NewRecorder(), r) }), 0, false},
		"a mapped error":       {failing(context.Canceled), 418, false},
		"a method not allowed": {demurhttp.Mux(routes()), 404, false},
	} {
		t.Run(name, atMidnight(func(t *testing.T) {
			asked := 0
			limit := mustLimit(t, demurhttp.RateLimitConfig{Refund: func(_ *http.Request, err error) bool {
				asked++
				got := apierror.Status(0)
				if err != nil {
					got = apierror.StatusOf(err)
				}
				if got != test.status || errors.Is(err, declined) != test.kind {
					t.Errorf("%d %v", got, err)
				}
				return true
			}})
			h := with(t, demurhttp.Config{Map: func(_ http.ResponseWriter, _ *http.Request, err error) error {
				if errors.Is(err, context.Canceled) {
					return apierror.Status(418)
				}
				return err
			}}, limit(test.h))
			for range 5 {
				if rec := keyed(h, "a"); rec.Code == 429 {
					t.Error("it was not given back")
				}
			}
			if asked != 5 {
				t.Errorf("asked %d times", asked)
			}
		}))
	}
}

// After a panic nothing is given back, whoever answers it.
func TestNoRefundAfterPanic(t *testing.T) {
	t.Parallel()
	panicking := demurhttp.HandlerFunc(func(http.ResponseWriter, *http.Request) error { panic("bug") })
	for name, h := range map[string]http.Handler{
		"a HandlerFunc":   panicking,
		"behind Errors":   quiet(t, panicking),
		"behind wrapping": unwrapping(panicking),
		"plain":           http.HandlerFunc(func(http.ResponseWriter, *http.Request) { panic("bug") }),
	} {
		t.Run(name, atMidnight(func(t *testing.T) {
			limited := quiet(t, mustLimit(t, demurhttp.RateLimitConfig{Refund: func(*http.Request, error) bool { return true }})(h))
			for i, want := range []int{500, 500, 429} {
				if rec := keyed(limited, "a"); rec.Code != want {
					t.Errorf("request %d: %d", i, rec.Code)
				}
			}
		}))
	}
}

// What stands further in may change the request; the limiter goes on with its own.
func TestRefundGetsTheRequestOfTheLimiter(t *testing.T) {
	t.Parallel()
	var path string
	limit := mustLimit(t, demurhttp.RateLimitConfig{Refund: func(r *http.Request, _ error) bool { path = r.URL.Path; return false }})
	record(quiet(t, limit(http.StripPrefix("/v1", failing(apierror.Conflict)))), "GET", "/v1/widgets")
	if path != "/v1/widgets" {
		t.Errorf("%q", path)
	}
}

func TestRateLimitMistakes(t *testing.T) {
	t.Parallel()
	_, err := demurhttp.RateLimitConfig{Fields: 9, Jitter: -1}.Middleware()
	for _, part := range []string{"Limiter", "Key", "Fields", "Jitter"} {
		if err == nil || !strings.Contains(err.Error(), part) {
			t.Errorf("no %s in %v", part, err)
		}
	}
}
