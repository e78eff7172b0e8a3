package demur_test

import (
	"context"
	"encoding/xml"
	"errors"
	"fmt"
	"net/http"
	"net/http/httptest"
	"slices"
	"strconv"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/labstack/echo/v4"

	"github.com/seed-86b940f4/demur"
	"github.com/seed-86b940f4/demur/apierror"
	"github.com/seed-86b940f4/demur/ratelimit"
)

// limited is a service with one route, GET /, behind the middleware.
func limited(mw ...echo.MiddlewareFunc) *echo.Echo {
	e := echo.New()
	if err := (demur.Config{Logger: discard()}).Install(e); err != nil {
		panic(err)
	}
	e.GET("/", func(c echo.Context) error {
		if c.QueryParam("fail") != "" {
			return apierror.Conflict
		}
		return c.NoContent(http.StatusOK)
	}, mw...)
	return e
}

// ask sends a request with a key, and header fields in pairs.
func ask(e http.Handler, target, key string, fields ...string) *httptest.ResponseRecorder {
	req := httptest.NewRequest(http.MethodGet, target, nil)
	if key != "" {
		req.Header.Set("X-API-Key", key)
	}
	for i := 0; i < len(fields); i += 2 {
		req.Header.Set(fields[i], fields[i+1])
	}
	rec := httptest.NewRecorder()
	e.ServeHTTP(rec, req)
	return rec
}

var byKey = demur.KeyByHeader("X-API-Key")

func must[T any](v T, err error) T {
	if err != nil {
		panic(err)
	}
	return v
}

func mustLimit(cfg demur.RateLimitConfig) echo.MiddlewareFunc {
	return must(cfg.ToMiddleware())
}

func expect(t *testing.T, rec *httptest.ResponseRecorder, status int, fields ...string) {
	t.Helper()
	if rec.Code != status {
		t.Errorf("status %d, want %d; %s", rec.Code, status, rec.Body)
	}
	for i := 0; i < len(fields); i += 2 {
		if got := strings.Join(rec.Header().Values(fields[i]), ", "); got != fields[i+1] {
			t.Errorf("%s: %s, want %s", fields[i], got, fields[i+1])
		}
	}
}

func TestRateLimitByTheClock(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) { // it begins at midnight, 2000-01-01
		e := limited(demur.RateLimit(ratelimit.Hourly(2), byKey))
		time.Sleep(30*time.Minute + 500*time.Millisecond)
		const policy = `"hourly";q=2;w=3600`
		expect(t, ask(e, "/", "a"), 200, "RateLimit-Policy", policy, "RateLimit", `"hourly";r=1;t=1800`, "Retry-After", "")
		expect(t, ask(e, "/?fail=1", "a"), 409, "RateLimit-Policy", policy, "RateLimit", `"hourly";r=0;t=1800`)
		for range 3 { // what is refused does not count
			rec := ask(e, "/", "a")
			expect(t, rec, 429, "RateLimit-Policy", policy, "RateLimit", `"hourly";r=0;t=1800`, "Retry-After", "1800",
				"Cache-Control", "no-store", "Content-Type", "application/json")
			const want = `{"type":"https://iana.org/assignments/http-problem-types#quota-exceeded",` +
				`"title":"Request cannot be satisfied as assigned quota has been exceeded","status":429,` +
				`"detail":"The policy \"hourly\", 2 per hour, admits no more requests until 2000-01-01T01:00:00Z.","code":"too_many_requests",` +
				`"violated-policies":["hourly"],"quota":2,"reset":"2000-01-01T01:00:00Z"}`
			if got := strings.TrimSpace(rec.Body.String()); got != want {
				t.Errorf("body\n%s\nwant\n%s", got, want)
			}
		}
		expect(t, ask(e, "/", "b"), 200)

		time.Sleep(29*time.Minute + 59*time.Second + 499*time.Millisecond)
		expect(t, ask(e, "/", "a"), 429, "Retry-After", "1", "RateLimit", `"hourly";r=0;t=1`)
		time.Sleep(time.Millisecond)
		expect(t, ask(e, "/", "a"), 200, "RateLimit", `"hourly";r=1;t=3600`)
	})
}

func TestRateLimitInXML(t *testing.T) {
	t.Parallel()
	e := limited(demur.RateLimit(ratelimit.Policy{Quota: 1, Window: 24 * time.Hour}, byKey))
	ask(e, "/", "a")
	rec := ask(e, "/", "a", "Accept", "application/xml")
	var doc struct {
		Type     string   `xml:"type"`
		Violated []string `xml:"violated-policies>i"`
		Quota    int      `xml:"quota"`
	}
	if err := xml.Unmarshal(rec.Body.Bytes(), &doc); err != nil || doc.Quota != 1 || !slices.Equal(doc.Violated, []string{"default"}) {
		t.Errorf("%+v, %v: %s", doc, err, rec.Body)
	}
	failed, err := apierror.Decode(rec.Result())
	if err != nil || !errors.Is(failed, apierror.TooManyRequests) || failed.Type != doc.Type {
		t.Errorf("a client reads %v, %v", failed, err)
	}
}

