package demurhttp_test

import (
	"bytes"
	"errors"
	"io/fs"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"

	"github.com/seed-86b940f4/demur/apierror"
	"github.com/seed-86b940f4/demur/demurhttp"
)

// lines is a log that can be read while it is written.
type lines struct {
	mu   sync.Mutex
	text bytes.Buffer
}

func (l *lines) Write(b []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.text.Write(b)
}

// take returns what was logged since the last call.
func (l *lines) take() []string {
	l.mu.Lock()
	defer l.mu.Unlock()
	text := strings.TrimSpace(l.text.String())
	l.text.Reset()
	if text == "" {
		return nil
	}
	return strings.Split(text, "\n")
}

// A failed request is logged and observed once, however many pieces it has passed.
func TestOneRecordForARequest(t *testing.T) {
	t.Parallel()
	var log lines
	observed := 0
	cfg := demurhttp.Config{
		Logger:  slog.New(slog.NewTextHandler(&log, nil)),
		Observe: func(http.ResponseWriter, *http.Request, *apierror.Error) { observed++ },
	}
	mux := http.NewServeMux()
	mux.Handle("GET /widgets/{id}", failing(apierror.NotFound))
	mux.Handle("GET /broken", failing(errors.New("boom")))
	mux.Handle("GET /panic", http.HandlerFunc(func(http.ResponseWriter, *http.Request) { panic("boom") }))
	mux.HandleFunc("GET /own", http.NotFound)
	for name, around := range map[string]func(http.Handler) http.Handler{
		"nothing":    func(h http.Handler) http.Handler { return h },
		"unwrapping": unwrapping,
		"blunt":      blunt,
		"a handler": func(h http.Handler) http.Handler {
			return demurhttp.HandlerFunc(func(w http.ResponseWriter, r *http.Request) error { h.ServeHTTP(w, r); return nil })
		},
		"a second Errors": func(h http.Handler) http.Handler { return with(t, cfg, h) },
		"acceptable":      demurhttp.RequireAcceptable,
	} {
		h := with(t, cfg, around(demurhttp.Mux(mux)))
		for path, want := range map[string]string{
			"/widgets/7": "level=INFO route=/widgets/{id} error.status=404",
			"/broken":    "level=ERROR error.cause=boom error.status=500",
			"/panic":     "level=ERROR error.cause.panic=boom error.status=500",
			"/nothing":   "level=INFO error.status=404",
			"/own":       "",
		} {
			observed = 0
			record(h, "GET", path)
			got := log.take()
			if want == "" && len(got) == 0 && observed == 0 {
				continue
			}
			if len(got) != 1 || observed != 1 {
				t.Errorf("%s, %s: observed %d times, logged %q", name, path, observed, got)
				continue
			}
			for _, part := range strings.Fields(want) {
				if !strings.Contains(got[0], part) {
					t.Errorf("%s, %s: no %s in %s", name, path, part, got[0])
				}
			}
		}
	}
}

// The hooks get the response and the request of the handler that failed.
func TestHooks(t *testing.T) {
	t.Parallel()
	mux := http.NewServeMux()
	mux.Handle("GET /files/{name}", failing(fs.ErrNotExist))
	h := with(t, demurhttp.Config{
		TypeBase:  "https://api.example.com/guide#",
		Challenge: `ApiKey realm="files"`,
		Map: func(_ http.ResponseWriter, r *http.Request, err error) error {
			if errors.Is(err, fs.ErrNotExist) {
				return apierror.NotFound.New("There is no file " + r.PathValue("name") + ".")
			}
			return err
		},
		Customize: func(w http.ResponseWriter, r *http.Request, e *apierror.Error) *apierror.Error {
			w.Header().Set("X-Trace", "t1")
			return e.With("route", r.Pattern)
		},
		Observe: func(w http.ResponseWriter, r *http.Request, e *apierror.Error) {
			if w.Header().Get("X-Trace") != "t1" || r.PathValue("name") != "a.txt" || e.Status != apierror.NotFound {
				t.Errorf("observed %v %q %v", w.Header(), r.PathValue("name"), e)
			}
		},
	}, mux)
	res := send(t, "GET", serve(t, h)+"/files/a.txt", "")
	res.expect(t, 404)
	for _, part := range []string{`"type":"https://api.example.com/guide#not_found"`, `"There is no file a.txt."`, `"route":"GET /files/{name}"`} {
		if !strings.Contains(res.body, part) {
			t.Errorf("no %s in %s", part, res.body)
		}
	}
}

