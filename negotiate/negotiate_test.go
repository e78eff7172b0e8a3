package negotiate_test

import (
	"encoding/json"
	"fmt"
	"net/http"
	"os"
	"strings"
	"testing"

	"github.com/seed-86b940f4/demur/negotiate"
)

// lines is the value of a field: absent, one line, or several.
type lines []string

func (l *lines) UnmarshalJSON(b []byte) error {
	var one *string
	if json.Unmarshal(b, &one) == nil {
		if one != nil {
			*l = lines{*one}
		}
		return nil
	}
	return json.Unmarshal(b, (*[]string)(l))
}

type vector struct {
	ID          string
	Accept      lines
	ContentType *string `json:"content_type"`
	Offers      []string
	Want        *string
	WantError   *string `json:"want_error"`
	Why         string
}

func (v vector) header() http.Header {
	h := http.Header{}
	if v.Accept != nil {
		h["Accept"] = v.Accept
	}
	if v.ContentType != nil {
		h["Content-Type"] = []string{*v.ContentType}
	}
	return h
}

func vectors(t testing.TB) []vector {
	t.Helper()
	data, err := os.ReadFile("testdata/accept-vectors.json")
	if err != nil {
		t.Fatal(err)
	}
	var vs []vector
	if err := json.Unmarshal(data, &vs); err != nil {
		t.Fatal(err)
	}
	if len(vs) < 170 {
		t.Fatalf("read %d vectors, want 170 at least", len(vs))
	}
	return vs
}

func deref(s *string) string {
	if s == nil {
		return ""
	}
	return *s
}

func TestVectors(t *testing.T) {
	t.Parallel()
	for _, v := range vectors(t) {
		t.Run(v.ID, func(t *testing.T) {
			t.Parallel()
			offers, err := negotiate.New(v.Offers...)
			if len(v.Offers) == 0 {
				if err == nil {
					t.Fatal("New() of nothing: no error")
				}
			} else if err != nil {
				t.Fatal(err)
			}
			got, ok := offers.Best(v.header())
			if got != deref(v.Want) || ok != (v.Want != nil) {
				t.Errorf("Best(%q, %q) of %q = %q, %t; want %q: %s", v.Accept, deref(v.ContentType), v.Offers, got, ok, deref(v.Want), v.Why)
			}
			if got := offers.BestEffort(v.header()); got != deref(v.WantError) {
				t.Errorf("BestEffort(%q, %q) of %q = %q; want %q: %s", v.Accept, deref(v.ContentType), v.Offers, got, deref(v.WantError), v.Why)
			}
		})
	}
}

// The cases that the vectors leave out.
func TestChoice(t *testing.T) {
	t.Parallel()
	jx := []string{"application/json", "application/xml"}
	for _, tt := range []struct {
		name, accept, contentType string
		offers                    []string
		best, effort              string
	}{
		{"two weights: the first counts", "application/json;q=0.1;q=1, application/xml;q=0.5", "", jx, "application/xml", "application/xml"},
		{"quoted weight", `application/json;q="0.1", application/xml;q=0.5`, "", jx, "application/xml", "application/xml"},
		{"tiny weight is not a refusal", "application/xml;q=0.00001", "", jx, "application/xml", "application/xml"},
		{"four digits are cut", "application/json;q=0.1239, application/xml;q=0.123", "", jx, "application/json", "application/json"},
		{"huge weight", "application/xml;q=99999999999999999999999, application/json;q=0.9", "", jx, "application/xml", "application/xml"},
		{"weight of no digit", "application/json;q=., application/xml;q=0.1", "", jx, "application/xml", "application/xml"},
		{"negative weight", "application/json;q=-1, application/xml;q=0.1", "", jx, "application/xml", "application/xml"},
		{"open quotation ends with its line", `application/json;x="a, application/xml`, "application/xml", jx, "application/xml", "application/xml"},
		{"parameter without a value", "application/json;x, application/xml;q=0.1", "", jx, "application/xml", "application/xml"},
		{"parameter value of nothing", "application/json;x=, application/xml;q=0.1", "", jx, "application/xml", "application/xml"},
		{"refused family falls to the other", "application/hal+json, application/json;q=0", "", jx, "", "application/xml"},
		{"refused first offer is passed over", "application/json;q=0, text/html", "application/json", jx, "", "application/xml"},
		{"loose match by weight", "application/json;v=1;q=0.2, application/xml;v=1;q=0.3", "", jx, "", "application/xml"},
		{"loose match of weight zero is none", "application/json;v=1;q=0, text/xml", "", jx, "", "application/xml"},
		{"loose tie by content type", "application/*;v=1", "text/xml", jx, "", "application/xml"},
		{"family by weight", "application/hal+json;q=0.5, application/atom+xml", "", jx, "", "application/xml"},
		{"family of weight zero is none", "application/hal+xml;q=0", "", jx, "", "application/json"},
		{"unreadable content type", "*/*", "application/xml xml", jx, "application/json", "application/json"},
		{"parameters decide, in any order", "text/plain;b=2;a=1", "", []string{"text/plain;a=1", "text/plain;a=1;b=2"}, "text/plain;a=1;b=2", "text/plain;a=1;b=2"},
		{"offer in another charset", "text/xml;charset=utf-8", "", []string{"application/json", "text/xml;charset=iso-8859-1"}, "", "text/xml;charset=iso-8859-1"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			offers, err := negotiate.New(tt.offers...)
			if err != nil {
				t.Fatal(err)
			}
			h := http.Header{"Accept": {tt.accept}}
			if tt.contentType != "" {
				h.Set("Content-Type", tt.contentType)
			}
			if got, ok := offers.Best(h); got != tt.best || ok != (tt.best != "") {
				t.Errorf("Best = %q, %t; want %q", got, ok, tt.best)
			}
			if got := offers.BestEffort(h); got != tt.effort {
				t.Errorf("BestEffort = %q; want %q", got, tt.effort)
			}
		})
	}
}

