package adaptertest

import (
	"bytes"
	"fmt"
	"net/http"
	"net/http/httptest"
	"runtime"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/seed-86b940f4/demur/adapter"
	"github.com/seed-86b940f4/demur/apierror"
)

// failures keeps what a case reports of an adapter that is broken on purpose.
type failures struct {
	testing.TB
	mu  sync.Mutex
	all []string
}

func (f *failures) Helper() {}

func (f *failures) Errorf(format string, args ...any) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.all = append(f.all, fmt.Sprintf(format, args...))
}

func (f *failures) Error(args ...any) { f.Errorf("%s", fmt.Sprint(args...)) }

func (f *failures) Fatalf(format string, args ...any) {
	f.Errorf(format, args...)
	runtime.Goexit()
}

func (f *failures) Fatal(args ...any) { f.Fatalf("%s", fmt.Sprint(args...)) }

// failing returns what one case reports of an adapter.
func (c testCase) failing(t *testing.T, a Adapter) []string {
	found := &failures{TB: t}
	done := make(chan struct{})
	go func() {
		defer close(done)
		c.run(probe{found, a, 200 * time.Millisecond})
	}()
	<-done
	return found.all
}

// onMux is an adapter for http.ServeMux, as small as one can be: it passes rows that
// need no group and no quota.
func onMux(t testing.TB, s Service) http.Handler {
	responder, err := adapter.New(adapter.Framework[*muxContext]{
		Response:    func(c *muxContext) http.ResponseWriter { return c.w },
		SetResponse: func(c *muxContext, w http.ResponseWriter) { c.w = w },
	}, adapter.Config[*muxContext]{Logger: s.Config.Logger})
	if err != nil {
		t.Fatal(err)
	}
	mux := http.NewServeMux()
	for _, route := range s.Routes {
		mux.HandleFunc(route.Method+" "+route.Path, func(w http.ResponseWriter, r *http.Request) {
			_ = responder.Handle(&muxContext{w: w, r: r}, func(c *muxContext) error { return route.Handle(c) })
		})
	}
	return mux
}

type muxContext struct {
	Context // of which no method is called that is not below
	w       http.ResponseWriter
	r       *http.Request
	kept    any
}

func (c *muxContext) Request() *http.Request      { return c.r }
func (c *muxContext) SetRequest(r *http.Request)  { c.r = r }
func (c *muxContext) Path() string                { return c.r.Pattern }
func (c *muxContext) Get(string) any              { return c.kept }
func (c *muxContext) Set(_ string, value any)     { c.kept = value }
func (c *muxContext) Writer() http.ResponseWriter { return c.w }
func (c *muxContext) Respond(status int, v any) error {
	return adapter.Respond(c.w, c.r, status, "", v)
}

// rewriting returns an adapter whose answers are changed on their way.
func rewriting(change func(res *httptest.ResponseRecorder)) Adapter {
	return Adapter{New: func(t testing.TB, s Service) http.Handler {
		h := onMux(t, s)
		return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			res := httptest.NewRecorder()
			h.ServeHTTP(res, r)
			change(res)
			for name, values := range res.Header() {
				w.Header()[name] = values
			}
			w.WriteHeader(res.Code)
			_, _ = res.Body.WriteTo(w)
		})
	}}
}

