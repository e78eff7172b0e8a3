package apierror_test

import (
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/seed-86b940f4/demur/apierror"
)

func TestWriterHeader(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		name string
		err  error
		want string // fields that must be so; "Name: -" for a field that must be absent
	}{
		{"404", apierror.NotFound, "Content-Type: application/json|Vary: Accept|X-Content-Type-Options: nosniff|Cache-Control: -|Retry-After: -"},
		{"401", apierror.Unauthorized, "Www-Authenticate: Bearer|Cache-Control: no-store"},
		{"401 with a challenge", apierror.Unauthorized.New("").WithChallenge("Basic"), "Www-Authenticate: Basic"},
		{"403", apierror.Forbidden, "Cache-Control: no-store"},
		{"405", apierror.MethodNotAllowed, "Allow: "},
		{"405 with methods", apierror.MethodNotAllowed.New("").WithAllow("GET", "HEAD"), "Allow: GET, HEAD"},
		{"415", apierror.UnsupportedMediaType, "Accept: application/json, application/xml"},
		{"415 with its own", apierror.UnsupportedMediaType.New("").WithHeader("Accept-Post", "text/csv"), "Accept-Post: text/csv|Accept: -"},
		{"422", apierror.UnprocessableEntity, "Cache-Control: no-store"},
		{"429", apierror.TooManyRequests, "Retry-After: 60|Cache-Control: no-store"},
		{"503", apierror.ServiceUnavailable.New("").WithRetryAfter(time.Hour), "Retry-After: 3600|Cache-Control: no-store"},
		{"cached on purpose", apierror.ServiceUnavailable.New("").WithHeader("Cache-Control", "max-age=5"), "Cache-Control: max-age=5"},
		{"framing is ours", apierror.NotFound.New("").WithHeader("Content-Length", "1").WithHeader("Content-Type", "text/html").WithHeader("Content-Encoding", "gzip").WithHeader("Transfer-Encoding", "chunked"), "Content-Type: application/json|Content-Encoding: -|Transfer-Encoding: -"},
		{"the error's Vary is added", apierror.NotFound.New("").WithHeader("Vary", "Origin"), "Vary: Origin, Accept"},
		{"cached on purpose, in any case", &apierror.Error{Status: 503, Header: http.Header{"cache-control": {"max-age=5"}}}, "Cache-Control: max-age=5"},
		{"names in any case", &apierror.Error{Status: 404, Header: http.Header{"x-a": {"1"}, "etag": {`"e"`}}}, `X-A: 1|Etag: "e"`},
	} {
		res := answer(t, new(apierror.Writer), tt.err, "*/*").Result()
		for field := range strings.SplitSeq(tt.want, "|") {
			name, want, _ := strings.Cut(field, ": ")
			got := strings.Join(res.Header.Values(name), ", ")
			if want == "-" && res.Header[name] == nil || want != "-" && got == want && res.Header[name] != nil {
				continue
			}
			t.Errorf("%s: %s is %q, want %q", tt.name, name, res.Header[name], want)
		}
	}
}

func TestWriterConfigured(t *testing.T) {
	t.Parallel()
	wr := apierror.Writer{Challenge: `ApiKey realm="a"`, RetryAfter: 90 * time.Second, Formats: []apierror.Format{apierror.XML{}}}
	if err := wr.Check(); err != nil {
		t.Fatal(err)
	}
	if got := answer(t, &wr, apierror.Unauthorized, "application/json").Header(); got.Get("Www-Authenticate") != `ApiKey realm="a"` || got.Get("Content-Type") != "application/xml" {
		t.Errorf("%v", got)
	}
	if got := answer(t, &wr, apierror.ServiceUnavailable, "").Header().Get("Retry-After"); got != "90" {
		t.Errorf("Retry-After %q", got)
	}
}

func TestWriterVary(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct{ before, accept, contentType, want string }{
		{"", "*/*", "", "Accept"},
		{"Origin", "*/*", "", "Origin|Accept"},
		{"origin, ACCEPT", "*/*", "", "origin, ACCEPT"},
		{"*", "*/*", "text/xml", "*"},
		{"", "*/*", "text/xml", "Accept|Content-Type"},
		{"", "", "application/json", "Accept|Content-Type"},
		{"", "application/xml", "text/xml", "Accept"},
	} {
		r := httptest.NewRequest(http.MethodPost, "/", nil)
		r.Header["Accept"] = []string{tt.accept}
		if tt.contentType != "" {
			r.Header.Set("Content-Type", tt.contentType)
		}
		w := httptest.NewRecorder()
		if tt.before != "" {
			w.Header().Set("Vary", tt.before)
		}
		if err := new(apierror.Writer).Write(w, r, apierror.NotFound); err != nil {
			t.Error(err)
		}
		if got := strings.Join(w.Header()["Vary"], "|"); got != tt.want {
			t.Errorf("%+v: Vary %q", tt, got)
		}
	}
}

// HEAD gets the header of GET and no body.
func TestWriterHead(t *testing.T) {
	t.Parallel()
	for _, err := range []error{apierror.NotFound, apierror.NotFound.New(strings.Repeat("long ", 300))} {
		full := answer(t, new(apierror.Writer), err, "application/xml")
		r := httptest.NewRequest(http.MethodHead, "/", nil)
		r.Header.Set("Accept", "application/xml")
		w := httptest.NewRecorder()
		if err := new(apierror.Writer).Write(w, r, err); err != nil {
			t.Error(err)
		}
		if w.Body.Len() != 0 || fmt.Sprint(w.Header()) != fmt.Sprint(full.Header()) || w.Code != full.Code {
			t.Errorf("HEAD %d %v %q, GET %d %v", w.Code, w.Header(), w.Body, full.Code, full.Header())
		}
		if want := fmt.Sprint(full.Body.Len()); w.Header().Get("Content-Length") != want {
			t.Errorf("Content-Length %s, want %s", w.Header().Get("Content-Length"), want)
		}
	}
}

