package demurhttp_test

import (
	"context"
	"errors"
	"io"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/seed-86b940f4/demur/apierror"
	"github.com/seed-86b940f4/demur/demurhttp"
)

// spoil sets what describes a body, as a handler does before it fails.
func spoil(h http.Header) {
	h.Set("Content-Type", "text/csv")
	h.Set("Content-Length", "3")
	h.Set("ETag", `"good"`)
	h.Set("Cache-Control", "public, max-age=3600")
	h.Set("Content-Disposition", "attachment")
}

// handlers are what can be served alone, inside Errors, and inside two of them.
func handlers() map[string]demurhttp.HandlerFunc {
	return map[string]demurhttp.HandlerFunc{
		"/constant": failing(apierror.PaymentRequired),
		"/typed":    failing(apierror.NotFound.New("There is no such widget.").With("balance", 30)),
		"/other":    failing(errors.New("sql: password=secret")),
		"/panic":    func(http.ResponseWriter, *http.Request) error { panic("secret") },
		"/odd":      failing(apierror.Status(200)),
		"/spoiled":  func(w http.ResponseWriter, _ *http.Request) error { spoil(w.Header()); return apierror.Conflict },
		"/deadline": func(_ http.ResponseWriter, r *http.Request) error {
			ctx, cancel := context.WithTimeout(r.Context(), time.Nanosecond)
			defer cancel()
			<-ctx.Done()
			return ctx.Err()
		},
		"/early": func(w http.ResponseWriter, _ *http.Request) error {
			w.WriteHeader(http.StatusEarlyHints)
			return apierror.NotFound
		},
		"/itself": func(w http.ResponseWriter, _ *http.Request) error {
			http.Error(w, "mine", http.StatusTeapot)
			return errors.New("logged only")
		},
		"/half": func(w http.ResponseWriter, _ *http.Request) error {
			io.WriteString(w, strings.Repeat("half", 4096))
			return errors.New("broken")
		},
		"/halfpanic": func(w http.ResponseWriter, _ *http.Request) error {
			io.WriteString(w, strings.Repeat("half", 4096))
			panic("broken")
		},
		"/flushed": func(w http.ResponseWriter, _ *http.Request) error {
			w.(http.Flusher).Flush()
			return errors.New("broken")
		},
		"/hijacked": func(w http.ResponseWriter, _ *http.Request) error {
			conn, _, err := http.NewResponseController(w).Hijack()
			if err != nil {
				return err
			}
			defer conn.Close()
			io.WriteString(conn, "HTTP/1.1 201 Created\r\nContent-Length: 0\r\nConnection: close\r\n\r\n")
			return errors.New("too late")
		},
		"/fine": func(w http.ResponseWriter, r *http.Request) error {
			return demurhttp.Respond(w, r, http.StatusOK, named{"n"})
		},
	}
}

type named struct{ Name string }