// TestBrokenAdapters: each mistake of an adapter is found by the case that is about it,
// which passes without the mistake.
func TestBrokenAdapters(t *testing.T) {
	t.Parallel()
	body := func(old, new string) func(*httptest.ResponseRecorder) {
		return func(res *httptest.ResponseRecorder) {
			res.Body = bytes.NewBuffer(bytes.ReplaceAll(res.Body.Bytes(), []byte(old), []byte(new)))
			if res.Header().Get("Content-Length") != "" {
				res.Header().Set("Content-Length", fmt.Sprint(res.Body.Len()))
			}
		}
	}
	without := func(name string) func(*httptest.ResponseRecorder) {
		return func(res *httptest.ResponseRecorder) { res.Header().Del(name) }
	}
	with := func(name, value string) func(*httptest.ResponseRecorder) {
		return func(res *httptest.ResponseRecorder) { res.Header().Set(name, value) }
	}
	for _, tt := range []struct {
		name   string
		change func(*httptest.ResponseRecorder)
	}{
		{"7 Vary", without("Vary")},
		{"8 unknown error", body(`"status":500`, `"status":500,"debug":"pq: SECRET"`)},
		{"8 unknown error", func(res *httptest.ResponseRecorder) { res.Code = 400 }},
		{"9 wrapped", body("There is no such widget.", "")},
		{"10 cause", with("X-Debug", "SECRET")},
		{"11 panic", with("Content-Type", "text/html")},
		{"14 and 15 stale header", with("Etag", `"good"`)},
		{"14 and 15 stale header", with("Cache-Control", "public")},
		{"24 503", without("Retry-After")},
		{"37 any message", body("</problem>", "")},
		{"38 status 0", body(`"code"`, `"kode"`)},
		{"status table", func(res *httptest.ResponseRecorder) {
			if res.Code == 451 {
				res.Code = 403
			}
		}},
		{"status table", without("Www-Authenticate")},
		{"request ID", body("f3a1", "")},
		{"respond in JSON", with("Content-Type", "text/plain")},
		{"respond in XML", without("Vary")},
		{"respond after another status", func(res *httptest.ResponseRecorder) { res.Code = 200 }},
	} {
		i := slices.IndexFunc(cases(), func(c testCase) bool { return c.name == tt.name })
		if i < 0 {
			t.Fatalf("there is no case %q", tt.name)
		}
		c := cases()[i]
		if found := c.failing(t, rewriting(func(*httptest.ResponseRecorder) {})); len(found) > 0 {
			t.Errorf("%s fails without a mistake: %s", tt.name, strings.Join(found, "; "))
		}
		if len(c.failing(t, rewriting(tt.change))) == 0 {
			t.Errorf("%s does not find its mistake", tt.name)
		}
	}
}

// An adapter that answers nothing passes no case.
func TestNothingPassesWithoutDemur(t *testing.T) {
	t.Parallel()
	bare := Adapter{New: func(testing.TB, Service) http.Handler { return http.NotFoundHandler() }}
	for _, c := range cases() {
		if !c.clock && len(c.failing(t, bare)) == 0 {
			t.Errorf("%s passes a handler that answers 404 to all", c.name)
		}
	}
}

// Of the cases that answer by half or twice: demur's flow is what they are about.
func TestBrokenFlows(t *testing.T) {
	t.Parallel()
	naive := Adapter{New: func(_ testing.TB, s Service) http.Handler {
		mux := http.NewServeMux()
		for _, route := range s.Routes {
			mux.HandleFunc(route.Method+" "+route.Path, func(w http.ResponseWriter, r *http.Request) {
				defer func() {
					if v := recover(); v != nil {
						_ = new(apierror.Writer).Write(w, r, apierror.InternalServerError)
					}
				}()
				if err := route.Handle(&muxContext{w: w, r: r}); err != nil {
					_ = new(apierror.Writer).Write(w, r, err)
				}
			})
		}
		return mux
	}}
	for _, name := range []string{"13 half a body is no whole one", "12 logged once", "14 and 15 stale header", "the handler has answered by itself",
		"panic after the answer", "a panic of http.ErrAbortHandler goes on", "error after a flush", "hijacked"} {
		i := slices.IndexFunc(cases(), func(c testCase) bool { return c.name == name })
		if i < 0 {
			t.Fatalf("there is no case %q", name)
		}
		if len(cases()[i].failing(t, naive)) == 0 {
			t.Errorf("%s passes a naive adapter", name)
		}
	}
}
