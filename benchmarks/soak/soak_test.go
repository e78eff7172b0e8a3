package soak_test

import (
	"bytes"
	"context"
	"log/slog"
	"net/http"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/seed-86b940f4/demur/benchmarks/soak"
	"github.com/seed-86b940f4/demur/example/onhttp"
	"github.com/seed-86b940f4/demur/example/payments"
	"github.com/seed-86b940f4/demur/ratelimit"
)

// The runs count all goroutines and all memory of the process. So these tests are not
// parallel, and come before all that are.

func TestNothingIsLost(t *testing.T) {
	report, err := soak.Run(t.Context(), soak.Config{Duration: 3 * time.Second, Seed: 12})
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range report.Findings {
		t.Errorf("%s, %d times: %s", f.Kind, f.Times, f.Text)
	}
	answers := 0
	for _, row := range report.Rows {
		answers += row.Answers
	}
	if report.Requests < 100 || int64(answers) < report.Requests/2 || report.Windows.Full == 0 {
		t.Errorf("%d requests, %d answers, windows %+v: too few", report.Requests, answers, report.Windows)
	}
	var printed strings.Builder
	report.Print(&printed)
	if !strings.Contains(printed.String(), "Found: nothing.") || !strings.Contains(printed.String(), "seed 12") {
		t.Errorf("printed:\n%s", &printed)
	}
	if !report.Redis {
		t.Skip("redis-server is not installed: nothing was counted in Redis")
	}
}

// A service that does everything wrong: each check must find its fault.
func TestWrongServiceIsFound(t *testing.T) {
	var wrong wrongService
	defer wrong.release()
	adapter := soak.Adapters()[1]
	adapter.Example = wrong.build
	report, err := soak.Run(t.Context(), soak.Config{Duration: 1500 * time.Millisecond, Adapters: []soak.Adapter{adapter}})
	if err != nil {
		t.Fatal(err)
	}
	var printed strings.Builder
	report.Print(&printed)
	for kind, says := range map[string]string{
		soak.WrongStatus: "the server wrote 410",
		soak.WrongBody:   "does not parse",
		soak.WrongLog:    "2 records of a failure",
		soak.OverQuota:   "more requests reached a handler",
		soak.Panicked:    "a panic left the handler",
		soak.Lost:        "no whole answer",
		soak.Growth:      "goroutines more",
	} {
		if !found(report, kind, says) {
			t.Errorf("nobody found %s: %q", kind, says)
		}
	}
	if !found(report, soak.Growth, "bytes of heap more") {
		t.Error("nobody found the memory that was kept")
	}
	if t.Failed() {
		t.Log(printed.String())
	}
}

func found(report *soak.Report, kind, says string) bool {
	for _, f := range report.Findings {
		if f.Kind == kind && strings.Contains(f.Text, says) {
			return true
		}
	}
	return false
}

// wrongService is the example on net/http, with mistakes around it.
type wrongService struct {
	once  sync.Once
	stuck chan struct{} // closed to end the goroutines that it leaks

	mu   sync.Mutex
	kept [][]byte

	requests atomic.Int64
}

func (s *wrongService) release() { close(s.stuck) }

func (s *wrongService) build(service *payments.Service, logger *slog.Logger) (http.Handler, error) {
	s.once.Do(func() { s.stuck = make(chan struct{}) })
	service.PerKey = lenient{service.PerKey}
	right, err := onhttp.New(service, logger)
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		switch s.requests.Add(1) % 20 {
		case 0:
			go func() { <-s.stuck }()
		case 1:
			s.keep(make([]byte, 1<<20))
		case 2:
			panic("a bug outside of all middleware")
		case 3:
			conn, _, err := http.NewResponseController(w).Hijack()
			if err == nil {
				_ = conn.Close()
				return
			}
		}
		right.ServeHTTP(&wrongWriter{w, r, logger, false}, r)
	}), err
}

func (s *wrongService) keep(b []byte) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.kept = append(s.kept, b)
}

// wrongWriter sends 410 for 404, logs a 422 twice, and cuts the body of a 402.
type wrongWriter struct {
	http.ResponseWriter
	r      *http.Request
	logger *slog.Logger
	cut    bool
}

func (w *wrongWriter) WriteHeader(status int) {
	switch status {
	case http.StatusNotFound:
		status = http.StatusGone
	case http.StatusUnprocessableEntity:
		w.logger.InfoContext(w.r.Context(), "request failed", "request_id", w.r.Header.Get("X-Request-ID"))
	case http.StatusPaymentRequired:
		w.cut = true
		w.Header().Del("Content-Length")
	}
	w.ResponseWriter.WriteHeader(status)
}

func (w *wrongWriter) Write(p []byte) (int, error) {
	if w.cut {
		_, err := w.ResponseWriter.Write(bytes.TrimSpace(p)[:len(p)/2])
		return len(p), err
	}
	return w.ResponseWriter.Write(p)
}

// lenient admits all, whatever the limiter inside decides.
type lenient struct{ ratelimit.PolicyLimiter }

func (l lenient) TakePolicy(ctx context.Context, p ratelimit.Policy, key string, n int) (ratelimit.Decision, error) {
	d, err := l.PolicyLimiter.TakePolicy(ctx, p, key, n)
	d.Allowed = true
	return d, err
}
