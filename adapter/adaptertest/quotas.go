package adaptertest

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

	"github.com/seed-86b940f4/demur/adapter"
	"github.com/seed-86b940f4/demur/apierror"
	"github.com/seed-86b940f4/demur/ratelimit"
)

// daily is a policy whose window does not turn while a case runs, but at midnight.
func daily(quota int) ratelimit.Policy {
	return ratelimit.Policy{Name: "daily", Quota: quota, Window: 24 * time.Hour}
}

// limited is a service with one route, GET /g/x, behind limits.
func limited(limits ...adapter.Limit[Context]) Service {
	for i := range limits {
		if limits[i].Key == nil {
			limits[i].Key = apiKey
		}
	}
	return Service{Groups: []Group{{Prefix: "/g", Limits: limits, Routes: []Route{get("/x", func(c Context) error {
		if c.Request().URL.Query().Has("fail") {
			return apierror.Conflict
		}
		return noContent(c)
	})}}}}
}

func fixed(p ratelimit.Policy) ratelimit.Limiter {
	l, err := ratelimit.NewFixedWindow(p, nil)
	if err != nil {
		panic(err)
	}
	return l
}

// ask sends a request with a key to a handler, past any network.
func ask(handler http.Handler, target, key string, header ...string) answer {
	req := httptest.NewRequest(http.MethodGet, target, nil)
	req.Header.Set("X-API-Key", key)
	for i := 0; i < len(header); i += 2 {
		req.Header.Set(header[i], header[i+1])
	}
	rec := httptest.NewRecorder()
	handler.ServeHTTP(rec, req)
	res := rec.Result()
	res.ContentLength = int64(rec.Body.Len())
	return answer{res, rec.Body.String()}
}

// byTheClock is a case that needs a clock of its own, which begins at midnight.
func byTheClock(name string, run func(h *harness)) testCase {
	return testCase{name, nil, func(h *harness) {
		switch t := h.TB.(type) {
		case *testing.T:
			synctest.Test(t, func(t *testing.T) { run(&harness{TB: t, adapter: h.adapter, patience: h.patience}) })
		case interface{ bubble(run func()) }:
			t.bubble(func() { run(h) })
		}
	}}
}

// quotas are cases of the limiter.
func quotas() []testCase {
	return append(refunds(), []testCase{
		byTheClock("39 by the clock", clock),
		byTheClock("header fields", limitFields),
		byTheClock("several limits as one list", together),
		byTheClock("jitter", jittered),
		{"39 nothing until the hour strikes", nil, theHour},
		{"the 429 in XML", nil, refusedInXML},
		{"the name of a policy", nil, func(h *harness) {
			s := h.start(Service{Groups: []Group{{Prefix: "/g", Quota: ratelimit.Policy{Name: `a "b" \c`, Quota: 1, Window: 24 * time.Hour}, Routes: []Route{get("/x", noContent)}}}})
			h.expect(s.get("/g/x"), want{status: 204, header: fields{"RateLimit-Policy": `^"a \\"b\\" \\\\c";q=1;w=86400$`}})
		}},
		{"keys of a header", nil, func(h *harness) {
			s := h.start(Service{Groups: []Group{{Prefix: "/g", Quota: daily(1), Routes: []Route{get("/x", noContent)}}}})
			for _, step := range []struct {
				key    string
				status int
			}{{"a", 204}, {"a", 429}, {"b", 204}, {"", 204}, {"", 429}, {"127.0.0.1", 204}, {"ip:127.0.0.1", 204}} {
				if got := s.get("/g/x", "X-API-Key", step.key); got.StatusCode != step.status {
					h.Errorf("key %q: %d, want %d", step.key, got.StatusCode, step.status)
				}
			}
			req := s.request("GET", "/g/x", "")
			req.Header["X-Api-Key"] = []string{"x", "y"}
			h.expect(s.send(req), want{status: 400, body: inJSON})
		}},
		{"an empty key is not shared", nil, func(h *harness) {
			s := h.start(limited(adapter.Limit[Context]{Limiter: fixed(daily(1)), Key: func(Context) (string, error) { return "", nil }}))
			h.expect(s.get("/g/x"), want{status: 500, body: inJSON})
			s.logged(1, "empty key")
		}},
		{"a key that fails", nil, func(h *harness) {
			s := h.start(limited(adapter.Limit[Context]{Limiter: fixed(daily(1)), Key: func(Context) (string, error) { return "", apierror.Unauthorized }}))
			h.expect(s.get("/g/x"), want{status: 401, body: inJSON, header: fields{"Www-Authenticate": "."}})
		}},
		{"cost", nil, costs},
		{"plans", nil, plans},
		{"Skipper", nil, func(h *harness) {
			s := h.start(limited(adapter.Limit[Context]{Limiter: fixed(daily(1)), Skipper: func(c Context) bool { return c.Request().URL.Query().Has("skip") }}))
			for range 3 {
				h.expect(s.get("/g/x?skip"), want{status: 204, header: fields{"RateLimit": "^$"}})
			}
			h.expect(s.get("/g/x"), want{status: 204})
			h.expect(s.get("/g/x"), want{status: 429})
		}},
		{"a store that is down", nil, down},
		{"OnStoreError that answers by itself", nil, func(h *harness) {
			handled := false
			service := limited(adapter.Limit[Context]{Limiter: storeDown{errors.New("down")}, OnStoreError: func(c Context, _ error) error {
				c.Writer().WriteHeader(http.StatusServiceUnavailable)
				return nil
			}})
			service.Groups[0].Routes = []Route{get("/x", func(Context) error { handled = true; return nil })}
			if got := h.start(service).get("/g/x"); got.StatusCode != 503 || handled {
				h.Errorf("%d, the handler ran: %t", got.StatusCode, handled)
			}
		}},
		{"a client that is gone is no failure of the store", nil, func(h *harness) {
			asked := false
			handler, log := h.handler(limited(adapter.Limit[Context]{Limiter: storeDown{context.Canceled}, OnStoreError: func(Context, error) error { asked = true; return nil }}))
			ctx, cancel := context.WithCancel(h.Context())
			cancel()
			req := httptest.NewRequestWithContext(ctx, http.MethodGet, "/g/x", nil)
			req.Header.Set("X-API-Key", "a")
			handler.ServeHTTP(httptest.NewRecorder(), req)
			if asked || !log.has(`"status":499`) {
				h.Errorf("OnStoreError called: %t; the log %s", asked, log)
			}
		}},
		{"what was decided", nil, func(h *harness) {
			service := limited(adapter.Limit[Context]{Limiter: fixed(daily(7))})
			var decided string
			service.Groups[0].Routes = []Route{get("/x", func(c Context) error {
				d, ok := c.Decision()
				decided = fmt.Sprintf("%t %t %d %s", ok, d.Allowed, d.Remaining, d.Policy.Name)
				return noContent(c)
			})}
			if h.start(service).get("/g/x"); decided != "true true 6 daily" {
				h.Errorf("decided: %s", decided)
			}
		}},
	}...)
}

