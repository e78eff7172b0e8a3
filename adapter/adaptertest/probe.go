package adaptertest

import (
	"bytes"
	"errors"
	"io"
	stdlog "log"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"regexp"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/seed-86b940f4/demur/apierror"
)

// probe asks a service of an adapter.
type probe struct {
	testing.TB
	adapter  Adapter
	patience time.Duration // how long it waits for what does not come
}

// journal is a log that many goroutines write and a case reads.
type journal struct {
	mu sync.Mutex
	b  bytes.Buffer
}

func (j *journal) Write(p []byte) (int, error) {
	j.mu.Lock()
	defer j.mu.Unlock()
	return j.b.Write(p)
}

func (j *journal) String() string {
	j.mu.Lock()
	defer j.mu.Unlock()
	return j.b.String()
}

// records returns how many failed requests were logged.
func (j *journal) records() int { return strings.Count(j.String(), `"msg":"request failed"`) }

func (j *journal) logger() *slog.Logger { return slog.New(slog.NewJSONHandler(j, nil)) }

// handler returns the service, which logs nothing unless s has a Logger.
func (p probe) handler(s Service) http.Handler {
	p.Helper()
	if s.Config.Logger == nil {
		s.Config.Logger = slog.New(slog.DiscardHandler)
	}
	return p.adapter.New(p.TB, s)
}

// serve starts a server that ends with the case.
func (p probe) serve(h http.Handler) *httptest.Server {
	server := httptest.NewUnstartedServer(h)
	server.Config.ErrorLog = stdlog.New(io.Discard, "", 0) // net/http's own word on what is broken on purpose
	server.Start()
	p.Cleanup(server.Close)
	return server
}

// failing is a service of one route, GET /v1/, that returns err.
func failing(cfg Config, err error) Service {
	return Service{Config: cfg, Routes: []Route{{http.MethodGet, "/v1/fails", func(Context) error { return err }}}}
}

// answer is an answer that was read to its end.
type answer struct {
	*http.Response
	body string
}

// ask sends a request with header fields in pairs, and reads the answer. err is set if
// that is broken.
func ask(server *httptest.Server, method, target string, body io.Reader, fields ...string) (answer, error) {
	req, err := http.NewRequest(method, server.URL+target, body)
	if err != nil {
		return answer{}, err
	}
	for i := 0; i < len(fields); i += 2 {
		req.Header.Add(fields[i], fields[i+1])
	}
	res, err := server.Client().Do(req)
	if err != nil {
		return answer{}, err
	}
	defer res.Body.Close()
	data, err := io.ReadAll(res.Body)
	return answer{res, string(data)}, err
}

// get asks for a path that must be answered.
func (p probe) get(server *httptest.Server, target string, fields ...string) answer {
	p.Helper()
	return p.send(server, http.MethodGet, target, "", fields...)
}

func (p probe) send(server *httptest.Server, method, target, body string, fields ...string) answer {
	p.Helper()
	var r io.Reader
	if body != "" {
		r = strings.NewReader(body)
	}
	a, err := ask(server, method, target, r, fields...)
	if err != nil {
		p.Fatalf("%s %s: %v", method, target, err)
	}
	return a
}

// status checks the status.
func (p probe) status(a answer, want int) {
	p.Helper()
	if a.StatusCode != want {
		p.Errorf("status %d, want %d; body %s", a.StatusCode, want, a.body)
	}
}

// has checks that the body matches a pattern.
func (p probe) has(a answer, pattern string) {
	p.Helper()
	if pattern != "" && !regexp.MustCompile(pattern).MatchString(a.body) {
		p.Errorf("the body does not match %s: %s", pattern, a.body)
	}
}

// field checks that all lines of a header field match a pattern; ^$ is for none.
func (p probe) field(a answer, name, pattern string) {
	p.Helper()
	if got := strings.Join(a.Header.Values(name), ", "); !regexp.MustCompile(pattern).MatchString(got) {
		p.Errorf("%s is %q, which does not match %s", name, got, pattern)
	}
}

// document checks that the answer is a whole problem document with its own status.
func (p probe) document(a answer) *apierror.Error {
	p.Helper()
	res := *a.Response
	res.Body = io.NopCloser(strings.NewReader(a.body))
	e, err := apierror.Decode(&res)
	switch {
	case err != nil:
		p.Fatalf("no document (%v): %s", err, a.body)
	case int(e.Status) != a.StatusCode || e.Title == "" || e.Detail == "" || e.Code == "":
		p.Errorf("the document is not whole, or has another status than %d: %s", a.StatusCode, a.body)
	}
	return e
}

// secret checks that nothing of an answer matches a pattern.
func (p probe) secret(a answer, pattern string) {
	p.Helper()
	var head strings.Builder
	_ = a.Header.Write(&head)
	if pattern != "" && regexp.MustCompile(pattern).MatchString(head.String()+a.body) {
		p.Errorf("%s leaks:\n%s\n%s", pattern, head.String(), a.body)
	}
}

// errSecret is a cause, which no client may see.
var errSecret = errors.New("pq: password authentication failed for user SECRET")

// recorded is an answer that was recorded without a socket.
type recorded struct {
	probe
	*httptest.ResponseRecorder
}

// record sends a GET without a socket, with header fields in pairs.
func (p probe) record(h http.Handler, target string, fields ...string) recorded {
	r := httptest.NewRequest(http.MethodGet, target, nil)
	for i := 0; i < len(fields); i += 2 {
		r.Header.Set(fields[i], fields[i+1])
	}
	res := httptest.NewRecorder()
	h.ServeHTTP(res, r)
	return recorded{p, res}
}

// expect checks the status and header fields in pairs, "" for none.
func (r recorded) expect(status int, fields ...string) {
	r.Helper()
	if r.Code != status {
		r.Errorf("status %d, want %d; body %s", r.Code, status, r.Body)
	}
	for i := 0; i < len(fields); i += 2 {
		if got := strings.Join(r.Header().Values(fields[i]), ", "); got != fields[i+1] {
			r.Errorf("%s is %q, want %q", fields[i], got, fields[i+1])
		}
	}
}

// must returns v, or panics on a mistake of a case.
func must[T any](v T, err error) T {
	if err != nil {
		panic(err)
	}
	return v
}

// newHTTP2 starts a server that speaks HTTP/2.
func newHTTP2(p probe, h http.Handler) *httptest.Server {
	server := httptest.NewUnstartedServer(h)
	server.EnableHTTP2 = true
	server.Config.ErrorLog = stdlog.New(io.Discard, "", 0)
	server.StartTLS()
	p.Cleanup(server.Close)
	return server
}
