package adaptertest

import (
	"context"
	"fmt"
	"strconv"
	"time"

	"github.com/seed-86b940f4/demur/adapter"
	"github.com/seed-86b940f4/demur/apierror"
	"github.com/seed-86b940f4/demur/ratelimit"
)

func limitFields(h *harness) {
	for _, tt := range []struct {
		fields        adapter.Fields
		draft, legacy bool
	}{{adapter.DraftFields, true, false}, {adapter.LegacyFields, false, true}, {adapter.BothFields, true, true}, {adapter.NoFields, false, false}} {
		handler, _ := h.handler(limited(adapter.Limit[Context]{Limiter: fixed(ratelimit.Hourly(1)), Fields: tt.fields}))
		for _, status := range []int{204, 429} {
			header := fields{"RateLimit-Policy": "^$", "RateLimit": "^$", "X-RateLimit-Limit": "^$", "X-RateLimit-Remaining": "^$", "X-RateLimit-Reset": "^$"}
			if tt.draft {
				header["RateLimit-Policy"], header["RateLimit"] = `^"hourly";q=1;w=3600$`, `^"hourly";r=0;t=3600$`
			}
			if tt.legacy { // reset at 2000-01-01T01:00:00Z
				header["X-RateLimit-Limit"], header["X-RateLimit-Remaining"], header["X-RateLimit-Reset"] = "^1$", "^0$", "^946688400$"
			}
			h.expect(ask(handler, "/g/x", "a"), want{status: status, header: header})
		}
	}
}

// together: several limits make one list, and the older fields tell the worse.
func together(h *harness) {
	burst, err := ratelimit.NewTokenBucket(ratelimit.Policy{Name: "burst", Quota: 60, Window: time.Minute}, 2)
	if err != nil {
		h.Fatal(err)
	}
	handler, _ := h.handler(limited(adapter.Limit[Context]{Limiter: ratelimit.All(burst, fixed(ratelimit.Hourly(3))), Fields: adapter.BothFields}))
	const policies = `^"burst";q=60;w=60, "hourly";q=3;w=3600$`
	h.expect(ask(handler, "/g/x", "a"), want{status: 204, header: fields{
		"RateLimit-Policy": policies, "RateLimit": `^"burst";r=1;t=1, "hourly";r=2;t=3600$`, "X-RateLimit-Remaining": "^1$"}})
	ask(handler, "/g/x", "a")
	h.expect(ask(handler, "/g/x", "a"), want{status: 429, has: `"violated-policies":\["burst"\]`, header: fields{
		"Retry-After": "^1$", "RateLimit-Policy": policies, "RateLimit": `^"burst";r=0;t=1$`, "X-RateLimit-Limit": "^60$"}})
	time.Sleep(time.Second)
	h.expect(ask(handler, "/g/x", "a"), want{status: 204, header: fields{"RateLimit": `^"burst";r=0;t=2, "hourly";r=0;t=3599$`}})
	time.Sleep(time.Second)
	h.expect(ask(handler, "/g/x", "a"), want{status: 429, header: fields{"Retry-After": "^3598$", "RateLimit": `^"burst";r=1;t=1, "hourly";r=0;t=3598$`}})

	limit := func(name string, quota int) adapter.Limit[Context] {
		return adapter.Limit[Context]{Limiter: fixed(ratelimit.Policy{Name: name, Quota: quota, Window: time.Hour}), Fields: adapter.BothFields}
	}
	time.Sleep(time.Hour - 2*time.Second)
	handler, _ = h.handler(limited(limit("outer", 2), limit("inner", 10)))
	h.expect(ask(handler, "/g/x", "a"), want{status: 204, header: fields{
		"RateLimit": `^"outer";r=1;t=3600, "inner";r=9;t=3600$`, "X-RateLimit-Limit": "^2$", "X-RateLimit-Remaining": "^1$"}})
	handler, _ = h.handler(limited(limit("outer", 10), limit("inner", 1)))
	ask(handler, "/g/x", "a")
	h.expect(ask(handler, "/g/x", "a"), want{status: 429, header: fields{"X-RateLimit-Limit": "^1$", "X-RateLimit-Remaining": "^0$"}})
}

