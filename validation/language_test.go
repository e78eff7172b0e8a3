package validation_test

import (
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/seed-86b940f4/demur/validation"
)

// polyglot returns a Validator with some languages that say little.
func polyglot(t *testing.T, tags ...string) *validation.Validator {
	t.Helper()
	v := validation.New()
	for _, tag := range tags {
		err := v.AddLanguage(tag, func(r validation.Rule) (string, bool) {
			return tag + ": " + r.Name + " " + r.Tag + " " + r.Param, r.Tag != "email"
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	return v
}

// TestAcceptLanguage is about RFC 4647 section 3.4.
func TestAcceptLanguage(t *testing.T) {
	t.Parallel()
	v := polyglot(t, "de", "pt", "pt-BR", "zh", "zh-Hant", "sr-Latn-RS")
	for _, c := range []struct {
		accept []string
		want   string
	}{
		{nil, "en"},
		{[]string{""}, "en"},
		{[]string{"*"}, "en"},
		{[]string{"de"}, "de"},
		{[]string{"DE-at"}, "de"},
		{[]string{"de-AT-1996"}, "de"},
		{[]string{"deu"}, "en"},
		{[]string{"d"}, "en"},
		{[]string{"en-GB, de"}, "en"},
		{[]string{"fr, de;q=0.5"}, "de"},
		{[]string{"de;q=0.5, pt;q=0.7"}, "pt"},
		{[]string{"de;q=0.5, pt;q=0.50"}, "de"},
		{[]string{"de;q=0.5", "pt ; q=0.501"}, "pt"},
		{[]string{"de;q=0"}, "en"},
		{[]string{"de;q=0, pt;q=0.001"}, "pt"},
		{[]string{"*, de;q=0.5"}, "de"},
		{[]string{"pt-BR"}, "pt-BR"},
		{[]string{"pt-br-x-y"}, "pt-BR"},
		{[]string{"pt-PT"}, "pt"},
		{[]string{"zh-Hant-TW"}, "zh-Hant"},
		{[]string{"zh-Hans-CN"}, "zh"},
		{[]string{"sr-Latn"}, "en"},
		{[]string{"sr-Latn-RS-x"}, "sr-Latn-RS"},
		{[]string{"de;q=2, pt;q=x, zh;q=1.001, pt;q=0.1"}, "pt"},
		{[]string{"de;v=1, pt;q=0.1"}, "pt"},
		{[]string{"de;q=, pt;q=1.0000, zh;q=1.000"}, "zh"},
		{[]string{";;;,,,de"}, "de"},
		{[]string{"-,--,de-"}, "de"},
		{[]string{"d\xffe, \x00, pt"}, "pt"},
		{[]string{strings.Repeat("de-", 100)}, "de"},
	} {
		r := httptest.NewRequest("POST", "/", nil)
		r.Header["Accept-Language"] = c.accept
		e, got := v.For(r, v.Validate(leaf{})), ""
		if fields := fieldsOf(t, e); fields[0].Pointer != "#/sku" || fields[0].Code != "required" {
			t.Errorf("%q: %+v", c.accept, fields)
		} else if name, _, ok := strings.Cut(fields[0].Detail, ": sku required"); ok {
			got = name
		} else if fields[0].Detail == "must be given and not be empty" {
			got = "en"
		}
		h := headerOf(t, e)
		if got != c.want || h.Get("Content-Language") != c.want || h.Get("Vary") != "Accept-Language" {
			t.Errorf("%q: %q, want %q; %v", c.accept, got, c.want, h)
		}
	}
}

// A hostile field costs no more than its length.
func TestAcceptLanguageIsLinear(t *testing.T) {
	t.Parallel()
	v := polyglot(t, "de")
	err := v.Validate(leaf{})
	for name, accept := range map[string]string{
		"hyphens": strings.Repeat("-", 1<<20), "subtags": strings.Repeat("a-", 1<<19), "ranges": strings.Repeat("a,", 1<<19),
		"weights": strings.Repeat("de;q=0.1,", 1<<17), "semicolons": strings.Repeat(";", 1<<20),
	} {
		r := httptest.NewRequest("POST", "/", nil)
		r.Header.Set("Accept-Language", accept)
		start := time.Now()
		if fieldsOf(t, v.For(r, err)) == nil {
			t.Error("no fields")
		}
		if took := time.Since(start); took > time.Second {
			t.Errorf("%s took %v", name, took)
		}
	}
}

func TestSentencesOfAnAuthor(t *testing.T) {
	t.Parallel()
	type user struct {
		Name  string `json:"name" validate:"min=3"`
		Mail  string `json:"mail" validate:"email"`
		Color string `json:"color" validate:"oneof=red green"`
	}
	v := polyglot(t, "de")
	for _, err := range []error{
		v.Sentence("en", "min", "has fewer than {param} letters"),
		v.Sentence("de", "oneof", "muss aus {param} sein"),
		v.Sentence("nl", "min", "moet minstens {param} tekens hebben"),
	} {
		if err != nil {
			t.Fatal(err)
		}
	}
	for _, c := range []struct {
		accept, content string
		want            []string
	}{
		{"en", "en", []string{"has fewer than 3 letters", "must be an e-mail address", "must be one of red, green"}},
		{"de", "de, en", []string{"de: name min 3", "must be an e-mail address", "muss aus red green sein"}},
		{"nl", "nl, en", []string{"moet minstens 3 tekens hebben", "must be an e-mail address", "must be one of red, green"}},
	} {
		e := forRequest(t, v, user{}, "/", "Accept-Language", c.accept)
		var got []string
		for _, f := range e.Fields {
			got = append(got, f.Detail)
		}
		if !slices.Equal(got, c.want) || e.Header.Get("Content-Language") != c.content {
			t.Errorf("%s: %q in %q", c.accept, got, e.Header.Get("Content-Language"))
		}
	}
}

// Without languages, an answer says nothing of them.
func TestNoLanguages(t *testing.T) {
	t.Parallel()
	e := forRequest(t, validation.New(), leaf{}, "/", "Accept-Language", "de", "Content-Type", "application/xml")
	if len(e.Header) > 0 {
		t.Errorf("header %v", e.Header)
	}
}

// The name that a language gets for a field is that which the client knows. A field
// that clients have no name for has a sentence in their language too.
func TestNamesInSentences(t *testing.T) {
	t.Parallel()
	v := polyglot(t, "de")
	type order struct {
		Page  int               `query:"p" validate:"required"`
		Tags  []string          `json:"tags" xml:"tag-list" validate:"dive,min=2"`
		By    map[string]string `json:"by" validate:"dive,min=2"`
		Mine  string            `json:"-" xml:"-" validate:"required"`
		Other int               `json:"other" xml:"o,attr" validate:"gtfield=Page"`
		Keys  map[string]int    `json:"keys" xml:"-" validate:"dive,keys,min=3,endkeys"`
	}
	value := order{Tags: []string{"x"}, By: map[string]string{"k": "x"}, Other: -1, Keys: map[string]int{"ab": 1}}
	for contentType, want := range map[string][]string{
		"application/json": {"de: p required ", "de: tags[0] min 2", "de: by[k] min 2", "de:  required ", "de: other gtfield p", "each key must be at least 3 characters long"},
		"application/xml":  {"de: p required ", "de: tag-list[1] min 2", "de: By min 2", "de:  required ", "de: o gtfield p", "each key must be at least 3 characters long"},
	} {
		e := forRequest(t, v, value, "/", "Accept-Language", "de", "Content-Type", contentType)
		var got []string
		for _, f := range e.Fields {
			got = append(got, f.Detail)
		}
		if !slices.Equal(got, want) {
			t.Errorf("%s:\ngot  %q\nwant %q", contentType, got, want)
		}
	}
}

func headerOf(t *testing.T, err error) http.Header {
	t.Helper()
	h := http.Header{}
	if e, ok := err.(interface{ StatusCode() int }); !ok || e.StatusCode() != 422 {
		t.Fatalf("got %v", err)
	}
	w := httptest.NewRecorder()
	if err := writer.Write(w, httptest.NewRequest("POST", "/", nil), err); err != nil {
		t.Fatal(err)
	}
	for _, name := range []string{"Content-Language", "Vary"} {
		for _, value := range w.Header().Values(name) {
			for field := range strings.SplitSeq(value, ",") {
				if field = strings.TrimSpace(field); !strings.HasPrefix(field, "Accept") || field == "Accept-Language" {
					h.Add(name, field)
				}
			}
		}
	}
	return h
}