func TestRateLimitFields(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		const reset = "946688400" // 2000-01-01T01:00:00Z
		for _, tt := range []struct {
			fields        demur.RateLimitFields
			draft, legacy bool
		}{{demur.DraftFields, true, false}, {demur.LegacyFields, false, true}, {demur.BothFields, true, true}, {demur.NoFields, false, false}} {
			e := limited(mustLimit(demur.RateLimitConfig{
				Limiter: must(ratelimit.NewFixedWindow(ratelimit.Hourly(1), nil)), Key: byKey, Fields: tt.fields,
			}))
			for _, status := range []int{200, 429} {
				rec := ask(e, "/", "a")
				want := make([]string, 5)
				if tt.draft {
					want[0], want[1] = `"hourly";q=1;w=3600`, `"hourly";r=0;t=3600`
				}
				if tt.legacy {
					want[2], want[3], want[4] = "1", "0", reset
				}
				expect(t, rec, status, "RateLimit-Policy", want[0], "RateLimit", want[1],
					"X-RateLimit-Limit", want[2], "X-RateLimit-Remaining", want[3], "X-RateLimit-Reset", want[4])
			}
		}
	})
}

func TestRateLimitQuotesNames(t *testing.T) {
	t.Parallel()
	e := limited(demur.RateLimit(ratelimit.Policy{Name: `a "b" \c`, Quota: 1, Window: time.Minute}, byKey))
	expect(t, ask(e, "/", "a"), 200, "RateLimit-Policy", `"a \"b\" \\c";q=1;w=60`)
}

func TestRateLimitsTogether(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		burst := must(ratelimit.NewTokenBucket(ratelimit.Policy{Name: "burst", Quota: 60, Window: time.Minute}, 2))
		hourly := must(ratelimit.NewFixedWindow(ratelimit.Hourly(3), nil))
		e := limited(mustLimit(demur.RateLimitConfig{Limiter: ratelimit.All(burst, hourly), Key: byKey, Fields: demur.BothFields}))
		const policies = `"burst";q=60;w=60, "hourly";q=3;w=3600`
		expect(t, ask(e, "/", "a"), 200, "RateLimit-Policy", policies, "RateLimit", `"burst";r=1;t=1, "hourly";r=2;t=3600`, "X-RateLimit-Remaining", "1")
		ask(e, "/", "a")
		rec := ask(e, "/", "a")
		expect(t, rec, 429, "Retry-After", "1", "RateLimit-Policy", policies, "RateLimit", `"burst";r=0;t=1`, "X-RateLimit-Limit", "60")
		if !strings.Contains(rec.Body.String(), `"violated-policies":["burst"]`) {
			t.Errorf("body %s", rec.Body)
		}
		time.Sleep(time.Second)
		expect(t, ask(e, "/", "a"), 200, "RateLimit", `"burst";r=0;t=2, "hourly";r=0;t=3599`)
		time.Sleep(time.Second)
		expect(t, ask(e, "/", "a"), 429, "Retry-After", "3598", "RateLimit", `"burst";r=1;t=1, "hourly";r=0;t=3598`)
	})
}

// Two limiters in one chain make one list, and the older fields tell the worse.
func TestRateLimitTwice(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		limit := func(name string, quota int) echo.MiddlewareFunc {
			p := ratelimit.Policy{Name: name, Quota: quota, Window: time.Hour}
			return mustLimit(demur.RateLimitConfig{Limiter: must(ratelimit.NewFixedWindow(p, nil)), Key: byKey, Fields: demur.BothFields})
		}
		e := limited(limit("outer", 2), limit("inner", 10))
		expect(t, ask(e, "/", "a"), 200, "RateLimit", `"outer";r=1;t=3600, "inner";r=9;t=3600`, "X-RateLimit-Limit", "2", "X-RateLimit-Remaining", "1")
		e = limited(limit("outer", 10), limit("inner", 1))
		ask(e, "/", "a")
		expect(t, ask(e, "/", "a"), 429, "X-RateLimit-Limit", "1", "X-RateLimit-Remaining", "0")
	})
}