// An inner Config is that of its group only, also where other middleware is in between.
func TestConfigOfAGroup(t *testing.T) {
	t.Parallel()
	for name, around := range map[string]func(http.Handler) http.Handler{"directly": func(h http.Handler) http.Handler { return h }, "behind blunt middleware": blunt} {
		group := with(t, demurhttp.Config{Challenge: "Inner"}, around(failing(apierror.Unauthorized)))
		mux := http.NewServeMux()
		mux.Handle("/inner", group)
		mux.Handle("/outer", failing(apierror.Unauthorized))
		url := serve(t, with(t, demurhttp.Config{Challenge: "Outer"}, around(mux)))
		for path, want := range map[string]string{"/inner": "Inner", "/outer": "Outer"} {
			if got := send(t, "GET", url+path, "").Header.Get("WWW-Authenticate"); got != want {
				t.Errorf("%s, %s: %q", name, path, got)
			}
		}
	}
}

// What cannot work is refused before the first request.
func TestMistakesAreNamed(t *testing.T) {
	t.Parallel()
	_, err := demurhttp.Config{RetryAfter: -1, Challenge: "a\nb", TypeBase: "%zz"}.Middleware()
	for _, part := range []string{"RetryAfter", "Challenge", "TypeBase"} {
		if err == nil || !strings.Contains(err.Error(), part) {
			t.Errorf("no %s in %v", part, err)
		}
	}
	for name, f := range map[string]func(){
		"Errors":            func() { demurhttp.Errors(nil) },
		"Mux":               func() { demurhttp.Mux(nil) },
		"RequireAcceptable": func() { demurhttp.RequireAcceptable(nil) },
	} {
		func() {
			defer func() {
				if recover() == nil {
					t.Errorf("%s takes nil", name)
				}
			}()
			f()
		}()
	}
}

// Loggers outside read the pattern of the route, and net/http deletes the files of a
// form: Errors must not keep what it has learned in a copy of the request.
func TestRequestOutsideLearnsWhatIsInside(t *testing.T) {
	t.Parallel()
	mux := http.NewServeMux()
	mux.Handle("POST /files", demurhttp.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) error {
		if err := r.ParseMultipartForm(1); err != nil {
			return err
		}
		return apierror.Conflict
	}))
	var pattern string
	var forms int
	inside := quiet(t, mux)
	url := serve(t, http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		inside.ServeHTTP(w, r)
		if pattern = r.Pattern; r.MultipartForm != nil {
			forms = len(r.MultipartForm.File)
		}
	}))
	body := "--x\r\nContent-Disposition: form-data; name=\"f\"; filename=\"f\"\r\n\r\nn\r\n--x--\r\n"
	send(t, "POST", url+"/files", body, "Content-Type", "multipart/form-data; boundary=x").expect(t, 409)
	if pattern != "POST /files" || forms != 1 {
		t.Errorf("pattern %q, %d files", pattern, forms)
	}
}

// The form of a request that is aborted was lost with the copy that a router had made.
func TestFormOfARequestThatIsAborted(t *testing.T) {
	t.Parallel()
	aborting := demurhttp.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) error {
		if err := r.ParseForm(); err != nil {
			return err
		}
		panic(http.ErrAbortHandler)
	})
	copying := http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) { aborting.ServeHTTP(w, r.WithContext(r.Context())) })
	r := httptest.NewRequest("POST", "/", strings.NewReader("a=1"))
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	func() {
		defer func() {
			if v := recover(); v != http.ErrAbortHandler {
				t.Errorf("recovered %v", v)
			}
		}()
		quiet(t, copying).ServeHTTP(httptest.NewRecorder(), r)
	}()
	if r.PostForm.Get("a") != "1" {
		t.Errorf("the form is %v", r.PostForm)
	}
}
