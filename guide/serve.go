package guide

import (
	"bytes"
	"crypto/sha256"
	"encoding/base64"
	"iter"
	"net/http"
	"os"
	"path"
	"path/filepath"
	"slices"
	"time"

	"github.com/seed-86b940f4/demur/apierror"
	"github.com/seed-86b940f4/demur/negotiate"
)

// pages are the formats of the page, by media type. A program that names none gets JSON;
// browsers ask for HTML by name.
var pages, pageNames = func() (*negotiate.Offers, map[string]string) {
	names := map[string]string{
		"application/json": "guide.json", "text/json": "guide.json",
		"application/xml": "guide.xml", "text/xml": "guide.xml",
		"text/html": "guide.html", "text/markdown": "guide.md",
	}
	offers, err := negotiate.New("application/json", "application/xml", "text/html", "text/markdown", "text/json", "text/xml")
	if err != nil {
		panic(err)
	}
	return offers, names
}()

func newFile(d document, body []byte) file {
	sum := sha256.Sum256(body)
	return file{d, body, `"` + base64.RawURLEncoding.EncodeToString(sum[:12]) + `"`}
}

// ServeHTTP answers GET and HEAD: a path that ends with the name of one of [Guide.Files]
// with that file, and every other path with the page, in HTML, Markdown, JSON or XML as
// Accept asks, or else with 406. The answer has an ETag, and If-None-Match gets a 304
// (RFC 9110 section 13.1.2). Nothing is rendered here.
func (g *Guide) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	if r.Method != http.MethodGet && r.Method != http.MethodHead {
		g.refuse(w, r, apierror.MethodNotAllowed.New("").WithAllow(http.MethodGet, http.MethodHead))
		return
	}
	f, negotiated := g.choose(r)
	header := w.Header()
	if negotiated {
		header.Add("Vary", "Accept")
	}
	switch {
	case f == nil && negotiated && len(g.files) > 0:
		g.refuse(w, r, apierror.NotAcceptable.New(""))
		return
	case f == nil:
		g.refuse(w, r, apierror.NotFound.New(""))
		return
	}
	header.Set("Content-Type", f.mediaType)
	header.Set("ETag", f.etag)
	header.Set("Cache-Control", "no-cache") // ask each time: a 304 is short
	header.Set("X-Content-Type-Options", "nosniff")
	header.Set("Content-Security-Policy", contentSecurityPolicy)
	http.ServeContent(w, r, "", time.Time{}, bytes.NewReader(f.body))
}

// refuse answers requests for what there is not. The type leads to the guide if that has
// a place for it.
func (g *Guide) refuse(w http.ResponseWriter, r *http.Request, e *apierror.Error) {
	if g.page != nil && g.page.lists(e.Status, e.Code) {
		e = e.WithType(g.TypeBase() + e.Code)
	}
	var problems apierror.Writer
	_ = problems.Write(w, r, e) // the client may have gone
}

// choose returns the file that is asked for, nil for none, and whether Accept chose it.
func (g *Guide) choose(r *http.Request) (f *file, negotiated bool) {
	if f := g.file(path.Base(r.URL.Path)); f != nil {
		return f, false
	}
	mediaType, ok := pages.Best(r.Header)
	if !ok {
		return nil, true
	}
	return g.file(pageNames[mediaType]), true
}

func (g *Guide) file(name string) *file {
	for i := range g.files {
		if g.files[i].name == name {
			return &g.files[i]
		}
	}
	return nil
}

// Files iterates over the documents of the guide by name: guide.html, guide.md,
// guide.json, guide.xml, openapi.yaml, openapi.json, problem.schema.json and problem.xsd.
func (g *Guide) Files() iter.Seq2[string, []byte] {
	return func(yield func(string, []byte) bool) {
		for _, f := range g.files {
			if !yield(f.name, slices.Clone(f.body)) {
				return
			}
		}
	}
}

// WriteFiles writes the documents into a folder, which it makes if there is none.
func (g *Guide) WriteFiles(dir string) error {
	if err := os.MkdirAll(dir, 0o777); err != nil {
		return err
	}
	for name, body := range g.Files() {
		if err := os.WriteFile(filepath.Join(dir, name), body, 0o666); err != nil {
			return err
		}
	}
	return nil
}
