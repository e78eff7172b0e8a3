package paymentstest

import (
	"bytes"
	"encoding/json"
	"errors"
	"io"
	"maps"
	"net/http"
	"net/http/httptest"
	"slices"
	"strconv"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/seed-86b940f4/demur/apierror"
	"github.com/seed-86b940f4/demur/example/payments"
	"github.com/seed-86b940f4/demur/example/walkthrough"
)

// problem sends a call and returns the error that comes back.
func (s *running) problem(t *testing.T, c walkthrough.Call, f walkthrough.Format) *apierror.Error {
	t.Helper()
	res, body := s.send(t, c, f)
	res.Body = io.NopCloser(bytes.NewReader(body))
	problem, err := apierror.Decode(res)
	if err != nil {
		t.Fatalf("%v:\n%s", err, body)
	}
	return problem
}

func (u suite) declineCodeReachesTheClient(t *testing.T) {
	problem := u.start(t).problem(t, walkthrough.Create(walkthrough.Body(1250, "EUR", "pm_empty")), walkthrough.SpeaksXML)
	if got, _ := problem.Extension("decline_code"); got != "insufficient_funds" {
		t.Errorf("decline_code is %v", got)
	}
}

func (u suite) refusedRequestsChargeNothing(t *testing.T) {
	var charges atomic.Int32
	bank := httptest.NewServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) { charges.Add(1) }))
	t.Cleanup(bank.Close)
	s := u.startWith(t, payments.Config{Gateway: payments.NewGateway(bank.URL, time.Second)})
	unacceptable := walkthrough.Create(walkthrough.Body(1250, "EUR", "pm_card"))
	unacceptable.Refuse = true
	for _, c := range []walkthrough.Call{unacceptable, walkthrough.Create(walkthrough.Body(0, "EUR", "pm_card")), walkthrough.Create(walkthrough.Body(1250, "EUR", "pm_9999"))} {
		s.problem(t, c, walkthrough.SpeaksJSON)
	}
	if n := charges.Load(); n != 0 {
		t.Errorf("%d refused requests reached the provider", n)
	}
}

func (u suite) slowProviderIs502(t *testing.T) {
	done := make(chan struct{})
	slow := httptest.NewServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) { <-done }))
	t.Cleanup(func() { close(done); slow.Close() })
	s := u.startWith(t, payments.Config{Gateway: payments.NewGateway(slow.URL, 20*time.Millisecond)})
	if problem := s.problem(t, walkthrough.Create(walkthrough.Body(1250, "EUR", "pm_card")), walkthrough.SpeaksJSON); !errors.Is(problem, apierror.BadGateway) {
		t.Errorf("got %v", problem)
	}
}

func (u suite) logTellsTheCauseOnceAndNoKey(t *testing.T) {
	s := u.start(t)
	s.provider.Down()
	res, _ := s.send(t, walkthrough.Create(walkthrough.Body(1250, "EUR", "pm_card")), walkthrough.SpeaksJSON)
	id := res.Header.Get("X-Request-ID")

	type record struct {
		Msg, Method, Path string
		Status            int
		RequestID         string `json:"request_id"`
	}
	count := map[record]int{}
	for line := range strings.Lines(s.log.String()) {
		var r record
		if err := json.Unmarshal([]byte(line), &r); err != nil {
			t.Fatal(err)
		}
		count[r]++
	}
	want := map[record]int{
		{"request failed", "POST", "/v1/payments", 0, id}: 1, // its status is in the error
		{"request", "POST", "/v1/payments", 502, id}:      1,
	}
	all := s.log.String()
	if !maps.Equal(count, want) || strings.Count(all, "connection refused") != 1 {
		t.Errorf("the log does not have the cause once and the request once:\n%s", all)
	}
	if strings.Contains(all, payments.PaidKey) {
		t.Errorf("the log has the key:\n%s", all)
	}
}

func (u suite) everyAnswerTellsHowTheClientStands(t *testing.T) {
	awayFromTheFullHour(t)
	s := u.start(t)
	for name, tc := range map[string]struct {
		call     walkthrough.Call
		policies []string
	}{
		"success":       {walkthrough.Get("/v1/payments/pay_1001", payments.PaidKey), []string{`"address";q=6000;w=60`, `"hourly";q=1000;w=3600`}},
		"failure":       {walkthrough.Get("/v1/payments/pay_9999", payments.PaidKey), []string{`"address";q=6000;w=60`, `"hourly";q=1000;w=3600`}},
		"a plan":        {walkthrough.Get("/v1/payments/pay_1002", payments.TrialKey), []string{`"address";q=6000;w=60`, `"trial";q=2;w=3600`}},
		"no key":        {walkthrough.Get("/v1/payments/pay_1001", ""), []string{`"address";q=6000;w=60`}},
		"nothing there": {walkthrough.Get("/nothing", ""), []string{`"address";q=6000;w=60`}},
	} {
		res, _ := s.send(t, tc.call, walkthrough.SpeaksJSON)
		if got := res.Header.Values("RateLimit-Policy"); !slices.Equal(got, tc.policies) {
			t.Errorf("%s: %q, want %q", name, got, tc.policies)
		}
		if got := res.Header.Values("RateLimit"); len(got) != len(tc.policies) {
			t.Errorf("%s: RateLimit %q", name, got)
		}
	}
}

func (u suite) overTheQuotaUntilTheNextHour(t *testing.T) {
	awayFromTheFullHour(t)
	s := u.start(t)
	for range 2 {
		s.step(t, walkthrough.Step{Status: 200, Why: "a request of the trial", Call: walkthrough.Get("/v1/payments/pay_1002", payments.TrialKey)})
	}
	for _, f := range formats {
		res, _ := s.send(t, walkthrough.Get("/v1/payments/pay_1002", payments.TrialKey), f)
		now := time.Now()
		left := now.Truncate(time.Hour).Add(time.Hour).Sub(now).Seconds()
		wait, err := strconv.ParseFloat(res.Header.Get("Retry-After"), 64)
		if res.StatusCode != 429 || err != nil || wait < left || wait > left+2 {
			t.Errorf("%d with Retry-After %q, %.0f s before the hour", res.StatusCode, res.Header.Get("Retry-After"), left)
		}
	}
}