func TestByContentType(t *testing.T) {
	t.Parallel()
	offers, err := negotiate.New("application/json", "application/xml")
	if err != nil {
		t.Fatal(err)
	}
	for _, tt := range []struct {
		accept, contentType string
		want                bool
	}{
		{"*/*", "application/xml", true},
		{"", "application/json", true},
		{"text/html", "text/xml", true},
		{"application/json;q=0.5, application/*;q=0.5", "text/xml", false}, // the named type is first
		{"application/json", "text/xml", false},
		{"application/hal+json", "text/xml", false},
		{"*/*", "text/plain", false},
		{"*/*", "", false},
	} {
		h := http.Header{"Accept": {tt.accept}}
		if tt.contentType != "" {
			h.Set("Content-Type", tt.contentType)
		}
		if got := offers.ByContentType(h); got != tt.want {
			t.Errorf("ByContentType(Accept %q, Content-Type %q) = %t", tt.accept, tt.contentType, got)
		}
	}
}

func TestNewNamesEveryMistake(t *testing.T) {
	t.Parallel()
	for _, bad := range []string{"", "json", "/", "a/", "/b", "*/*", "*", "text/*", "a/b, c/d", "a/b;", "a/b;q=1", " a/b", "a/b ", ",a/b", `a/b;c="d`, "a b/c", "a/b;c"} {
		if _, err := negotiate.New(bad); bad != "a/b;" && err == nil {
			t.Errorf("New(%q): no error", bad)
		}
	}
	_, err := negotiate.New("application/json", "nonsense", "Application/JSON", "text/*", `text/plain;a=1;b="2"`, "TEXT/plain;B=2;A=1", "application/json;charset=UTF-8")
	if err == nil {
		t.Fatal("no error")
	}
	for _, want := range []string{`"nonsense" is malformed`, `"Application/JSON" is offered twice`, `"text/*" has a wildcard`, `"TEXT/plain;B=2;A=1" is offered twice`, `"application/json;charset=UTF-8" is offered twice`} {
		if !strings.Contains(err.Error(), want) {
			t.Errorf("error %q does not say %q", err, want)
		}
	}
}

// Many offers need room of their own, and are chosen from alike.
func TestManyOffers(t *testing.T) {
	t.Parallel()
	var names []string
	for i := range 40 {
		names = append(names, fmt.Sprintf("application/x-%d", i))
	}
	offers, err := negotiate.New(names...)
	if err != nil {
		t.Fatal(err)
	}
	h := http.Header{"Accept": {"application/*;q=0.1, application/x-37;q=0.5, application/x-0;q=0"}}
	if got, ok := offers.Best(h); got != "application/x-37" || !ok {
		t.Errorf("Best = %q, %t", got, ok)
	}
	h.Set("Accept", "application/*, application/x-0;q=0")
	if got := offers.BestEffort(h); got != "application/x-1" {
		t.Errorf("BestEffort = %q", got)
	}
}

func TestZeroOffers(t *testing.T) {
	t.Parallel()
	for _, o := range []*negotiate.Offers{nil, {}} {
		if got, ok := o.Best(http.Header{}); ok || got != "" {
			t.Errorf("Best = %q, %t", got, ok)
		}
		if got := o.BestEffort(nil); got != "" {
			t.Errorf("BestEffort = %q", got)
		}
		if o.ByContentType(http.Header{"Content-Type": {"a/b"}}) {
			t.Error("ByContentType = true")
		}
	}
}
