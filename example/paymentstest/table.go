package paymentstest

import (
	"bytes"
	"errors"
	"io"
	"net/http"
	"strconv"
	"strings"
	"testing"

	"github.com/seed-86b940f4/demur/apierror"
	"github.com/seed-86b940f4/demur/example/payments"
	"github.com/seed-86b940f4/demur/example/walkthrough"
)

// The four media types of an error. Success has no problem type, so a client
// that wants one names what it takes for success too.
var formats = map[string]walkthrough.Format{
	"application/json":         walkthrough.SpeaksJSON,
	"application/xml":          walkthrough.SpeaksXML,
	"application/problem+json": {Accept: "application/problem+json, application/json;q=0.9", Foreign: "application/problem+json"},
	"application/problem+xml":  {Accept: "application/problem+xml, application/xml;q=0.9", Foreign: "application/problem+xml", XML: true},
}

// mustHave are the fields that the guide and the RFCs ask of a status.
var mustHave = map[int]string{401: "WWW-Authenticate", 405: "Allow", 429: "Retry-After", 503: "Retry-After"}

func (u suite) everyRowOfTheStatusTable(t *testing.T) {
	awayFromTheFullHour(t)
	s := u.start(t)
	seen := map[int]bool{}
	for _, r := range walkthrough.Table() {
		seen[r.Status] = true
		for _, b := range r.Before {
			s.step(t, b)
		}
		for mediaType, f := range formats {
			t.Run(strconv.Itoa(r.Status)+" "+r.Why+" "+mediaType, func(t *testing.T) {
				res, body := s.send(t, r.Call, f)
				if r.Fails == nil {
					checkSuccess(t, r, res, body, f)
				} else {
					checkFailure(t, r, res, body, mediaType)
					s.checkSecrets(t, r, res, body)
				}
			})
		}
		for _, a := range r.After {
			s.step(t, a)
		}
	}
	for _, status := range []int{200, 201, 204, 400, 401, 402, 403, 404, 405, 406, 412, 422, 429, 500, 502, 503} {
		if !seen[status] {
			t.Errorf("the table has no row for %d", status)
		}
	}
}

// Who pastes the printed lines a second time within the hour gets a 429 where the
// trial account first had its two requests; the other lines get what they say.
func (u suite) secondWalkWithinTheHour(t *testing.T) {
	awayFromTheFullHour(t)
	s := u.start(t)
	for pass := range 2 {
		step := func(c walkthrough.Call, want int, why string) {
			t.Helper()
			if pass == 1 && c.Key == payments.TrialKey {
				want = http.StatusTooManyRequests
			}
			if res, body := s.send(t, c, walkthrough.SpeaksJSON); res.StatusCode != want {
				t.Errorf("pass %d: %d, want %d: %s\n%s", pass+1, res.StatusCode, want, why, body)
			}
		}
		for _, r := range walkthrough.Table() {
			for _, b := range r.Before {
				step(b.Call, b.Status, b.Why)
			}
			step(r.Call, r.Status, r.Why)
			for _, a := range r.After {
				step(a.Call, a.Status, a.Why)
			}
		}
	}
}

func checkSuccess(t *testing.T, r walkthrough.Row, res *http.Response, body []byte, f walkthrough.Format) {
	t.Helper()
	want := "application/json"
	if f.XML {
		want = "application/xml"
	}
	if r.Status == http.StatusNoContent {
		want = ""
	}
	if got := res.Header.Get("Content-Type"); res.StatusCode != r.Status || got != want {
		t.Errorf("got %d as %q, want %d as %q:\n%s", res.StatusCode, got, r.Status, want, body)
	}
	if (len(body) == 0) != (want == "") {
		t.Errorf("the body is %q", body)
	}
	if r.Status == http.StatusCreated && !strings.HasPrefix(res.Header.Get("Location"), "/v1/payments/pay_") {
		t.Errorf("Location is %q", res.Header.Get("Location"))
	}
}

func checkFailure(t *testing.T, r walkthrough.Row, res *http.Response, body []byte, mediaType string) {
	t.Helper()
	if got := res.Header.Get("Content-Type"); res.StatusCode != r.Status || got != mediaType {
		t.Fatalf("got %d as %q, want %d as %q:\n%s", res.StatusCode, got, r.Status, mediaType, body)
	}
	res.Body = io.NopCloser(bytes.NewReader(body))
	problem, err := apierror.Decode(res)
	if err != nil {
		t.Fatalf("%v:\n%s", err, body)
	}
	code := apierror.StatusOf(r.Fails).Code()
	if kind, ok := r.Fails.(apierror.Kind); ok {
		code = kind.Code
	}
	if problem.Code != code || !errors.Is(problem, r.Fails) || !errors.Is(problem, apierror.Status(r.Status)) {
		t.Errorf("got code %q, want %q:\n%s", problem.Code, code, body)
	}
	if !bytes.Contains(body, []byte(res.Header.Get("X-Request-ID"))) {
		t.Errorf("the body lacks the request ID %q:\n%s", res.Header.Get("X-Request-ID"), body)
	}
	if name := mustHave[r.Status]; name != "" && res.Header.Get(name) == "" {
		t.Errorf("%s is missing", name)
	}
}

// checkSecrets looks for what no client may see.
func (s *running) checkSecrets(t *testing.T, r walkthrough.Row, res *http.Response, body []byte) {
	t.Helper()
	var sent bytes.Buffer
	_ = res.Header.Write(&sent)
	sent.Write(body)
	// The ID is of random letters, which sooner or later make one of the words.
	text := strings.ToLower(strings.ReplaceAll(sent.String(), res.Header.Get("X-Request-ID"), ""))
	secrets := []string{
		strings.TrimPrefix(s.provider.URL(), "http://"), "dial tcp", "connection refused", "card_0341", "charge_refused",
		"runtime error", "goroutine", ".go:", "main.", "payments.", "createpayment", "*errors", "echo", "demo-key", "42424242",
	}
	for _, secret := range secrets {
		if strings.Contains(text, secret) {
			t.Errorf("%d tells %q:\n%s", r.Status, secret, sent.String())
		}
	}
}
