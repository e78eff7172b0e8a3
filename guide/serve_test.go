package guide_test

import (
	"bytes"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/seed-86b940f4/demur/apierror"
	"github.com/seed-86b940f4/demur/guide"
)

func newGuide(t testing.TB, cfg guide.Config) *guide.Guide {
	t.Helper()
	g, err := guide.New(cfg)
	if err != nil {
		t.Fatal(err)
	}
	return g
}

func ask(h http.Handler, method, path string, header ...string) *http.Response {
	r := httptest.NewRequest(method, path, nil)
	for i := 0; i < len(header); i += 2 {
		r.Header.Add(header[i], header[i+1])
	}
	w := httptest.NewRecorder()
	h.ServeHTTP(w, r)
	return w.Result()
}

func body(t testing.TB, res *http.Response) []byte {
	t.Helper()
	var b bytes.Buffer
	if _, err := b.ReadFrom(res.Body); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func TestAcceptChoosesTheFormatOfThePage(t *testing.T) {
	t.Parallel()
	g := paymentsGuide(t)
	const (
		html     = "text/html; charset=utf-8"
		markdown = "text/markdown; charset=utf-8"
	)
	for accept, want := range map[string]struct {
		mediaType string
		body      []byte
	}{
		"text/html,application/xhtml+xml,application/xml;q=0.9,image/avif,image/webp,image/apng,*/*;q=0.8": {html, g.HTML()}, // Chrome
		"text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8":                                  {html, g.HTML()}, // Firefox, Safari
		"*/*":                              {"application/json", g.JSON()}, // curl
		"":                                 {"application/json", g.JSON()},
		"application/json, */*":            {"application/json", g.JSON()},
		"application/xml":                  {"application/xml", g.XML()},
		"text/xml":                         {"application/xml", g.XML()},
		"text/markdown":                    {markdown, g.Markdown()},
		"text/*;q=0.5, text/markdown":      {markdown, g.Markdown()},
		"application/json;q=0, */*":        {"application/xml", g.XML()},
		"text/html;q=0.4, application/xml": {"application/xml", g.XML()},
	} {
		res := ask(g, http.MethodGet, "/guide", "Accept", accept)
		if res.StatusCode != 200 || res.Header.Get("Content-Type") != want.mediaType || !bytes.Equal(body(t, res), want.body) {
			t.Errorf("Accept %q: %d, %s", accept, res.StatusCode, res.Header.Get("Content-Type"))
		}
		if len(want.body) == 0 {
			t.Errorf("Accept %q: an empty page", accept)
		}
		if vary := res.Header.Get("Vary"); vary != "Accept" {
			t.Errorf("Accept %q: Vary %q", accept, vary)
		}
	}
}

// The last element of the path names a file, wherever the guide is mounted.
func TestEachFileIsServedByItsName(t *testing.T) {
	t.Parallel()
	g := paymentsGuide(t)
	types := map[string]string{
		"guide.html":          "text/html; charset=utf-8",
		"guide.md":            "text/markdown; charset=utf-8",
		"guide.json":          "application/json",
		"guide.xml":           "application/xml",
		"openapi.yaml":        "application/yaml",
		"openapi.json":        "application/json",
		"problem.schema.json": "application/schema+json",
		"problem.xsd":         "application/xml",
	}
	n := 0
	for name, want := range g.Files() {
		n++
		for _, path := range []string{"/" + name, "/v1/docs/" + name} {
			res := ask(g, http.MethodGet, path, "Accept", "image/png")
			if got := body(t, res); res.StatusCode != 200 || !bytes.Equal(got, want) || len(got) == 0 {
				t.Errorf("%s: %d, %d bytes", path, res.StatusCode, len(got))
			}
			if got := res.Header.Get("Content-Type"); got != types[name] {
				t.Errorf("%s: Content-Type %q, want %q", path, got, types[name])
			}
			if got := res.Header.Get("Vary"); got != "" {
				t.Errorf("%s: Vary %q, though Accept decides nothing", path, got)
			}
		}
	}
	if n != len(types) {
		t.Errorf("%d files, want %d", n, len(types))
	}
}

func TestThePageIsKeptUntilItChanges(t *testing.T) {
	t.Parallel()
	g := paymentsGuide(t)
	seen := map[string]string{}
	for _, accept := range []string{"text/html", "text/markdown", "application/json", "application/xml"} {
		first := ask(g, http.MethodGet, "/guide", "Accept", accept)
		tag := first.Header.Get("ETag")
		if other, taken := seen[tag]; taken || tag == "" {
			t.Errorf("%s: ETag %q, that of %q", accept, tag, other)
		}
		seen[tag] = accept
		for _, match := range []string{tag, "W/" + tag, `"other", ` + tag, "*"} {
			again := ask(g, http.MethodGet, "/guide", "Accept", accept, "If-None-Match", match)
			if got := body(t, again); again.StatusCode != http.StatusNotModified || len(got) > 0 || again.Header.Get("ETag") != tag || again.Header.Get("Vary") != "Accept" {
				t.Errorf("%s, If-None-Match %s: %d with %d bytes, header %v", accept, match, again.StatusCode, len(got), again.Header)
			}
		}
		if other := ask(g, http.MethodGet, "/guide", "Accept", accept, "If-None-Match", `"other"`); other.StatusCode != 200 {
			t.Errorf("%s, another ETag: %d", accept, other.StatusCode)
		}
		if got := first.Header.Get("Cache-Control"); got != "no-cache" {
			t.Errorf("%s: Cache-Control %q", accept, got)
		}
	}
	cfg := payments()
	cfg.Version += ".1"
	if ask(newGuide(t, cfg), http.MethodGet, "/guide").Header.Get("ETag") == ask(g, http.MethodGet, "/guide").Header.Get("ETag") {
		t.Error("another version has the same ETag")
	}
}

func TestHeadHasTheHeaderOfGet(t *testing.T) {
	t.Parallel()
	g := paymentsGuide(t)
	get, head := ask(g, http.MethodGet, "/guide"), ask(g, http.MethodHead, "/guide")
	if got := body(t, head); head.StatusCode != 200 || len(got) > 0 {
		t.Errorf("HEAD: %d with %d bytes", head.StatusCode, len(got))
	}
	for name := range get.Header {
		if get.Header.Get(name) != head.Header.Get(name) {
			t.Errorf("%s: GET %q, HEAD %q", name, get.Header.Get(name), head.Header.Get(name))
		}
	}
	if get.Header.Get("Content-Length") == "" {
		t.Error("no Content-Length")
	}
}

func TestTheBrowserMayDoNothingButShow(t *testing.T) {
	t.Parallel()
	g := paymentsGuide(t)
	header := ask(g, http.MethodGet, "/guide", "Accept", "text/html").Header
	policy := header.Get("Content-Security-Policy")
	for _, directive := range []string{"default-src 'none'", "style-src 'sha256-", "base-uri 'none'", "form-action 'none'", "frame-ancestors 'none'"} {
		if !strings.Contains(policy, directive) {
			t.Errorf("Content-Security-Policy %q lacks %s", policy, directive)
		}
	}
	if strings.Contains(policy, "unsafe") {
		t.Errorf("Content-Security-Policy %q", policy)
	}
	if header.Get("X-Content-Type-Options") != "nosniff" {
		t.Error("a browser may guess the type")
	}
}

func TestWhatThereIsNotIsAProblem(t *testing.T) {
	t.Parallel()
	g := paymentsGuide(t)
	for name, tc := range map[string]struct {
		res    *http.Response
		want   apierror.Status
		header string
		value  string
	}{
		"POST":           {ask(g, http.MethodPost, "/guide"), apierror.MethodNotAllowed, "Allow", "GET, HEAD"},
		"an image":       {ask(g, http.MethodGet, "/guide", "Accept", "image/png"), apierror.NotAcceptable, "Vary", "Accept"},
		"no guide":       {ask(new(guide.Guide), http.MethodGet, "/guide"), apierror.NotFound, "", ""},
		"a file of none": {ask(new(guide.Guide), http.MethodGet, "/openapi.yaml"), apierror.NotFound, "", ""},
	} {
		e, err := apierror.Decode(tc.res)
		if err != nil || tc.res.StatusCode != int(tc.want) || e.Status != tc.want {
			t.Errorf("%s: %d, %v, %v; want %d", name, tc.res.StatusCode, e, err, tc.want)
		}
		if got := strings.Join(tc.res.Header[tc.header], ", "); got != tc.value {
			t.Errorf("%s: %s %q, want %q", name, tc.header, got, tc.value)
		}
	}
}

// A client that changes what a method gave away changes nothing of the guide.
func TestDocumentsAreCopies(t *testing.T) {
	t.Parallel()
	g := paymentsGuide(t)
	for name, get := range map[string]func() []byte{
		"HTML": g.HTML, "Markdown": g.Markdown, "JSON": g.JSON, "XML": g.XML,
		"OpenAPI": g.OpenAPI, "OpenAPIJSON": g.OpenAPIJSON, "Schema": g.Schema, "XSD": g.XSD,
	} {
		first := get()
		want := bytes.Clone(first)
		clear(first)
		if got := get(); !bytes.Equal(got, want) || len(got) == 0 {
			t.Errorf("%s is not the same any more", name)
		}
	}
	for name, b := range g.Files() {
		clear(b)
		if res := ask(g, http.MethodGet, "/"+name); bytes.Equal(body(t, res), b) {
			t.Errorf("%s was changed through Files", name)
		}
	}
}

func TestWriteFiles(t *testing.T) {
	t.Parallel()
	g := paymentsGuide(t)
	dir := filepath.Join(t.TempDir(), "out", "guide")
	for range 2 { // the second time over the first
		if err := g.WriteFiles(dir); err != nil {
			t.Fatal(err)
		}
	}
	for name, want := range g.Files() {
		if got, err := os.ReadFile(filepath.Join(dir, name)); err != nil || !bytes.Equal(got, want) {
			t.Errorf("%s: %v, %d bytes of %d", name, err, len(got), len(want))
		}
	}
	if err := g.WriteFiles(filepath.Join(dir, "guide.md")); err == nil {
		t.Error("a file was taken for a folder")
	}
}

// unread is a response that nobody reads.
type unread struct{ header http.Header }

func (w unread) Header() http.Header         { return w.header }
func (w unread) Write(b []byte) (int, error) { return len(b), nil }
func (w unread) WriteHeader(int)             {}

// The page is rendered when the program starts, never for a request.
func TestServingCostsLittle(t *testing.T) {
	g := paymentsGuide(t)
	for _, accept := range []string{"text/html,application/xml;q=0.9,*/*;q=0.8", "text/markdown", "application/json", "application/xml"} {
		r := httptest.NewRequest(http.MethodGet, "/guide", nil)
		r.Header.Set("Accept", accept)
		w := unread{http.Header{}}
		fastest := time.Hour
		for range 500 {
			clear(w.header)
			start := time.Now()
			g.ServeHTTP(w, r)
			fastest = min(fastest, time.Since(start))
		}
		if fastest > 50*time.Microsecond {
			t.Errorf("%s: %v", accept, fastest)
		}
		t.Logf("%s: %v", accept, fastest)
	}
}