func TestRateLimitCost(t *testing.T) {
	t.Parallel()
	e := limited(mustLimit(demur.RateLimitConfig{
		Limiter: must(ratelimit.NewFixedWindow(ratelimit.Hourly(10), nil)),
		Key:     byKey,
		Cost:    func(c echo.Context) int { return must(strconv.Atoi(c.QueryParam("n"))) },
	}))
	for _, tt := range []struct {
		n, status int
		remaining string
	}{{0, 200, "r=10"}, {7, 200, "r=3"}, {4, 429, "r=3"}, {11, 403, "r=3"}, {3, 200, "r=0"}, {0, 200, "r=0"}, {-1, 500, ""}, {1, 429, "r=0"}} {
		rec := ask(e, fmt.Sprintf("/?n=%d", tt.n), "a")
		expect(t, rec, tt.status)
		if got := rec.Header().Get("RateLimit"); !strings.Contains(got, tt.remaining) || (tt.remaining == "") != (got == "") {
			t.Errorf("cost %d: RateLimit %s, want %s", tt.n, got, tt.remaining)
		}
		if wait := rec.Header().Get("Retry-After"); (wait != "") != (tt.status == 429) {
			t.Errorf("cost %d: Retry-After %q", tt.n, wait)
		}
		if tt.status == 403 && !strings.Contains(rec.Body.String(), `"code":"cost_exceeds_quota","cost":11,"quota":10}`) {
			t.Errorf("body %s", rec.Body)
		}
	}
}

func TestRateLimitPlans(t *testing.T) {
	t.Parallel()
	plans := map[string]ratelimit.Policy{
		"":     {},
		"gold": {Name: "gold", Quota: 3, Window: time.Hour},
		"bad":  {Name: "bad", Quota: -1, Window: 7 * time.Second},
	}
	plan := func(c echo.Context) ratelimit.Policy { return plans[c.QueryParam("plan")] }
	e := limited(mustLimit(demur.RateLimitConfig{
		Limiter: must(ratelimit.NewFixedWindow(ratelimit.Hourly(1), nil)), Key: byKey, Policy: plan,
		OnStoreError: func(echo.Context, error) error { return nil },
	}))
	expect(t, ask(e, "/", "a"), 200, "RateLimit-Policy", `"hourly";q=1;w=3600`)
	expect(t, ask(e, "/", "a"), 429)
	expect(t, ask(e, "/?plan=gold", "a"), 200, "RateLimit-Policy", `"gold";q=3;w=3600`) // the second of three
	expect(t, ask(e, "/?plan=gold", "a"), 200)
	expect(t, ask(e, "/?plan=gold", "a"), 429)
	expect(t, ask(e, "/?plan=bad", "a"), 500, "RateLimit", "") // a mistake is no failure of the store

	e = limited(mustLimit(demur.RateLimitConfig{Key: byKey, Policy: plan})) // plans alone
	expect(t, ask(e, "/?plan=gold", "a"), 200)
	expect(t, ask(e, "/", "a"), 500)
}

func TestRateLimitSkipperAndRefund(t *testing.T) {
	t.Parallel()
	e := limited(mustLimit(demur.RateLimitConfig{
		Limiter: must(ratelimit.NewFixedWindow(ratelimit.Hourly(2), nil)),
		Key:     byKey,
		Skipper: func(c echo.Context) bool { return c.QueryParam("skip") != "" },
		Refund:  func(_ echo.Context, err error) bool { return err == nil }, // only failures count
	}))
	for range 5 {
		expect(t, ask(e, "/?skip=1", "a"), 200, "RateLimit", "")
		expect(t, ask(e, "/", "a"), 200)
	}
	expect(t, ask(e, "/?fail=1", "a"), 409)
	expect(t, ask(e, "/?fail=1", "a"), 409)
	expect(t, ask(e, "/?fail=1", "a"), 429)
	expect(t, ask(e, "/", "a"), 429)
}

// storeDown is a limiter whose store is down.
type storeDown struct{ err error }

func (f storeDown) Take(context.Context, string, int) (ratelimit.Decision, error) {
	return ratelimit.Decision{}, f.err
}

func TestRateLimitStoreDown(t *testing.T) {
	t.Parallel()
	down := storeDown{fmt.Errorf("dial tcp 10.0.0.5:6379: SECRET: %w", context.DeadlineExceeded)}
	for name, tt := range map[string]struct {
		limiter ratelimit.Limiter
		on      func(echo.Context, error) error
		status  int
		retry   string
	}{
		"by default":     {limiter: down, status: 503, retry: "60"},
		"admit":          {limiter: down, on: func(echo.Context, error) error { return nil }, status: 200},
		"refuse":         {limiter: down, on: func(_ echo.Context, err error) error { return apierror.BadGateway.Wrap(err, "") }, status: 502},
		"its own status": {limiter: storeDown{apierror.Forbidden}, status: 403},
	} {
		e := limited(mustLimit(demur.RateLimitConfig{Limiter: tt.limiter, Key: byKey, OnStoreError: tt.on}))
		rec := ask(e, "/", "a")
		t.Log(name)
		expect(t, rec, tt.status, "Retry-After", tt.retry, "RateLimit", "")
		if strings.Contains(rec.Body.String(), "SECRET") || strings.Contains(rec.Body.String(), "10.0") {
			t.Errorf("%s: leak in %s", name, rec.Body)
		}
	}
}

