package guide_test

import (
	"bytes"
	"fmt"
	"regexp"
	"strings"
	"sync"
	"testing"

	"github.com/yuin/goldmark"
	"github.com/yuin/goldmark/extension"

	"github.com/seed-86b940f4/demur/apierror"
	"github.com/seed-86b940f4/demur/guide"
	"github.com/seed-86b940f4/demur/ratelimit"
)

// breaking are texts that would break a document if they were copied into it.
var breaking = map[string]string{
	"markup":           `<script>alert("1")</script><h1>x</h1><!-- `,
	"end of CDATA":     `]]> <![CDATA[ ]]&gt; <?php `,
	"controls":         "a\x00b\x01c\x1bd\x7fe\u0085f\u2028g\u2029h\ufffei",
	"lines":            "one\ntwo\r\n# three\n\n| a | b |\n|---|---|\n\n- list\n\n    code\n\n***\n",
	"headings":         "# one\n\n## two ##\n\nthree\n===\n\nfour\nlines #\n---\n\n> # five\n> six\n> ---\n\n- # seven\n\n#\n\n###### eight",
	"open fence":       "```\nnever closed",
	"open tildes":      "text\n\n~~~~ html\n```\n<b>never closed",
	"a long fence":     "``````` `` ` ```` \n`````````\nopen",
	"HTML in HTML":     "<div>\n```\n<script>\n```\n</div>\n<pre>\n\n<style>\n\n<b title=\"`<i>`\">`<u>` <a\nhref='x'>",
	"code with markup": "`<b>` and\n\n```html\n<p>\n```\n\n    <i>",
	"links":            "[x](javascript:alert(1)) ![y](https://example.com/z.png) [a]: /u\n\n[b]: /v\n[bad_request]: https://evil.example\n\n<https://example.com/>",
	"pipes":            `a|b \| c \\| d`,
	"Markdown marks":   "*a* _b_ __c__ ~~d~~ `e` \\f &amp; &#60; ![g](h) [i] 1. + - #j x_y_z",
	"right to left":    "\u202eמשהו\u202c عربي",
	"not UTF-8":        "a\xffb\xc0\xafc\xed\xa0\x80",
	"YAML":             "no: &x *y !z 1e3 'a' \"b\" {c} %d",
	"long":             strings.Repeat("<a>[`*_|\n#", 10<<10),
	"white space":      " \t\n ",
	"backslashes":      strings.Repeat(`\`, 99),
	"placeholder":      "{param} {{.}} ${x}",
	"reference":        "[open\n\n[x]: /a 'title",
}

// withText has a text in each place for one.
func withText(text string) guide.Config {
	title := text
	if strings.TrimSpace(title) == "" {
		title = "T" + title
	}
	kind := apierror.Kind{Status: apierror.Conflict, Code: "hostile", Title: text, Type: "https://example.com/*a*_b_(c)'d'!", Doc: text}
	return guide.Config{
		Title:       title,
		Version:     text,
		Description: text,
		Contact:     guide.Contact{Name: text},
		Kinds:       []apierror.Kind{kind, {Status: apierror.Gone, Code: "calm", Title: "Calm", Doc: "Calm."}},
		Statuses:    []apierror.Status{apierror.BadRequest, apierror.Unauthorized},
		Samples:     []*apierror.Error{kind.New(text).With("extra", text).With("list", []string{text, "```"})},
		Policies:    []ratelimit.Policy{{Name: "a|b`c", Quota: 5, Window: ratelimit.Hourly(1).Window}},
		FieldCodes:  map[string]string{text: text, "len=3|hexcolor": "must be {param}"},
		Challenge:   "Bearer",
	}
}

// broken are guides with the texts of breaking.
var broken = sync.OnceValue(func() map[string]made {
	all := map[string]made{}
	for name, text := range breaking {
		all[name] = makeOnce(withText(text))
	}
	return all
})

