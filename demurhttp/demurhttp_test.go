package demurhttp_test

import (
	"encoding/json"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/seed-86b940f4/demur/apierror"
	"github.com/seed-86b940f4/demur/demurhttp"
)

// failing is a handler that returns err.
func failing(err error) demurhttp.HandlerFunc {
	return func(http.ResponseWriter, *http.Request) error { return err }
}

// with returns h inside of Errors with a Config.
func with(t testing.TB, cfg demurhttp.Config, h http.Handler) http.Handler {
	t.Helper()
	if cfg.Logger == nil {
		cfg.Logger = slog.New(slog.DiscardHandler)
	}
	mw, err := cfg.Middleware()
	if err != nil {
		t.Fatal(err)
	}
	return mw(h)
}

// quiet returns h inside of Errors that logs nothing.
func quiet(t testing.TB, h http.Handler) http.Handler { return with(t, demurhttp.Config{}, h) }

func serve(t testing.TB, h http.Handler) string {
	t.Helper()
	server := httptest.NewUnstartedServer(h)
	server.Config.ErrorLog = slog.NewLogLogger(slog.DiscardHandler, slog.LevelError)
	server.Start()
	t.Cleanup(server.Close)
	return server.URL
}

// an answer is what a client got, with its whole body.
type answer struct {
	*http.Response
	body string
}

// send sends a request with header fields in pairs over a real socket.
func send(t testing.TB, method, url, body string, fields ...string) answer {
	t.Helper()
	res, err := try(t, method, url, body, fields...)
	if err != nil {
		t.Fatal(err)
	}
	return res
}

// try is send for a request whose answer may be cut off.
func try(t testing.TB, method, url, body string, fields ...string) (answer, error) {
	t.Helper()
	req, err := http.NewRequestWithContext(t.Context(), method, url, strings.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	for i := 0; i < len(fields); i += 2 {
		req.Header.Add(fields[i], fields[i+1])
	}
	client := http.Client{CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}
	res, err := client.Do(req)
	if err != nil {
		return answer{}, err
	}
	defer res.Body.Close()
	text, err := io.ReadAll(res.Body)
	return answer{res, string(text)}, err
}

// expect fails t unless the answer is a problem document of that status.
func (a answer) expect(t testing.TB, status apierror.Status) {
	t.Helper()
	if a.StatusCode != int(status) {
		t.Errorf("%s %s: status %d, want %d: %s", a.Request.Method, a.Request.URL.Path, a.StatusCode, status, a.body)
		return
	}
	if a.Request.Method == http.MethodHead {
		if a.Header.Get("Content-Type") != "application/json" || a.ContentLength <= 0 {
			t.Errorf("HEAD: %v", a.Header)
		}
		return
	}
	var doc struct{ Status int }
	if err := json.Unmarshal([]byte(a.body), &doc); err != nil || doc.Status != int(status) || a.Header.Get("Content-Type") != "application/json" {
		t.Errorf("%s %s: no document of status %d: %v %q", a.Request.Method, a.Request.URL.Path, status, a.Header, a.body)
	}
}

// record runs h without a socket.
func record(h http.Handler, method, path string) *httptest.ResponseRecorder {
	rec := httptest.NewRecorder()
	h.ServeHTTP(rec, httptest.NewRequest(method, path, nil))
	return rec
}

// decode returns the error of a document.
func (a answer) decode(t testing.TB) *apierror.Error {
	t.Helper()
	res := *a.Response
	res.Body = io.NopCloser(strings.NewReader(a.body))
	e, err := apierror.Decode(&res)
	if err != nil {
		t.Fatal(err)
	}
	return e
}