func TestRateLimitClientGone(t *testing.T) {
	t.Parallel()
	log := new(journal)
	e := echo.New()
	if err := (demur.Config{Logger: log.logger()}).Install(e); err != nil {
		t.Fatal(err)
	}
	asked := false
	e.GET("/", func(echo.Context) error { return nil }, mustLimit(demur.RateLimitConfig{
		Limiter: storeDown{context.Canceled}, Key: byKey,
		OnStoreError: func(echo.Context, error) error { asked = true; return nil },
	}))
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	e.ServeHTTP(httptest.NewRecorder(), httptest.NewRequestWithContext(ctx, http.MethodGet, "/", nil))
	if asked || !strings.Contains(log.String(), `"status":499`) {
		t.Errorf("OnStoreError called: %t; log %s", asked, log)
	}
}

func TestRateLimitJitter(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		e := limited(mustLimit(demur.RateLimitConfig{
			Limiter: must(ratelimit.NewFixedWindow(ratelimit.Hourly(1), nil)), Key: byKey, Jitter: 10 * time.Second,
		}))
		ask(e, "/", "a")
		seen := map[int]bool{}
		for range 500 {
			rec := ask(e, "/", "a")
			expect(t, rec, 429, "RateLimit", `"hourly";r=0;t=3600`)
			seen[must(strconv.Atoi(rec.Header().Get("Retry-After")))] = true
		}
		for wait := range seen {
			if wait < 3600 || wait > 3610 {
				t.Errorf("Retry-After %d", wait)
			}
		}
		if len(seen) < 5 {
			t.Errorf("the same %d values all the time", len(seen))
		}
	})
}

func TestRateLimitDecision(t *testing.T) {
	t.Parallel()
	var logged []string
	outside := func(next echo.HandlerFunc) echo.HandlerFunc {
		return func(c echo.Context) error {
			err := next(c)
			d, ok := demur.RateLimitDecision(c)
			logged = append(logged, fmt.Sprintln(ok, d.Allowed, d.Remaining, d.Policy.Name))
			return err
		}
	}
	e := echo.New()
	e.Use(outside)
	if err := (demur.Config{Logger: discard()}).Install(e); err != nil {
		t.Fatal(err)
	}
	handler := func(c echo.Context) error { return c.NoContent(200) }
	e.GET("/", handler, demur.RateLimit(ratelimit.Hourly(1), byKey))
	e.GET("/free", handler)
	ask(e, "/", "a")
	ask(e, "/", "a")
	ask(e, "/free", "a")
	want := []string{"true true 0 hourly\n", "true false 0 hourly\n", "false false 0 \n"}
	if !slices.Equal(logged, want) {
		t.Errorf("%q, want %q", logged, want)
	}
}

func TestRateLimitMistakes(t *testing.T) {
	t.Parallel()
	_, err := demur.RateLimitConfig{Limiter: (*ratelimit.FixedWindow)(nil), Fields: 9, Jitter: -1}.ToMiddleware()
	says(t, err, "Limiter is nil", "Key is nil", "Fields is 9", "Jitter -1ns")
	_, err = demur.RateLimitConfig{}.ToMiddleware()
	says(t, err, "Limiter is nil", "Key is nil")
	_, err = demur.RateLimitConfig{
		Limiter: storeDown{}, Key: byKey,
		Policy: func(echo.Context) ratelimit.Policy { return ratelimit.Policy{} },
		Refund: func(echo.Context, error) bool { return false },
	}.ToMiddleware()
	says(t, err, "PolicyLimiter", "Refunder")
	says(t, panicOf(func() { demur.RateLimit(ratelimit.Policy{Name: "é", Window: 7 * time.Second}, nil) }),
		"name", "quota 0", "divide a day", "nil KeyFunc")
}

func says(t *testing.T, err error, words ...string) {
	t.Helper()
	if err == nil {
		t.Fatal("the mistakes were not found")
	}
	for _, word := range words {
		if !strings.Contains(err.Error(), word) {
			t.Errorf("%q does not say %q", err, word)
		}
	}
}

func panicOf(f func()) (err error) {
	defer func() { err, _ = recover().(error) }()
	f()
	return nil
}