func TestMarkdownKeepsItsFormWhateverTheTexts(t *testing.T) {
	t.Parallel()
	calm := outlineOf(t, newGuide(t, withText("calm")).Markdown())
	for name := range breaking {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			source := broken()[name].guide(t).Markdown()
			o := outlineOf(t, source)
			if len(o.level(1)) != 1 {
				t.Errorf("titles %q", o.level(1))
			}
			for _, level := range []int{2, 3, 4} {
				got, want := o.level(level), calm.level(level)
				if level < 4 && len(got) >= len(want) && level+1 <= 4 { // the description may have sections of its own
					got = got[len(got)-len(want):]
				}
				if level < 4 && fmt.Sprint(got) != fmt.Sprint(want) || level == 4 && countEntries(got) != len(want) {
					t.Errorf("level %d: %q, want %q", level, got, want)
				}
			}
			for _, tag := range o.html {
				if !regexp.MustCompile(`^(<a id="[a-z_]+">|</a>)$`).MatchString(tag) {
					t.Errorf("raw HTML %q", tag)
				}
			}
			if len(o.html) != len(calm.html) {
				t.Errorf("%d tags, want %d", len(o.html), len(calm.html))
			}
			for _, language := range []string{"json", "xml"} {
				if got, want := len(o.code[language]), len(calm.code[language]); got != want {
					t.Errorf("%d samples in %s, want %d", got, language, want)
				}
			}
			if bytes.ContainsAny(source, "\x00\x01\x1b\r") || !bytes.Equal(source, bytes.ToValidUTF8(source, nil)) {
				t.Error("control characters or invalid UTF-8")
			}
			if !strings.Contains(o.text, "Calm.") {
				t.Error("what follows is not text any more")
			}
			var html bytes.Buffer
			if err := markdownReader.Convert(source, &html); err != nil || bytes.Contains(html.Bytes(), []byte("<script")) {
				t.Errorf("%v, or a script", err)
			}
		})
	}
}

// countEntries counts the headings of entries, which begin with their code.
func countEntries(headings []string) (n int) {
	for _, h := range headings {
		if regexp.MustCompile(`^(hostile|calm|bad_request|unauthorized|too_many_requests): `).MatchString(h + " ") {
			n++
		}
	}
	return n
}

// Plain texts are read as they were written, with white space in place of line breaks.
func TestMarkdownSaysTheTextsAsTheyAre(t *testing.T) {
	t.Parallel()
	for name, text := range breaking {
		if name == "white space" {
			continue
		}
		cfg := guide.Config{Title: "T", Kinds: []apierror.Kind{{Status: apierror.Conflict, Code: "hostile", Title: text}}}
		var html bytes.Buffer
		if err := goldmark.New(goldmark.WithExtensions(extension.Table)).Convert(newGuide(t, cfg).Markdown(), &html); err != nil {
			t.Fatal(err)
		}
		want := strings.Join(strings.Fields(cleaned(text)), " ")
		for place, form := range map[string]string{"heading": `(?s)<h4[^>]*><code>hostile</code>:(.*?)</h4>`, "table": `(?s)#hostile"><code>hostile</code></a></td>\s*<td>(.*?)</td>`} {
			found := regexp.MustCompile(form).FindSubmatch(html.Bytes())
			if found == nil {
				t.Errorf("%s: no %s", name, place)
				continue
			}
			if got := strings.Join(strings.Fields(unescape(string(found[1]))), " "); got != want {
				t.Errorf("%s: %s\n got %.300q\nwant %.300q", name, place, got, want)
			}
		}
	}
}

// FuzzMarkdown asks that no Doc reaches beyond its place.
func FuzzMarkdown(f *testing.F) {
	for _, text := range breaking {
		if len(text) < 1<<10 {
			f.Add(text)
		}
	}
	f.Fuzz(func(t *testing.T, doc string) {
		cfg := guide.Config{Title: "T", Description: doc, Kinds: []apierror.Kind{{Status: apierror.Conflict, Code: "hostile", Title: "Title" + doc, Doc: doc}, {Status: apierror.Gone, Code: "calm"}}}
		source := newGuide(t, cfg).Markdown()
		o := outlineOf(t, source)
		if len(o.code["xml"]) < 2 || len(o.level(1)) != 1 || len(o.html) != 4 || !strings.HasPrefix(strings.Join(o.level(4), "\n"), "hostile: Title") && len(o.level(4)) < 2 {
			t.Errorf("%q\n%s", o.headings, source)
		}
		sections := o.level(2)
		if n := len(sections); n < 4 || sections[n-1] != "Fields of a 400" || sections[n-2] != "Errors" {
			t.Errorf("sections %q\n%s", sections, source)
		}
	})
}
