package guide_test

import (
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"

	"github.com/seed-86b940f4/demur/apierror"
	"github.com/seed-86b940f4/demur/guide"
)

// hostileTexts break documents that are written by hand.
var hostileTexts = []string{
	"no", "NO", "y", "on", "null", "~", "1e3", "0x1f", "0o7", "017", "1_000", "12:30:45", "2026-01-02", ".inf", ".nan", "<<", "=", "true",
	"& anchor", "&a", "*a", "! tag", "!!tag", "!!binary aGk=", "% dir", "@at", "`tick", "- ", "- item", "? ", "? key", ": ", "key: value", "#comment", "x #comment",
	"|", ">", "|-\n  x", "'", "\"", "'a' \"b\"", "{a: b}", "[a, b]", "---", "...", " leading", "trailing ", "tab\there", "\ttab", "a\nb", "a\n\nb\n", "a \nb", "a\r\nb\rc", "\\",
	"<b>&amp;</b>", "]]>", "<![CDATA[x]]>", "<!-- x -->", "<?pi x?>", "</problem>", "</xs:documentation>", "&lt;", "&#0;", "{{.}}", "${x}", "$ref", "%s", "</script>",
	"```\nopen fence", "~~~", "| a | b |\n|---|---|", "* item", "# heading",
	"\x00\x01\x1b[31m", "\x7f", "\u0085\u2028\u2029", "\uFEFFx", "\uFFFE\uFFFF", "\xff\xfe", "\xed\xa0\x80", "\u202eright\u202c", "שלום עולם", "日本語", "👩‍👩‍👧", "e\u0301",
	strings.Repeat("long ", 20_000),
}

// hostile is a guide whose every text is one of them.
func hostile() guide.Config {
	cfg := guide.Config{Title: "API", Description: strings.Join(hostileTexts, "\n"), FieldCodes: map[string]string{}}
	for i, text := range hostileTexts {
		code := "kind_" + string(rune('a'+i/26)) + string(rune('a'+i%26))
		k := apierror.Kind{Status: apierror.Conflict, Code: code, Title: text, Doc: text}
		cfg.Kinds = append(cfg.Kinds, k)
		cfg.Samples = append(cfg.Samples, k.New(text).With("note", text).With("notes", []string{text}).
			WithField(apierror.FieldError{Pointer: "#/" + text, Code: text, Param: text, Detail: text}))
		cfg.FieldCodes[text] = text
	}
	for _, code := range []string{"no", "y", "null", "true", "e3", "problem", "on"} {
		cfg.Kinds = append(cfg.Kinds, apierror.Kind{Status: apierror.Gone, Code: code})
	}
	return cfg
}

// guides are guides whose documents differ.
var guides = sync.OnceValue(func() map[string]made {
	problemTypes, noHost := payments(), payments()
	problemTypes.ProblemTypes = true
	noHost.BaseURL, noHost.Path = "", "/docs/errors"
	all := map[string]made{
		"payments":           makeOnce(payments()),
		"hostile":            makeOnce(hostile()),
		"attacked":           makeOnce(attacked()),
		"little":             makeOnce(guide.Config{Title: "Little"}),
		"with problem types": makeOnce(problemTypes),
		"without a host":     makeOnce(noHost),
	}
	for _, text := range hostileTexts {
		if strings.TrimSpace(text) != "" {
			all["title "+text[:min(len(text), 20)]] = makeOnce(guide.Config{
				Title: text, Version: text, Contact: guide.Contact{Name: text}, Challenge: "Bearer", Statuses: []apierror.Status{apierror.Unauthorized},
			})
		}
	}
	return all
})

// answered returns the document of an error.
func answered(t testing.TB, problems *apierror.Writer, err error, accept string) []byte {
	t.Helper()
	r := httptest.NewRequest(http.MethodGet, "/", nil)
	r.Header.Set("Accept", accept)
	w := httptest.NewRecorder()
	if err := problems.Write(w, r, err); err != nil {
		t.Fatal(err)
	}
	return w.Body.Bytes()
}
