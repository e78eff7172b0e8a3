package echov5_test

import (
	"bytes"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"

	"github.com/labstack/echo/v5"

	"github.com/seed-86b940f4/demur/apierror"
	demur "github.com/seed-86b940f4/demur/echov5"
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

func (j *journal) logger() *slog.Logger { return slog.New(slog.NewJSONHandler(j, nil)) }

// quiet returns an Echo on which demur is installed behind some middleware, and which
// logs nothing.
func quiet(outside ...echo.MiddlewareFunc) *echo.Echo {
	e := echo.New()
	e.Logger = slog.New(slog.DiscardHandler)
	e.Use(outside...)
	demur.Install(e)
	return e
}

func returning(err error) echo.HandlerFunc { return func(*echo.Context) error { return err } }

// answer is an answer that was read to its end.
type answer struct {
	*http.Response
	body string
}

// send sends a request over a real socket. fields are header fields in pairs.
func send(t *testing.T, h http.Handler, method, path, body string, fields ...string) answer {
	t.Helper()
	a, err := try(t, h, method, path, body, fields...)
	if err != nil {
		t.Fatal(err)
	}
	return a
}

func try(t *testing.T, h http.Handler, method, path, body string, fields ...string) (answer, error) {
	t.Helper()
	server := httptest.NewServer(h)
	defer server.Close() // waits for the handler, and so for its log
	req, err := http.NewRequest(method, server.URL+path, strings.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	for i := 0; i < len(fields); i += 2 {
		req.Header.Set(fields[i], fields[i+1])
	}
	res, err := server.Client().Do(req)
	if err != nil {
		return answer{}, err
	}
	defer res.Body.Close()
	data, err := io.ReadAll(res.Body)
	return answer{res, string(data)}, err
}

// document returns the problem document of a, which must have that status.
func (a answer) document(t *testing.T, status apierror.Status) *apierror.Error {
	t.Helper()
	res := *a.Response
	res.Body = io.NopCloser(strings.NewReader(a.body))
	e, err := apierror.Decode(&res)
	if err != nil || e.Status != status || apierror.Status(a.StatusCode) != status {
		t.Fatalf("status %d, want %d (%v): %s", a.StatusCode, status, err, a.body)
	}
	return e
}

// record serves a request without a socket.
func record(h http.Handler, r *http.Request) *httptest.ResponseRecorder {
	res := httptest.NewRecorder()
	h.ServeHTTP(res, r)
	return res
}
