package demurhttp_test

import (
	"compress/gzip"
	"errors"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/seed-86b940f4/demur/apierror"
	"github.com/seed-86b940f4/demur/demurhttp"
	"github.com/seed-86b940f4/demur/ratelimit"
)

// What a handler answers in time passes through http.TimeoutHandler, on both sides.
func TestTimeoutHandler(t *testing.T) {
	t.Parallel()
	timeout := func(h http.Handler) http.Handler { return http.TimeoutHandler(h, time.Hour, "") }
	mux := http.NewServeMux()
	for path, h := range handlers() {
		mux.Handle(path, h)
	}
	for name, h := range map[string]http.Handler{
		"inside":  quiet(t, timeout(demurhttp.Mux(mux))),
		"outside": timeout(quiet(t, demurhttp.Mux(mux))),
		"alone":   timeout(mux),
	} {
		url := serve(t, h)
		for path, want := range map[string]apierror.Status{"/constant": 402, "/typed": 404, "/other": 500, "/panic": 500, "/spoiled": 409} {
			if res := send(t, "GET", url+path, ""); true {
				if res.expect(t, want); res.Header.Get("ETag") != "" {
					t.Errorf("%s: %v", name, res.Header)
				}
			}
		}
		// It has kept the half, and cannot be told to forget it: the connection is cut.
		if res, err := try(t, "GET", url+"/half", ""); err == nil {
			t.Errorf("%s: half an answer looks whole: %d", name, res.StatusCode)
		}
	}
}

// The 503 of http.TimeoutHandler is its own. The handler that it has left behind goes on,
// reads the request and fails, and must not touch what is answered meanwhile.
func TestHandlerLeftBehind(t *testing.T) {
	t.Parallel()
	for name, late := range map[string]http.Handler{
		"HandlerFunc": demurhttp.HandlerFunc(leftBehind),
		"plain":       http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) { _ = leftBehind(w, r) }),
		"middleware":  demurhttp.RequireAcceptable(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) { _ = leftBehind(w, r) })),
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				limit := demurhttp.RateLimit(ratelimit.Hourly(10), demurhttp.KeyByIP)
				asMiddleware := demurhttp.HandlerFunc(func(w http.ResponseWriter, r *http.Request) error {
					http.TimeoutHandler(late, time.Second, "").ServeHTTP(w, r)
					return nil
				})
				rec, req := httptest.NewRecorder(), httptest.NewRequest("POST", "/", strings.NewReader(`{"name":"n"}`))
				req.Header.Set("Content-Type", "application/json")
				quiet(t, limit(unwrapping(asMiddleware))).ServeHTTP(rec, req)
				if rec.Code != 503 || !strings.Contains(rec.Body.String(), "<title>Timeout</title>") {
					t.Errorf("%d %s", rec.Code, rec.Body)
				}
				synctest.Wait() // until the handler ends
			})
		})
	}
}

func leftBehind(_ http.ResponseWriter, r *http.Request) error {
	<-r.Context().Done() // both go on at the same moment
	_, err := demurhttp.Bind[struct {
		Name string `json:"name"`
	}](r)
	demurhttp.RateLimitDecision(r)
	return err
}

// naiveGzip says that it compresses before it knows what comes.
func naiveGzip(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Content-Encoding", "gzip")
		zw := gzip.NewWriter(w)
		defer zw.Close()
		next.ServeHTTP(&zipped{w, zw}, r)
	})
}

type zipped struct {
	http.ResponseWriter
	zw *gzip.Writer
}

func (z *zipped) WriteHeader(status int) {
	z.Header().Del("Content-Length")
	z.ResponseWriter.WriteHeader(status)
}
func (z *zipped) Write(b []byte) (int, error) {
	z.Header().Del("Content-Length")
	return z.zw.Write(b)
}

