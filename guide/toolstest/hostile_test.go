package toolstest_test

import (
	"slices"
	"strings"
	"testing"

	"github.com/seed-86b940f4/demur/apierror"
	"github.com/seed-86b940f4/demur/guide"
)

// Texts that break formats which are written by hand: traps of YAML, markup, characters
// that XML cannot hold, other directions, and long ones.
var hostile = []string{
	"no", "NO", "y", "null", "~", "1e3", "0x1f", "0o7", "1_000", "12:30:45", "2026-01-02", ".inf", ".nan", "<<", "=",
	"& anchor", "&a", "*a", "! tag", "!!binary", "% dir", "@at", "`tick", "- item", "? key", "key: value", "#comment", "x #comment",
	"|", ">", "|-\n  x", "'", "\"", "'a' \"b\"", "{a: b}", "[a, b]", "---", "...", " leading", "trailing ", "tab\there", "a\nb", "a\n\nb\n", "a\r\nb\rc", "\\",
	"<b>&amp;</b>", "]]>", "<![CDATA[x]]>", "<!-- x -->", "<?pi x?>", "</problem>", "&lt;", "&#0;", "{{.}}", "${x}", "$ref", "%s", "</script><script>alert(1)</script>",
	"\x00\x01\x1b[31m", "\x7f", "\u0085\u2028\u2029", "\uFEFFx", "\uFFFE", "\xff\xfe", "\u202eright\u202c", "שלום עולם", "日本語", "👩‍👩‍👧", "e\u0301",
}

// long is apart from the others, since kin-openapi writes all schemas for each answer.
var long = []string{strings.Repeat("long ", 20_000), strings.Repeat("<&]]>", 2_000)}

// attacked is a guide with these texts wherever there can be one.
func attacked(texts []string) guide.Config {
	cfg := guide.Config{Title: "API", Description: strings.Join(texts, "\n"), FieldCodes: map[string]string{}}
	for i, text := range texts {
		code := "kind_" + string(rune('a'+i/26)) + string(rune('a'+i%26))
		k := apierror.Kind{Status: apierror.Status(450 + i%40), Code: code, Title: text, Doc: text}
		cfg.Kinds = append(cfg.Kinds, k)
		cfg.Samples = append(cfg.Samples, k.New(text).With("note", text).
			WithField(apierror.FieldError{Pointer: "#/" + text, Code: text, Param: text, Detail: text}))
		cfg.FieldCodes[text] = text
	}
	return cfg
}

func TestHostileTextsBreakNoDocument(t *testing.T) {
	t.Parallel()
	for _, texts := range [][]string{hostile, long} {
		g := newGuide(t, attacked(texts))
		loads(t, "YAML", g.OpenAPI())
		loads(t, "JSON", g.OpenAPIJSON())
		check := newChecks(t, g)
		all := samples(t, g)
		if len(all) != len(texts) {
			t.Errorf("%d samples of %d Kinds", len(all), len(texts))
		}
		for _, s := range all {
			check.answer(s)
			check.answer(inXML(t, s))
		}
	}
}

// A title of the whole guide is a text of OpenAPI too.
func TestHostileTitlesBreakNoDocument(t *testing.T) {
	t.Parallel()
	for _, text := range slices.Concat(hostile, long) {
		if strings.TrimSpace(text) == "" {
			continue
		}
		g := newGuide(t, guide.Config{Title: text, Version: text, Contact: guide.Contact{Name: text}, Kinds: []apierror.Kind{
			{Status: apierror.Conflict, Code: "no", Title: "No"}, {Status: apierror.Conflict, Code: "null", Title: "Null"}, {Status: apierror.Conflict, Code: "y", Title: "Yes"},
		}})
		loads(t, text[:min(len(text), 40)]+" in YAML", g.OpenAPI())
		loads(t, text[:min(len(text), 40)]+" in JSON", g.OpenAPIJSON())
	}
}