func clock(h *harness) {
	handler, _ := h.handler(Service{Config: adapter.Config[Context]{Logger: discard}, Groups: []Group{{
		Prefix: "/g", Quota: ratelimit.Hourly(2), Routes: limited().Groups[0].Routes,
	}}})
	time.Sleep(30*time.Minute + 500*time.Millisecond)
	const policy = `^"hourly";q=2;w=3600$`
	h.expect(ask(handler, "/g/x", "a"), want{status: 204, header: fields{"RateLimit-Policy": policy, "RateLimit": `^"hourly";r=1;t=1800$`, "Retry-After": "^$"}})
	h.expect(ask(handler, "/g/x?fail", "a"), want{status: 409, header: fields{"RateLimit-Policy": policy, "RateLimit": `^"hourly";r=0;t=1800$`}})
	for range 3 { // what is refused does not count
		got := ask(handler, "/g/x", "a")
		h.expect(got, want{status: 429, header: fields{"RateLimit-Policy": policy, "RateLimit": `^"hourly";r=0;t=1800$`,
			"Retry-After": "^1800$", "Cache-Control": "^no-store$", "Content-Type": "^application/json$"}})
		const body = `{"type":"https://iana.org/assignments/http-problem-types#quota-exceeded",` +
			`"title":"Request cannot be satisfied as assigned quota has been exceeded","status":429,` +
			`"detail":"The policy \"hourly\", 2 per hour, admits no more requests until 2000-01-01T01:00:00Z.","code":"too_many_requests",` +
			`"violated-policies":["hourly"],"quota":2,"reset":"2000-01-01T01:00:00Z"}`
		if strings.TrimSpace(got.body) != body {
			h.Errorf("the body\n%s\nwant\n%s", got.body, body)
		}
	}
	h.expect(ask(handler, "/g/x", "b"), want{status: 204})
	time.Sleep(29*time.Minute + 59*time.Second + 499*time.Millisecond)
	h.expect(ask(handler, "/g/x", "a"), want{status: 429, header: fields{"Retry-After": "^1$", "RateLimit": `^"hourly";r=0;t=1$`}})
	time.Sleep(time.Millisecond)
	h.expect(ask(handler, "/g/x", "a"), want{status: 204, header: fields{"RateLimit": `^"hourly";r=1;t=3600$`}})
}

func theHour(h *harness) {
	for {
		log := new(journal)
		s := h.start(h.forty(log))
		ask := func() (answer, float64) {
			got := s.get("/v1/widgets/1", "X-API-Key", "k-small", "Accept", "application/xml")
			now := time.Now()
			return got, now.Truncate(time.Hour).Add(time.Hour).Sub(now).Seconds()
		}
		first, before := ask()
		refused, left := ask()
		if before < left {
			continue // the hour has struck in between
		}
		h.expect(first, want{status: 200})
		h.expect(refused, want{status: 429, header: fields{"Content-Type": xmlType, "RateLimit": "r=0"}, body: inXML})
		wait, err := strconv.ParseFloat(refused.Header.Get("Retry-After"), 64)
		if err != nil || wait < left || wait > left+2 {
			h.Errorf("Retry-After %q with %f s left of the hour", refused.Header.Get("Retry-After"), left)
		}
		return
	}
}

func refusedInXML(h *harness) {
	s := h.start(limited(adapter.Limit[Context]{Limiter: fixed(daily(1))}))
	s.get("/g/x")
	got := s.get("/g/x", "Accept", "application/xml")
	var doc struct {
		Violated []string `xml:"violated-policies>i"`
		Quota    int      `xml:"quota"`
	}
	h.expect(got, want{status: 429, body: inXML})
	if err := xml.Unmarshal([]byte(got.body), &doc); err != nil || doc.Quota != 1 || !slices.Equal(doc.Violated, []string{"daily"}) {
		h.Errorf("%+v, %v: %s", doc, err, got.body)
	}
}
