package adaptertest

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/seed-86b940f4/demur/adapter"
	"github.com/seed-86b940f4/demur/apierror"
	"github.com/seed-86b940f4/demur/ratelimit"
)

// limited is a service with one route behind limiters. ?fail makes it fail.
func limited(limits ...Limit) Service {
	return Service{Limits: limits, Routes: []Route{{http.MethodGet, "/v1/x", func(c Context) error {
		if c.Request().URL.Query().Has("fail") {
			return apierror.Conflict
		}
		return c.Respond(http.StatusNoContent, nil)
	}}}}
}

func window(p ratelimit.Policy) ratelimit.Limiter { return must(ratelimit.NewFixedWindow(p, nil)) }

// key is the field that says whose quota a request spends.
const key = "X-API-Key"

// quotas are the limiter's middleware.
func quotas() []testCase {
	hourly := func(quota int) Limit { return Limit{Limiter: window(ratelimit.Hourly(quota))} }
	return []testCase{
		{name: "quota by the clock", clock: true, run: func(p probe) {
			h := p.handler(limited(hourly(2)))
			time.Sleep(30*time.Minute + 500*time.Millisecond)
			const policy = `"hourly";q=2;w=3600`
			p.record(h, "/v1/x", key, "a").expect(204, "RateLimit-Policy", policy, "RateLimit", `"hourly";r=1;t=1800`, "Retry-After", "")
			p.record(h, "/v1/x?fail", key, "a").expect(409, "RateLimit-Policy", policy, "RateLimit", `"hourly";r=0;t=1800`)
			for range 3 { // what is refused does not count
				res := p.record(h, "/v1/x", key, "a")
				res.expect(429, "RateLimit-Policy", policy, "RateLimit", `"hourly";r=0;t=1800`, "Retry-After", "1800",
					"Cache-Control", "no-store", "Content-Type", "application/json")
				const want = `{"type":"https://iana.org/assignments/http-problem-types#quota-exceeded",` +
					`"title":"Request cannot be satisfied as assigned quota has been exceeded","status":429,` +
					`"detail":"The policy \"hourly\", 2 per hour, admits no more requests until 2000-01-01T01:00:00Z.","code":"too_many_requests",` +
					`"violated-policies":["hourly"],"quota":2,"reset":"2000-01-01T01:00:00Z"}`
				if got := strings.TrimSpace(res.Body.String()); got != want {
					p.Errorf("body\n%s\nwant\n%s", got, want)
				}
			}
			p.record(h, "/v1/x", key, "b").expect(204)
			p.record(h, "/v1/x").expect(204) // by address
			time.Sleep(29*time.Minute + 59*time.Second + 499*time.Millisecond)
			p.record(h, "/v1/x", key, "a").expect(429, "Retry-After", "1", "RateLimit", `"hourly";r=0;t=1`)
			time.Sleep(time.Millisecond)
			p.record(h, "/v1/x", key, "a").expect(204, "RateLimit", `"hourly";r=1;t=3600`)
		}},
		{name: "fields of a quota", clock: true, run: func(p probe) {
			const reset = "946688400" // 2000-01-01T01:00:00Z
			for _, tt := range []struct {
				fields        adapter.Fields
				draft, legacy bool
			}{{adapter.DraftFields, true, false}, {adapter.LegacyFields, false, true}, {adapter.BothFields, true, true}, {adapter.NoFields, false, false}} {
				limit := hourly(1)
				limit.Fields = tt.fields
				h := p.handler(limited(limit))
				for _, status := range []int{204, 429} {
					want := make([]string, 5)
					if tt.draft {
						want[0], want[1] = `"hourly";q=1;w=3600`, `"hourly";r=0;t=3600`
					}
					if tt.legacy {
						want[2], want[3], want[4] = "1", "0", reset
					}
					p.record(h, "/v1/x", key, "a").expect(status, "RateLimit-Policy", want[0], "RateLimit", want[1],
						"X-RateLimit-Limit", want[2], "X-RateLimit-Remaining", want[3], "X-RateLimit-Reset", want[4])
				}
			}
		}},
		{name: "name of a policy is quoted", run: func(p probe) {
			h := p.handler(limited(Limit{Limiter: window(ratelimit.Policy{Name: `a "b" \c`, Quota: 1, Window: time.Minute})}))
			p.record(h, "/v1/x", key, "a").expect(204, "RateLimit-Policy", `"a \"b\" \\c";q=1;w=60`)
		}},
		{name: "several policies", clock: true, run: func(p probe) {
			burst := must(ratelimit.NewTokenBucket(ratelimit.Policy{Name: "burst", Quota: 60, Window: time.Minute}, 2))
			h := p.handler(limited(Limit{Limiter: ratelimit.All(burst, window(ratelimit.Hourly(3))), Fields: adapter.BothFields}))
			const policies = `"burst";q=60;w=60, "hourly";q=3;w=3600`
			p.record(h, "/v1/x", key, "a").expect(204, "RateLimit-Policy", policies, "RateLimit", `"burst";r=1;t=1, "hourly";r=2;t=3600`, "X-RateLimit-Remaining", "1")
			p.record(h, "/v1/x", key, "a").expect(204)
			refused := p.record(h, "/v1/x", key, "a")
			refused.expect(429, "Retry-After", "1", "RateLimit-Policy", policies, "RateLimit", `"burst";r=0;t=1`, "X-RateLimit-Limit", "60")
			if !strings.Contains(refused.Body.String(), `"violated-policies":["burst"]`) {
				p.Errorf("body %s", refused.Body)
			}
			time.Sleep(time.Second)
			p.record(h, "/v1/x", key, "a").expect(204, "RateLimit", `"burst";r=0;t=2, "hourly";r=0;t=3599`)
			time.Sleep(time.Second)
			p.record(h, "/v1/x", key, "a").expect(429, "Retry-After", "3598", "RateLimit", `"burst";r=1;t=1, "hourly";r=0;t=3598`)
		}},
		{name: "two limiters in the chain", clock: true, run: func(p probe) {
			named := func(name string, quota int) Limit {
				return Limit{Limiter: window(ratelimit.Policy{Name: name, Quota: quota, Window: time.Hour}), Fields: adapter.BothFields}
			}
			h := p.handler(limited(named("outer", 2), named("inner", 10)))
			p.record(h, "/v1/x", key, "a").expect(204, "RateLimit", `"outer";r=1;t=3600, "inner";r=9;t=3600`, "X-RateLimit-Limit", "2", "X-RateLimit-Remaining", "1")
			h = p.handler(limited(named("outer", 10), named("inner", 1)))
			p.record(h, "/v1/x", key, "a").expect(204)
			p.record(h, "/v1/x", key, "a").expect(429, "X-RateLimit-Limit", "1", "X-RateLimit-Remaining", "0")
		}},
		{name: "cost", run: func(p probe) {
			limit := hourly(10)
			limit.Cost = func(r *http.Request) int { return must(strconv.Atoi(r.URL.Query().Get("n"))) }
			h := p.handler(limited(limit))
			for _, tt := range []struct {
				n, status int
				remaining string
			}{{0, 204, "r=10"}, {7, 204, "r=3"}, {4, 429, "r=3"}, {11, 403, "r=3"}, {3, 204, "r=0"}, {0, 204, "r=0"}, {-1, 500, ""}, {1, 429, "r=0"}} {
				res := p.record(h, fmt.Sprintf("/v1/x?n=%d", tt.n), key, "a")
				res.expect(tt.status)
				if got := res.Header().Get("RateLimit"); !strings.Contains(got, tt.remaining) || (tt.remaining == "") != (got == "") {
					p.Errorf("cost %d: RateLimit %s, want %s", tt.n, got, tt.remaining)
				}
				if wait := res.Header().Get("Retry-After"); (wait != "") != (tt.status == 429) {
					p.Errorf("cost %d: Retry-After %q", tt.n, wait)
				}
				if tt.status == 403 && !strings.Contains(res.Body.String(), `"code":"cost_exceeds_quota","cost":11,"quota":10}`) {
					p.Errorf("body %s", res.Body)
				}
			}
		}},
		{name: "plans", run: func(p probe) {
			plans := map[string]ratelimit.Policy{
				"gold": {Name: "gold", Quota: 3, Window: time.Hour},
				"bad":  {Name: "bad", Quota: -1, Window: 7 * time.Second},
			}
			plan := func(r *http.Request) ratelimit.Policy { return plans[r.URL.Query().Get("plan")] }
			limit := hourly(1)
			limit.Policy = plan
			limit.OnStoreError = func(error) error { return nil }
			h := p.handler(limited(limit))
			p.record(h, "/v1/x", key, "a").expect(204, "RateLimit-Policy", `"hourly";q=1;w=3600`)
			p.record(h, "/v1/x", key, "a").expect(429)
			p.record(h, "/v1/x?plan=gold", key, "a").expect(204, "RateLimit-Policy", `"gold";q=3;w=3600`) // the second of three
			p.record(h, "/v1/x?plan=gold", key, "a").expect(204)
			p.record(h, "/v1/x?plan=gold", key, "a").expect(429)
			p.record(h, "/v1/x?plan=bad", key, "a").expect(500, "RateLimit", "") // a mistake is no failure of the store
			h = p.handler(limited(Limit{Policy: plan}))                          // plans alone
			p.record(h, "/v1/x?plan=gold", key, "a").expect(204)
			p.record(h, "/v1/x", key, "a").expect(500)
		}},
		{name: "skipper and refund", run: func(p probe) {
			limit := hourly(2)
			limit.Skipper = func(r *http.Request) bool { return r.URL.Query().Has("skip") }
			limit.Refund = func(err error) bool { return err == nil } // only failures count
			h := p.handler(limited(limit))
			for range 5 {
				p.record(h, "/v1/x?skip", key, "a").expect(204, "RateLimit", "")
				p.record(h, "/v1/x", key, "a").expect(204)
			}
			p.record(h, "/v1/x?fail", key, "a").expect(409)
			p.record(h, "/v1/x?fail", key, "a").expect(409)
			p.record(h, "/v1/x?fail", key, "a").expect(429)
			p.record(h, "/v1/x", key, "a").expect(429)
		}},
		{name: "refund knows the status", run: func(p probe) {
			var seen []apierror.Status
			limit := hourly(10)
			limit.Refund = func(err error) bool { seen = append(seen, apierror.StatusOf(err)); return false }
			s := failing(Config{Map: func(err error) error {
				if errors.Is(err, errSecret) {
					return apierror.Gone
				}
				return err
			}}, errSecret)
			s.Limits = []Limit{limit}
			p.record(p.handler(s), "/v1/fails", key, "a").expect(410)
			if !slices.Equal(seen, []apierror.Status{apierror.Gone}) {
				p.Errorf("Refund saw %v", seen)
			}
		}},
		{name: "store down", run: func(p probe) {
			down := storeDown{fmt.Errorf("dial tcp 10.0.0.5:6379: SECRET: %w", context.DeadlineExceeded)}
			for _, tt := range []struct {
				limiter ratelimit.Limiter
				on      func(error) error
				status  int
				retry   string
			}{
				{limiter: down, status: 503, retry: "60"},
				{limiter: down, on: func(error) error { return nil }, status: 204},
				{limiter: down, on: func(err error) error { return apierror.BadGateway.Wrap(err, "") }, status: 502},
				{limiter: storeDown{apierror.Forbidden}, status: 403},
			} {
				res := p.record(p.handler(limited(Limit{Limiter: tt.limiter, OnStoreError: tt.on})), "/v1/x", key, "a")
				res.expect(tt.status, "Retry-After", tt.retry, "RateLimit", "")
				if strings.Contains(res.Body.String(), "SECRET") || strings.Contains(res.Body.String(), "10.0") {
					p.Errorf("leak in %s", res.Body)
				}
			}
		}},
		{name: "jitter", clock: true, run: func(p probe) {
			limit := hourly(1)
			limit.Jitter = 10 * time.Second
			h := p.handler(limited(limit))
			p.record(h, "/v1/x", key, "a").expect(204)
			seen := map[int]bool{}
			for range 500 {
				res := p.record(h, "/v1/x", key, "a")
				res.expect(429, "RateLimit", `"hourly";r=0;t=3600`)
				wait := must(strconv.Atoi(res.Header().Get("Retry-After")))
				if seen[wait] = true; wait < 3600 || wait > 3610 {
					p.Errorf("Retry-After %d", wait)
				}
			}
			if len(seen) < 5 {
				p.Errorf("the same %d values all the time", len(seen))
			}
		}},
		{name: "decision in the handler", run: func(p probe) {
			var got string
			s := Service{Limits: []Limit{hourly(2)}, Routes: []Route{{http.MethodGet, "/v1/x", func(c Context) error {
				d, ok := c.Decision()
				got = fmt.Sprintf("%t %t %d %s", ok, d.Allowed, d.Remaining, d.Policy.Name)
				return nil
			}}}}
			p.record(p.handler(s), "/v1/x", key, "a")
			if got != "true true 1 hourly" {
				p.Errorf("%s", got)
			}
			s.Limits = nil
			if p.record(p.handler(s), "/v1/x", key, "a"); got != "false false 0 " {
				p.Errorf("without a limiter: %s", got)
			}
		}},
		{name: "key given twice", run: func(p probe) {
			server := p.serve(p.handler(limited(hourly(2))))
			got := p.get(server, "/v1/x", key, "a", key, "b")
			p.status(got, 400)
			p.secret(got, `"a"|"b"`)
		}},
	}
}

// storeDown is a limiter whose store is down.
type storeDown struct{ err error }

func (f storeDown) Take(context.Context, string, int) (ratelimit.Decision, error) {
	return ratelimit.Decision{}, f.err
}
