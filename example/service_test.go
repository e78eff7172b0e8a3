package main

import (
	"bytes"
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"net/http/httptest"
	"slices"
	"strconv"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/seed-86b940f4/demur/apierror"
)

// problem sends a call and returns the error that comes back.
func (s *running) problem(t *testing.T, c call, f format) *apierror.Error {
	t.Helper()
	res, body := s.send(t, c, f)
	res.Body = io.NopCloser(bytes.NewReader(body))
	problem, err := apierror.Decode(res)
	if err != nil {
		t.Fatalf("%v:\n%s", err, body)
	}
	return problem
}

func TestOtherRequests(t *testing.T) {
	t.Parallel()
	s := start(t)
	for name, tc := range map[string]struct {
		call   call
		status int
	}{
		"HEAD of a payment":           {call{method: http.MethodHead, path: "/v1/payments/pay_1001", key: paidKey}, 200},
		"HEAD of an unknown payment":  {call{method: http.MethodHead, path: "/v1/payments/pay_9999", key: paidKey}, 404},
		"HEAD without a key":          {call{method: http.MethodHead, path: "/v1/payments/pay_1001"}, 401},
		"report of a month":           {get("/v1/reports?month=12", paidKey), 200},
		"report of no month":          {get("/v1/reports?month=May", paidKey), 400},
		"unknown path, no key":        {get("/v1/nothing", ""), 401},
		"unknown path":                {get("/v1/nothing", paidKey), 404},
		"path outside of the groups":  {get("/nothing", ""), 404},
		"cancel another's payment":    {call{method: http.MethodDelete, path: "/v1/payments/pay_1001", key: otherKey}, 403},
		"switch without operator key": {call{method: http.MethodPut, path: "/admin/provider", key: paidKey, json: `{"on":false}`}, 403},
		"switch without a key":        {call{method: http.MethodPut, path: "/admin/provider", json: `{"on":false}`}, 401},
		"body beyond the limit":       {create(`{"method":"`+strings.Repeat("x", 1<<17)+`"}`, ""), 413},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			res, body := s.send(t, tc.call, speaksJSON)
			if res.StatusCode != tc.status {
				t.Errorf("got %d, want %d:\n%s", res.StatusCode, tc.status, body)
			}
			if tc.call.method == http.MethodHead && (len(body) > 0 || res.ContentLength <= 0) {
				t.Errorf("HEAD got %d bytes and Content-Length %d", len(body), res.ContentLength)
			}
		})
	}
}

func TestDeclineCodeReachesTheClient(t *testing.T) {
	t.Parallel()
	problem := start(t).problem(t, create(body(1250, "EUR", "pm_empty")), speaksXML)
	if got := member(problem, "decline_code"); got != "insufficient_funds" {
		t.Errorf("decline_code is %q", got)
	}
}

func TestRefusedRequestsChargeNothing(t *testing.T) {
	t.Parallel()
	var charges atomic.Int32
	bank := httptest.NewServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) { charges.Add(1) }))
	t.Cleanup(bank.Close)
	s := startWith(t, nil, newGateway(bank.URL, time.Second))
	unacceptable := create(body(1250, "EUR", "pm_card"))
	unacceptable.refuse = true
	for _, c := range []call{unacceptable, create(body(0, "EUR", "pm_card")), create(body(1250, "EUR", "pm_9999"))} {
		s.problem(t, c, speaksJSON)
	}
	if n := charges.Load(); n != 0 {
		t.Errorf("%d refused requests reached the provider", n)
	}
}

func TestSlowProviderIs502(t *testing.T) {
	t.Parallel()
	done := make(chan struct{})
	slow := httptest.NewServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) { <-done }))
	t.Cleanup(func() { close(done); slow.Close() })
	s := startWith(t, nil, newGateway(slow.URL, 20*time.Millisecond))
	if problem := s.problem(t, create(body(1250, "EUR", "pm_card")), speaksJSON); !errors.Is(problem, apierror.BadGateway) {
		t.Errorf("got %v", problem)
	}
}

func TestLogTellsTheCauseOnceAndNoKey(t *testing.T) {
	t.Parallel()
	s := start(t)
	s.provider.down()
	s.send(t, create(body(1250, "EUR", "pm_card")), speaksJSON)

	var failed []string
	for line := range strings.Lines(s.log.String()) {
		var record struct{ Msg string }
		if err := json.Unmarshal([]byte(line), &record); err != nil {
			t.Fatal(err)
		}
		if record.Msg == "request failed" {
			failed = append(failed, line)
		}
	}
	if all := s.log.String(); len(failed) != 1 || strings.Count(all, "connection refused") != 1 {
		t.Errorf("the cause is not told once:\n%s", all)
	}
	if strings.Contains(s.log.String(), paidKey) {
		t.Errorf("the log has the key:\n%s", s.log)
	}
}

func TestEveryAnswerTellsHowTheClientStands(t *testing.T) {
	t.Parallel()
	awayFromTheFullHour(t)
	s := start(t)
	for name, tc := range map[string]struct {
		call     call
		policies []string
	}{
		"success":       {get("/v1/payments/pay_1001", paidKey), []string{`"address";q=6000;w=60`, `"hourly";q=1000;w=3600`}},
		"failure":       {get("/v1/payments/pay_9999", paidKey), []string{`"address";q=6000;w=60`, `"hourly";q=1000;w=3600`}},
		"a plan":        {get("/v1/payments/pay_1002", trialKey), []string{`"address";q=6000;w=60`, `"trial";q=2;w=3600`}},
		"no key":        {get("/v1/payments/pay_1001", ""), []string{`"address";q=6000;w=60`}},
		"nothing there": {get("/nothing", ""), []string{`"address";q=6000;w=60`}},
	} {
		res, _ := s.send(t, tc.call, speaksJSON)
		if got := res.Header.Values("RateLimit-Policy"); !slices.Equal(got, tc.policies) {
			t.Errorf("%s: %q, want %q", name, got, tc.policies)
		}
		if got := res.Header.Values("RateLimit"); len(got) != len(tc.policies) {
			t.Errorf("%s: RateLimit %q", name, got)
		}
	}
}

func TestOverTheQuotaUntilTheNextHour(t *testing.T) {
	t.Parallel()
	awayFromTheFullHour(t)
	s := start(t)
	for range 2 {
		s.step(t, step{200, "a request of the trial", get("/v1/payments/pay_1002", trialKey)})
	}
	for _, f := range formats {
		res, _ := s.send(t, get("/v1/payments/pay_1002", trialKey), f)
		now := time.Now()
		left := now.Truncate(time.Hour).Add(time.Hour).Sub(now).Seconds()
		wait, err := strconv.ParseFloat(res.Header.Get("Retry-After"), 64)
		if res.StatusCode != 429 || err != nil || wait < left || wait > left+2 {
			t.Errorf("%d with Retry-After %q, %.0f s before the hour", res.StatusCode, res.Header.Get("Retry-After"), left)
		}
	}
}