// What surrounds a HandlerFunc does not matter for what it answers.
func TestHandlerFunc(t *testing.T) {
	t.Parallel()
	mux := http.NewServeMux()
	for path, h := range handlers() {
		mux.Handle(path, h)
	}
	for name, h := range map[string]http.Handler{
		"alone":               mux,
		"in Errors":           quiet(t, mux),
		"in Errors and Mux":   quiet(t, demurhttp.Mux(mux)),
		"in two":              quiet(t, quiet(t, mux)),
		"in middleware":       quiet(t, unwrapping(mux)),
		"in blunt middleware": quiet(t, blunt(mux)),
		"as middleware":       quiet(t, demurhttp.HandlerFunc(func(w http.ResponseWriter, r *http.Request) error { mux.ServeHTTP(w, r); return nil })),
		"detached": quiet(t, http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			mux.ServeHTTP(w, r.WithContext(context.WithoutCancel(t.Context())))
		})),
		"in what recovers":      quiet(t, recovering(mux)),
		"in a copy of requests": quiet(t, http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) { mux.ServeHTTP(w, r.Clone(r.Context())) })),
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			url := serve(t, h)
			for path, want := range map[string]apierror.Status{
				"/constant": 402, "/typed": 404, "/other": 500, "/panic": 500, "/odd": 500, "/spoiled": 409, "/deadline": 503, "/early": 404,
			} {
				for _, method := range []string{"GET", "HEAD"} {
					res := send(t, method, url+path, "")
					res.expect(t, want)
					for _, field := range []string{"ETag", "Content-Disposition"} {
						if got := res.Header.Get(field); got != "" {
							t.Errorf("%s: %s is %q", path, field, got)
						}
					}
					if strings.Contains(res.body, "secret") || strings.Contains(res.Header.Get("Cache-Control"), "public") {
						t.Errorf("%s: %v %s", path, res.Header, res.body)
					}
				}
			}
			if res := send(t, "GET", url+"/itself", ""); res.StatusCode != 418 || res.body != "mine\n" {
				t.Errorf("answered by itself: %d %q", res.StatusCode, res.body)
			}
			for _, path := range []string{"/half", "/halfpanic", "/flushed"} {
				if res, err := try(t, "GET", url+path, ""); err == nil {
					t.Errorf("%s: half an answer looks whole: %d, %d bytes", path, res.StatusCode, len(res.body))
				}
			}
			if name != "in blunt middleware" { // whose response cannot be taken over
				if res := send(t, "GET", url+"/hijacked", ""); res.StatusCode != 201 || res.body != "" {
					t.Errorf("hijacked: %d %q", res.StatusCode, res.body)
				}
			}
			if res := send(t, "GET", url+"/fine", "", "Accept", "application/xml"); res.StatusCode != 200 || !strings.Contains(res.body, "<Name>n</Name>") {
				t.Errorf("success: %d %q", res.StatusCode, res.body)
			}
		})
	}
}

// unwrapping is middleware with a response of its own, as loggers are.
func unwrapping(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) { next.ServeHTTP(&counting{ResponseWriter: w}, r) })
}

type counting struct {
	http.ResponseWriter
	status int
}

func (c *counting) WriteHeader(status int) {
	if status >= 200 {
		c.status = status
	}
	c.ResponseWriter.WriteHeader(status)
}

func (c *counting) Unwrap() http.ResponseWriter { return c.ResponseWriter }

// recovering is middleware that answers panics by itself.
func recovering(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		defer func() {
			if v := recover(); v == http.ErrAbortHandler {
				panic(v)
			} else if v != nil {
				w.WriteHeader(http.StatusInternalServerError)
			}
		}()
		next.ServeHTTP(w, r)
	})
}

// blunt is such middleware without a method Unwrap, so that nothing below can be reached.
func blunt(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		next.ServeHTTP(struct {
			http.ResponseWriter
			http.Flusher
		}{w, w.(http.Flusher)}, r)
	})
}

// The panic of a plain handler closed the connection without an answer.
func TestPanicOfPlainHandler(t *testing.T) {
	t.Parallel()
	panicking := http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { spoil(w.Header()); panic("secret") })
	for name, h := range map[string]http.Handler{
		"Errors":                demurhttp.Errors(panicking),
		"middleware":            quiet(t, unwrapping(panicking)),
		"a HandlerFunc outside": demurhttp.HandlerFunc(func(w http.ResponseWriter, r *http.Request) error { panicking(w, r); return nil }),
	} {
		res := send(t, "GET", serve(t, h), "")
		if res.expect(t, 500); res.Header.Get("ETag") != "" || strings.Contains(res.body, "secret") {
			t.Errorf("%s: %v %q", name, res.Header, res.body)
		}
	}
}

// http.ErrAbortHandler is how a handler asks that nothing be answered.
func TestAbortGoesOn(t *testing.T) {
	t.Parallel()
	aborting := demurhttp.HandlerFunc(func(http.ResponseWriter, *http.Request) error { panic(http.ErrAbortHandler) })
	for name, h := range map[string]http.Handler{"alone": aborting, "in Errors": quiet(t, aborting)} {
		if res, err := try(t, "GET", serve(t, h), ""); err == nil {
			t.Errorf("%s: %d", name, res.StatusCode)
		}
	}
}
