package demur_test

import (
	"bytes"
	"io"
	stdlog "log"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"regexp"
	"strings"
	"sync"
	"testing"

	"github.com/labstack/echo/v4"

	"github.com/seed-86b940f4/demur"
)

// journal is a log that many goroutines write and a test reads.
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

func (j *journal) reset() {
	j.mu.Lock()
	defer j.mu.Unlock()
	j.b.Reset()
}

func (j *journal) logger() *slog.Logger { return slog.New(slog.NewJSONHandler(j, nil)) }

// records returns how many records of failed requests there are.
func (j *journal) records() int { return strings.Count(j.String(), `"msg":"request failed"`) }

func discard() *slog.Logger { return slog.New(slog.DiscardHandler) }

func quiet() *stdlog.Logger { return stdlog.New(io.Discard, "", 0) }

// quietService returns an Echo that demur answers for, and a log.
func quietService(t *testing.T) (*echo.Echo, *journal) {
	t.Helper()
	log := new(journal)
	e := echo.New()
	if err := (demur.Config{Logger: log.logger()}).Install(e); err != nil {
		t.Fatal(err)
	}
	return e, log
}

// serve listens until the test ends.
func serve(t *testing.T, e *echo.Echo) *httptest.Server {
	t.Helper()
	e.Logger.SetOutput(io.Discard)
	server := httptest.NewUnstartedServer(e)
	server.Config.ErrorLog = quiet()
	server.Start()
	t.Cleanup(server.Close)
	return server
}

// response is an answer that was read to its end.
type response struct {
	*http.Response
	body string
}

// do sends a request with a key, and header fields in pairs, over a real socket.
func do(t *testing.T, server *httptest.Server, method, path, body string, header ...string) response {
	t.Helper()
	req, err := http.NewRequest(method, server.URL+path, strings.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	req.Header.Set("X-API-Key", "k1")
	for i := 0; i < len(header); i += 2 {
		req.Header.Set(header[i], header[i+1])
	}
	res, err := server.Client().Do(req)
	if err != nil {
		t.Fatal(err)
	}
	defer res.Body.Close()
	b, err := io.ReadAll(res.Body)
	if err != nil {
		t.Fatal(err)
	}
	return response{res, string(b)}
}

func get(t *testing.T, server *httptest.Server, path string, header ...string) response {
	t.Helper()
	return do(t, server, http.MethodGet, path, "", header...)
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

// expect compares a status, and header fields in pairs.
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

// must is for what cannot fail in a test.
func must[T any](v T, err error) T {
	if err != nil {
		panic(err)
	}
	return v
}

// says expects an error with each of the words.
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

// panicOf returns the error that f panics with, nil for none.
func panicOf(f func()) (err error) {
	defer func() { err, _ = recover().(error) }()
	f()
	return nil
}

// frameworkText is what no client may read: the words of Echo, of the standard
// library and of Go.
var frameworkText = regexp.MustCompile(`strconv|parsing|Unmarshal|expected=|invalid syntax|EOF|demur_test|code=|message=|SECRET|interface|0x|json:|xml:|unreachable|127\.0\.0\.1|dial tcp`)

type widget struct {
	ID   string `json:"id" xml:"id"`
	Name string `json:"name" xml:"name"`
}
