package main

import (
	"bytes"
	"errors"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/seed-86b940f4/demur/apierror"
)

// The four media types of an error. Success has no problem type, so a client
// that wants one names what it takes for success too.
var formats = map[string]format{
	"application/json":         speaksJSON,
	"application/xml":          speaksXML,
	"application/problem+json": {accept: "application/problem+json, application/json;q=0.9", foreign: "application/problem+json"},
	"application/problem+xml":  {accept: "application/problem+xml, application/xml;q=0.9", foreign: "application/problem+xml", xml: true},
}

// mustHave are the fields that the guide and the RFCs ask of a status.
var mustHave = map[int]string{401: "WWW-Authenticate", 405: "Allow", 429: "Retry-After", 503: "Retry-After"}

func TestEveryRowOfTheStatusTable(t *testing.T) {
	awayFromTheFullHour(t)
	s := start(t)
	seen := map[int]bool{}
	for _, r := range table() {
		seen[r.status] = true
		for _, b := range r.before {
			s.step(t, b)
		}
		for mediaType, f := range formats {
			t.Run(strconv.Itoa(r.status)+" "+r.why+" "+mediaType, func(t *testing.T) {
				res, body := s.send(t, r.call, f)
				if r.fails == nil {
					checkSuccess(t, r, res, body, f)
				} else {
					checkFailure(t, r, res, body, mediaType)
					s.checkSecrets(t, r, res, body)
				}
			})
		}
		for _, a := range r.after {
			s.step(t, a)
		}
	}
	for _, status := range []int{200, 201, 204, 400, 401, 402, 403, 404, 405, 406, 412, 422, 429, 500, 502, 503} {
		if !seen[status] {
			t.Errorf("the table has no row for %d", status)
		}
	}
}

func checkSuccess(t *testing.T, r row, res *http.Response, body []byte, f format) {
	t.Helper()
	want := "application/json"
	if f.xml {
		want = "application/xml"
	}
	if r.status == http.StatusNoContent {
		want = ""
	}
	if got := res.Header.Get("Content-Type"); res.StatusCode != r.status || got != want {
		t.Errorf("got %d as %q, want %d as %q:\n%s", res.StatusCode, got, r.status, want, body)
	}
	if (len(body) == 0) != (want == "") {
		t.Errorf("the body is %q", body)
	}
	if r.status == http.StatusCreated && !strings.HasPrefix(res.Header.Get("Location"), "/v1/payments/pay_") {
		t.Errorf("Location is %q", res.Header.Get("Location"))
	}
}

func checkFailure(t *testing.T, r row, res *http.Response, body []byte, mediaType string) {
	t.Helper()
	if got := res.Header.Get("Content-Type"); res.StatusCode != r.status || got != mediaType {
		t.Fatalf("got %d as %q, want %d as %q:\n%s", res.StatusCode, got, r.status, mediaType, body)
	}
	res.Body = io.NopCloser(bytes.NewReader(body))
	problem, err := apierror.Decode(res)
	if err != nil {
		t.Fatalf("%v:\n%s", err, body)
	}
	code := apierror.StatusOf(r.fails).Code()
	if kind, ok := r.fails.(apierror.Kind); ok {
		code = kind.Code
	}
	if problem.Code != code || !errors.Is(problem, r.fails) || !errors.Is(problem, apierror.Status(r.status)) {
		t.Errorf("got code %q, want %q:\n%s", problem.Code, code, body)
	}
	if !bytes.Contains(body, []byte(res.Header.Get("X-Request-ID"))) {
		t.Errorf("the body lacks the request ID %q:\n%s", res.Header.Get("X-Request-ID"), body)
	}
	if name := mustHave[r.status]; name != "" && res.Header.Get(name) == "" {
		t.Errorf("%s is missing", name)
	}
}

// checkSecrets looks for what no client may see.
func (s *running) checkSecrets(t *testing.T, r row, res *http.Response, body []byte) {
	t.Helper()
	var sent bytes.Buffer
	_ = res.Header.Write(&sent)
	sent.Write(body)
	secrets := []string{
		strings.TrimPrefix(s.provider.url(), "http://"), "dial tcp", "connection refused", "card_0341", "charge_refused",
		"runtime error", "goroutine", ".go:", "main.", "createpayment", "*errors", "echo", "demo-key", "42424242",
	}
	for _, secret := range secrets {
		if bytes.Contains(bytes.ToLower(sent.Bytes()), []byte(secret)) {
			t.Errorf("%d tells %q:\n%s", r.status, secret, sent.Bytes())
		}
	}
}

// running is the service behind a real socket.
type running struct {
	base     string
	provider *provider
	log      *journal
}

func start(t *testing.T) *running {
	t.Helper()
	behind, err := startProvider()
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(behind.down)
	return startWith(t, behind, newGateway(behind.url(), 2*time.Second))
}

func startWith(t *testing.T, behind *provider, bank *gateway) *running {
	t.Helper()
	log := new(journal)
	handler, err := newService(slog.New(slog.NewJSONHandler(log, nil)), behind, bank, 1000, nil)
	if err != nil {
		t.Fatal(err)
	}
	server := httptest.NewServer(handler)
	t.Cleanup(server.Close)
	return &running{server.URL, behind, log}
}

func (s *running) send(t *testing.T, c call, f format) (*http.Response, []byte) {
	t.Helper()
	req, err := c.request(s.base, f)
	if err != nil {
		t.Fatal(err)
	}
	res, err := http.DefaultClient.Do(req)
	if err != nil {
		t.Fatal(err)
	}
	defer res.Body.Close()
	body, err := io.ReadAll(res.Body)
	if err != nil {
		t.Fatal(err)
	}
	return res, body
}

func (s *running) step(t *testing.T, st step) {
	t.Helper()
	if res, body := s.send(t, st.call, speaksJSON); res.StatusCode != st.status {
		t.Fatalf("%s: got %d, want %d:\n%s", st.why, res.StatusCode, st.status, body)
	}
}

// journal is a log that can be read while it is written.
type journal struct {
	mu   sync.Mutex
	text bytes.Buffer
}

func (j *journal) Write(p []byte) (int, error) {
	j.mu.Lock()
	defer j.mu.Unlock()
	return j.text.Write(p)
}

func (j *journal) String() string {
	j.mu.Lock()
	defer j.mu.Unlock()
	return j.text.String()
}

// awayFromTheFullHour waits if the quotas are about to begin anew, which would
// spoil the row of 429.
func awayFromTheFullHour(t *testing.T) {
	t.Helper()
	now := time.Now()
	if next := now.Truncate(time.Hour).Add(time.Hour).Sub(now); next < 10*time.Second {
		t.Logf("waiting %s for the full hour", next)
		time.Sleep(next)
	}
}