// What compresses between Errors and the handler was taken for something that the handler
// has set: the field was removed, and the body was compressed all the same.
func TestCompressionInBetween(t *testing.T) {
	t.Parallel()
	for name, h := range map[string]http.Handler{
		"inside":       quiet(t, naiveGzip(handlers()["/spoiled"])),
		"outside":      naiveGzip(quiet(t, handlers()["/spoiled"])),
		"of a limiter": quiet(t, naiveGzip(demurhttp.RateLimit(ratelimit.Hourly(1), demurhttp.KeyByIP)(handlers()["/spoiled"]))),
	} {
		res := send(t, "GET", serve(t, h), "", "Accept-Encoding", "gzip")
		zr, err := gzip.NewReader(strings.NewReader(res.body))
		if err != nil {
			t.Fatalf("%s: %v: %v %q", name, err, res.Header, res.body)
		}
		body, err := io.ReadAll(zr)
		if err != nil || !strings.Contains(string(body), `"status":409`) || res.StatusCode != 409 || res.Header.Get("Content-Encoding") != "gzip" {
			t.Errorf("%s: %d %v %q %v", name, res.StatusCode, res.Header, body, err)
		}
	}
}

// http.MaxBytesHandler and http.MaxBytesReader say 413 on both sides.
func TestMaxBytesHandler(t *testing.T) {
	t.Parallel()
	read := demurhttp.HandlerFunc(func(w http.ResponseWriter, r *http.Request) error {
		_, err := demurhttp.Bind[map[string]string](r)
		return err
	})
	raw := demurhttp.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) error {
		_, err := io.Copy(io.Discard, r.Body)
		return err
	})
	for name, h := range map[string]http.Handler{
		"inside":      quiet(t, http.MaxBytesHandler(read, 16)),
		"outside":     http.MaxBytesHandler(quiet(t, read), 16),
		"raw inside":  quiet(t, http.MaxBytesHandler(raw, 16)),
		"raw outside": http.MaxBytesHandler(quiet(t, raw), 16),
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			send(t, "POST", serve(t, h), `{"name":"`+strings.Repeat("n", 100)+`"}`, "Content-Type", "application/json").expect(t, 413)
		})
	}
}

// http.StripPrefix copies the request; the route in the log and the answers stay right.
func TestStripPrefix(t *testing.T) {
	t.Parallel()
	inner := http.NewServeMux()
	inner.Handle("GET /widgets/{id}", failing(apierror.Gone))
	outer := http.NewServeMux()
	outer.Handle("/v1/", http.StripPrefix("/v1", demurhttp.Mux(inner)))
	url := serve(t, quiet(t, demurhttp.Mux(outer)))
	send(t, "GET", url+"/v1/widgets/7", "").expect(t, 410)
	send(t, "GET", url+"/v1/nothing", "").expect(t, 404)
	send(t, "GET", url+"/nothing", "").expect(t, 404)
	res := send(t, "PUT", url+"/v1/widgets/7", "")
	if res.expect(t, 405); res.Header.Get("Allow") != "GET, HEAD, OPTIONS" {
		t.Errorf("%v", res.Header)
	}
}

// http.CrossOriginProtection refuses by itself, unless it is told how.
func TestCrossOriginProtection(t *testing.T) {
	t.Parallel()
	csrf := http.NewCrossOriginProtection()
	csrf.SetDenyHandler(failing(apierror.Forbidden.New("Requests from other sites are refused.")))
	url := serve(t, quiet(t, csrf.Handler(said("fine"))))
	send(t, "POST", url, "", "Sec-Fetch-Site", "cross-site").expect(t, 403)
	if res := send(t, "POST", url, "", "Sec-Fetch-Site", "same-origin"); res.body != "fine" {
		t.Errorf("%d %q", res.StatusCode, res.body)
	}
	checked := demurhttp.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) error {
		if err := csrf.Check(r); err != nil {
			return apierror.Forbidden.Wrap(err, "")
		}
		return errors.New("passed")
	})
	send(t, "POST", serve(t, quiet(t, checked)), "", "Sec-Fetch-Site", "cross-site").expect(t, 403)
}