func jittered(h *harness) {
	handler, _ := h.handler(limited(adapter.Limit[Context]{Limiter: fixed(ratelimit.Hourly(1)), Jitter: 10 * time.Second}))
	ask(handler, "/g/x", "a")
	seen := map[int]bool{}
	for range 200 {
		got := ask(handler, "/g/x", "a")
		h.expect(got, want{status: 429, header: fields{"RateLimit": `^"hourly";r=0;t=3600$`}})
		wait, err := strconv.Atoi(got.Header.Get("Retry-After"))
		if err != nil || wait < 3600 || wait > 3610 {
			h.Errorf("Retry-After %q", got.Header.Get("Retry-After"))
		}
		seen[wait] = true
	}
	if len(seen) < 5 {
		h.Errorf("the same %d values all the time", len(seen))
	}
}

func costs(h *harness) {
	s := h.start(limited(adapter.Limit[Context]{Limiter: fixed(daily(10)), Cost: func(c Context) int {
		n, err := strconv.Atoi(c.Request().URL.Query().Get("n"))
		if err != nil {
			panic(err)
		}
		return n
	}}))
	for _, tt := range []struct {
		n, status int
		remaining string
	}{{0, 204, "r=10"}, {7, 204, "r=3"}, {4, 429, "r=3"}, {11, 403, "r=3"}, {3, 204, "r=0"}, {0, 204, "r=0"}, {-1, 500, "^$"}, {1, 429, "r=0"}} {
		w := want{status: tt.status, header: fields{"RateLimit": tt.remaining, "Retry-After": "^$"}}
		switch tt.status {
		case 429:
			w.header["Retry-After"] = "^[1-9]"
		case 403:
			w.has = `"code":"cost_exceeds_quota","cost":11,"quota":10}`
		}
		h.expect(s.get(fmt.Sprint("/g/x?n=", tt.n)), w)
	}
}

func plans(h *harness) {
	all := map[string]ratelimit.Policy{"": {}, "gold": {Name: "gold", Quota: 3, Window: 24 * time.Hour}, "bad": {Name: "bad", Quota: -1, Window: 7 * time.Second}}
	choose := func(c Context) ratelimit.Policy { return all[c.Request().URL.Query().Get("plan")] }
	s := h.start(limited(adapter.Limit[Context]{Limiter: fixed(daily(1)), Policy: choose, OnStoreError: func(Context, error) error { return nil }}))
	h.expect(s.get("/g/x"), want{status: 204, header: fields{"RateLimit-Policy": `^"daily";q=1;w=86400$`}})
	h.expect(s.get("/g/x"), want{status: 429})
	h.expect(s.get("/g/x?plan=gold"), want{status: 204, header: fields{"RateLimit-Policy": `^"gold";q=3;w=86400$`}}) // the second of three
	h.expect(s.get("/g/x?plan=gold"), want{status: 204})
	h.expect(s.get("/g/x?plan=gold"), want{status: 429})
	h.expect(s.get("/g/x?plan=bad"), want{status: 500, header: fields{"RateLimit": "^$"}}) // no failure of the store
	s = h.start(limited(adapter.Limit[Context]{Policy: choose}))
	h.expect(s.get("/g/x?plan=gold"), want{status: 204})
	h.expect(s.get("/g/x"), want{status: 500})
}

// storeDown is a limiter whose store is down.
type storeDown struct{ err error }

func (f storeDown) Take(context.Context, string, int) (ratelimit.Decision, error) {
	return ratelimit.Decision{}, f.err
}

func down(h *harness) {
	dead := storeDown{fmt.Errorf("dial tcp 10.0.0.5:6379: SECRET: %w", context.DeadlineExceeded)}
	for _, tt := range []struct {
		limiter ratelimit.Limiter
		on      func(Context, error) error
		status  int
		retry   string
	}{
		{dead, nil, 503, "^60$"},
		{dead, func(Context, error) error { return nil }, 204, "^$"},
		{dead, func(_ Context, err error) error { return apierror.BadGateway.Wrap(err, "") }, 502, "^$"},
		{storeDown{apierror.Forbidden}, nil, 403, "^$"},
	} {
		s := h.start(limited(adapter.Limit[Context]{Limiter: tt.limiter, OnStoreError: tt.on}))
		h.expect(s.get("/g/x"), want{status: tt.status, header: fields{"Retry-After": tt.retry, "RateLimit": "^$"}, not: `SECRET|10\.0`})
	}
}