func TestWriterRequestID(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct{ answer, request, want string }{
		{"", "", ""},
		{"a1", "b2", "a1"},
		{"", "b2", "b2"},
		{"", "550e8400-e29b-41d4-a716-446655440000", "550e8400-e29b-41d4-a716-446655440000"},
		{"", "Root=1-67891233-abcdef012345678912345678:x/y+z@h_.~", ""}, // "~" is not plain
		{"", "Root=1-67891233-abcdef012345678912345678:x/y+z@h_.", "Root=1-67891233-abcdef012345678912345678:x/y+z@h_."},
		{"", "<script>alert(1)</script>", ""},
		{"", `a"b`, ""},
		{"", "a b", ""},
		{"", "a\x00", ""},
		{"", "ü", ""},
		{"", strings.Repeat("a", 128), strings.Repeat("a", 128)},
		{"", strings.Repeat("a", 129), ""},
	} {
		r := httptest.NewRequest(http.MethodGet, "/", nil)
		w := httptest.NewRecorder()
		if tt.request != "" {
			r.Header["X-Request-Id"] = []string{tt.request}
		}
		if tt.answer != "" {
			w.Header().Set("X-Request-ID", tt.answer)
		}
		if err := new(apierror.Writer).Write(w, r, apierror.NotFound); err != nil {
			t.Error(err)
		}
		has := strings.Contains(w.Body.String(), `"request_id"`)
		if has != (tt.want != "") || has && !strings.Contains(w.Body.String(), `"request_id":"`+tt.want+`"`) {
			t.Errorf("%q, %q: %s", tt.answer, tt.request, w.Body)
		}
	}
}

// The ID joins what the error has of its own.
func TestWriterRequestIDAndExtensions(t *testing.T) {
	t.Parallel()
	for accept, want := range map[string]string{
		"application/json": `"code":"gone","request_id":"r1","abc":1}`,
		"application/xml":  `<code>gone</code><request_id>r1</request_id><abc>1</abc></problem>`,
	} {
		e := apierror.Gone.New("x").With("abc", 1).With("request_id", "its own")
		r := httptest.NewRequest(http.MethodGet, "/", nil)
		r.Header.Set("Accept", accept)
		r.Header.Set("X-Request-ID", "r1")
		w := httptest.NewRecorder()
		if err := new(apierror.Writer).Write(w, r, e); err != nil || !strings.HasSuffix(w.Body.String(), want) {
			t.Errorf("%v %s", err, w.Body)
		}
	}
}

// What is behind us may write into the slices of its header; the next answer
// must not show it.
func TestWriterSharesNoHeader(t *testing.T) {
	t.Parallel()
	shared := apierror.Unauthorized.New("").WithChallenge("Basic").WithHeader("X-A", "1")
	for _, err := range []error{shared, apierror.NotFound, apierror.ServiceUnavailable} {
		want := fmt.Sprint(answer(t, new(apierror.Writer), err, "").Header())
		for range 70 {
			w := answer(t, new(apierror.Writer), err, "")
			if got := fmt.Sprint(w.Header()); got != want {
				t.Fatalf("header %s, want %s", got, want)
			}
			for name, values := range w.Header() {
				values[0] = "evil"
				w.Header()[name] = append(values, "evil")
			}
		}
	}
}

func TestWriterWritesNothingForNil(t *testing.T) {
	t.Parallel()
	w := httptest.NewRecorder()
	if err := new(apierror.Writer).Write(w, httptest.NewRequest(http.MethodGet, "/", nil), nil); err != nil || w.Body.Len() > 0 || len(w.Header()) > 0 {
		t.Errorf("%v, %v %s", err, w.Header(), w.Body)
	}
}

type brokenWriter struct{ light }

func (brokenWriter) Write([]byte) (int, error) { return 0, io.ErrClosedPipe }

func TestWriterReportsTheConnection(t *testing.T) {
	t.Parallel()
	err := new(apierror.Writer).Write(&brokenWriter{light{http.Header{}}}, httptest.NewRequest(http.MethodGet, "/", nil), apierror.NotFound)
	if !errors.Is(err, io.ErrClosedPipe) {
		t.Errorf("%v", err)
	}
}

// Whatever a request says, it is answered with the status of its error.
func TestWriterHostileRequests(t *testing.T) {
	t.Parallel()
	for name, accept := range map[string]string{
		"64 KiB of ranges": strings.Repeat("*/*,", 16<<10), "64 KiB of nothing": strings.Repeat(",", 64<<10),
		"obs-text": "\xff\xfe/\x80, application/xml", "quotes": `a/b;c="` + strings.Repeat(`\"`, 1000), "a path": "../../etc/passwd", "null": "null",
	} {
		w := answer(t, new(apierror.Writer), apierror.Conflict, accept)
		if w.Code != 409 || w.Body.Len() == 0 {
			t.Errorf("%s: %d %s", name, w.Code, w.Body)
		}
	}
}
