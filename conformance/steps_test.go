package conformance_test

import (
	"compress/gzip"
	"io"
	"net/http"
	"strings"
	"testing"
)

// methods are those that a router is asked for one by one, to find what Allow lists.
var methods = []string{"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "CONNECT", "OPTIONS", "TRACE", "PURGE"}

// A step is a request and what its answer must be.
type step struct {
	method, path, accept, body string
	status                     int
	contentType                string
	holds                      string // in the body or in the header
}

func (s step) run(t *testing.T, url string) {
	t.Helper()
	req, err := http.NewRequestWithContext(t.Context(), s.method, url+s.path, strings.NewReader(s.body))
	if err != nil {
		t.Fatal(err)
	}
	if s.body != "" {
		req.Header.Set("Content-Type", "application/json")
	}
	if s.accept != "" {
		req.Header.Set("Accept", s.accept)
	}
	res, text := exchange(t, req)
	if res.StatusCode != s.status || res.Header.Get("Content-Type") != s.contentType || !strings.Contains(text, s.holds) {
		t.Errorf("%s %s: %d, want %d %s with %s\n%s", s.method, s.path, res.StatusCode, s.status, s.contentType, s.holds, text)
	}
	if strings.Contains(text, "secret") {
		t.Errorf("%s %s: %s", s.method, s.path, text)
	}
}

const (
	inJSON = "application/json"
	inXML  = "application/xml"
)

// exchange sends a request, and returns the answer with its header and body as one text.
func exchange(t *testing.T, req *http.Request) (*http.Response, string) {
	t.Helper()
	req.Header.Set("Accept-Encoding", "gzip")
	res, err := http.DefaultTransport.RoundTrip(req)
	if err != nil {
		t.Fatal(err)
	}
	defer res.Body.Close()
	body := io.Reader(res.Body)
	if res.Header.Get("Content-Encoding") == "gzip" {
		if body, err = gzip.NewReader(body); err != nil {
			t.Fatalf("%s %s: %v", req.Method, req.URL.Path, err)
		}
	}
	text, err := io.ReadAll(body)
	if err != nil {
		t.Fatalf("%s %s: %v", req.Method, req.URL.Path, err)
	}
	var header strings.Builder
	if err := res.Header.Write(&header); err != nil {
		t.Fatal(err)
	}
	return res, strings.ReplaceAll(header.String(), "\r\n", "\n") + string(text)
}
