package negotiate_test

import (
	"mime"
	"net/http"
	"strings"
	"testing"

	"github.com/seed-86b940f4/demur/negotiate"
)

func TestContentType(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		name              string
		lines             []string
		mediaType, params string
		syntax            string
	}{
		{"absent", nil, "", "", ""},
		{"empty", []string{""}, "", "", ""},
		{"JSON", []string{"application/json"}, "application/json", "", "json"},
		{"parameters", []string{"Application/Problem+JSON ;charset=UTF-8; A=b"}, "application/problem+json", "charset=UTF-8; A=b", "json"},
		{"white space", []string{" \ttext/XML\t"}, "text/xml", "", "xml"},
		{"a lone semicolon", []string{"text/xml;"}, "text/xml", "", "xml"},
		{"parameters that are malformed", []string{`application/json; charset="`}, "application/json", ` charset="`, "json"},
		{"an old name", []string{"application/x-json"}, "application/x-json", "", "json"},
		{"a form", []string{"multipart/form-data; boundary=a"}, "multipart/form-data", " boundary=a", ""},
		{"JSON inside something else", []string{"application/json+zip"}, "application/json+zip", "", ""},
		{"a longer name", []string{"application/jsonp"}, "application/jsonp", "", ""},
		{"a suffix of nothing", []string{"application/+json"}, "application/+json", "", ""},
		{"a suffix of nothing, XML", []string{"application/+xml"}, "application/+xml", "", ""},
		{"no slash", []string{"json"}, "", "", ""},
		{"no subtype", []string{"application/"}, "", "", ""},
		{"no type", []string{"/json"}, "", "", ""},
		{"a list", []string{"application/json, text/html"}, "", "", ""},
		{"no semicolon", []string{"application/json charset=utf-8"}, "", "", ""},
		{"the same line twice", []string{"text/xml", "text/xml"}, "text/xml", "", "xml"},
		{"lines that differ", []string{"application/xml", "application/json"}, "", "", ""},
	} {
		mediaType, params := negotiate.ContentType(http.Header{"Content-Type": tt.lines})
		if syntax := negotiate.Syntax(mediaType); mediaType != tt.mediaType || params != tt.params || syntax != tt.syntax {
			t.Errorf("%s: %q, %q, %q; want %q, %q, %q", tt.name, mediaType, params, syntax, tt.mediaType, tt.params, tt.syntax)
		}
	}
	if got := negotiate.Syntax("Application/Atom+XML"); got != "xml" {
		t.Errorf("Syntax of capitals = %q", got)
	}
}

// Of two lines that differ, one is false, so neither decides what the client gets.
func TestContentTypesThatDifferDecideNothing(t *testing.T) {
	t.Parallel()
	offers, err := negotiate.New("application/json", "application/xml")
	if err != nil {
		t.Fatal(err)
	}
	h := http.Header{"Content-Type": {"text/xml", "text/plain"}}
	if mediaType, ok := offers.Best(h); mediaType != "application/json" || !ok || offers.ByContentType(h) {
		t.Errorf("Best = %q, %t; by Content-Type: %t", mediaType, ok, offers.ByContentType(h))
	}
}

func TestContentTypeDoesNotAllocate(t *testing.T) {
	h := http.Header{"Content-Type": {"application/json; charset=utf-8"}}
	if n := testing.AllocsPerRun(10, func() {
		if mediaType, _ := negotiate.ContentType(h); negotiate.Syntax(mediaType) != "json" {
			t.Error("no JSON")
		}
	}); n != 0 {
		t.Errorf("%v allocations", n)
	}
}

// FuzzContentType holds ContentType to package mime, by which net/http reads forms.
func FuzzContentType(f *testing.F) {
	for _, s := range []string{"application/json", "a/b;c=d", "A/B ; c", "a", "a/", "a/b, c/d", "a/b c", "a/b/c", ";", "a/b;c=d;c=e"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, line string) {
		if strings.ContainsFunc(line, func(r rune) bool { return r < ' ' && r != '\t' || r >= 0x7f || r == '{' || r == '}' }) {
			t.Skip("no ASCII, or braces, of which MIME makes tokens and HTTP does not")
		}
		mediaType, params := negotiate.ContentType(http.Header{"Content-Type": {line}})
		want, _, err := mime.ParseMediaType(line)
		switch base, _, _ := strings.Cut(line, ";"); {
		case err != nil && err != mime.ErrInvalidMediaParameter && mediaType != "":
			// It refuses a parameter that is given twice too, and then says no type.
			if want, _, err := mime.ParseMediaType(base); err != nil || mediaType != want {
				t.Errorf("%q: %q, but mime says %q, %v", line, mediaType, want, err)
			}
		case err == nil && strings.Contains(want, "/") && mediaType != want:
			t.Errorf("%q: %q, but mime says %q", line, mediaType, want)
		case err == nil && !strings.Contains(want, "/") && mediaType != "":
			t.Errorf("%q: %q has no slash", line, mediaType)
		}
		if params != "" && !strings.HasSuffix(line, ";"+params) {
			t.Errorf("%q: parameters %q", line, params)
		}
	})
}
