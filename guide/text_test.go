package guide_test

import (
	"encoding/json"
	"html"
	"io"
	"net/http"
	"strings"
	"testing"

	"github.com/seed-86b940f4/demur/apierror"
)

// cleaned is text as each format has it: without what XML cannot hold.
func cleaned(s string) string {
	var b strings.Builder
	for _, r := range s { // of invalid UTF-8, each byte is U+FFFD
		if r < ' ' && r != '\t' && r != '\n' && r != '\r' || r == '\ufffe' || r == '\uffff' {
			r = '\ufffd'
		}
		b.WriteRune(r)
	}
	return b.String()
}

// unescape returns the text of HTML.
func unescape(s string) string { return html.UnescapeString(anyTag.ReplaceAllString(s, "")) }

// statusIn returns the status of a document in JSON.
func statusIn(t testing.TB, document string) int {
	t.Helper()
	var d struct{ Status int }
	if err := json.Unmarshal([]byte(document), &d); err != nil {
		t.Fatal(err)
	}
	return d.Status
}

// decodeSample returns the error that a client makes of a sample.
func decodeSample(t testing.TB, mediaType, sample string, status int) *apierror.Error {
	t.Helper()
	e, err := apierror.Decode(&http.Response{StatusCode: status, Header: http.Header{"Content-Type": {mediaType}}, Body: io.NopCloser(strings.NewReader(sample))})
	if err != nil {
		t.Fatalf("%v: %.500s", err, sample)
	}
	return e
}
