package guide_test

import (
	"bytes"
	"fmt"
	"regexp"
	"strconv"
	"strings"
	"sync"
	"testing"

	"github.com/yuin/goldmark"
	"github.com/yuin/goldmark/ast"
	"github.com/yuin/goldmark/extension"
	extensionast "github.com/yuin/goldmark/extension/ast"
	"github.com/yuin/goldmark/text"

	"github.com/seed-86b940f4/demur/apierror"
	"github.com/seed-86b940f4/demur/guide"
	"github.com/seed-86b940f4/demur/ratelimit"
)

func TestMarkdownIsTheGoldenFile(t *testing.T) {
	t.Parallel()
	golden(t, "guide.md", paymentsGuide(t).Markdown())
}

// outline is what a reader of Markdown sees of a document.
type outline struct {
	headings []string // with their level
	tables   int
	rows     int
	code     map[string][]string // by language
	html     []string
	text     string // all of it
}

var markdownReader = goldmark.New(goldmark.WithExtensions(extension.GFM))

func outlineOf(t testing.TB, source []byte) outline {
	t.Helper()
	o := outline{code: map[string][]string{}}
	var all strings.Builder
	words := func(n ast.Node) string {
		var b strings.Builder
		_ = ast.Walk(n, func(n ast.Node, entering bool) (ast.WalkStatus, error) {
			if n, ok := n.(*ast.Text); ok && entering {
				b.Write(n.Segment.Value(source))
			}
			return ast.WalkContinue, nil
		})
		return b.String()
	}
	err := ast.Walk(markdownReader.Parser().Parse(text.NewReader(source)), func(n ast.Node, entering bool) (ast.WalkStatus, error) {
		if !entering {
			return ast.WalkContinue, nil
		}
		switch n := n.(type) {
		case *ast.Heading:
			o.headings = append(o.headings, strconv.Itoa(n.Level)+" "+words(n))
		case *extensionast.Table:
			o.tables++
		case *extensionast.TableRow:
			o.rows++
		case *ast.FencedCodeBlock:
			language := string(n.Language(source))
			o.code[language] = append(o.code[language], string(n.Lines().Value(source)))
		case *ast.RawHTML:
			o.html = append(o.html, string(n.Segments.Value(source)))
		case *ast.HTMLBlock:
			o.html = append(o.html, string(n.Lines().Value(source)))
		case *ast.Text:
			all.Write(n.Segment.Value(source))
			all.WriteByte('\n')
		}
		return ast.WalkContinue, nil
	})
	if err != nil {
		t.Fatal(err)
	}
	o.text = all.String()
	return o
}

// level returns the headings of a level.
func (o *outline) level(n int) (some []string) {
	for _, h := range o.headings {
		if strings.HasPrefix(h, strconv.Itoa(n)+" ") {
			some = append(some, h[2:])
		}
	}
	return some
}

func TestMarkdownHasTheWholePage(t *testing.T) {
	t.Parallel()
	g := paymentsGuide(t)
	o := outlineOf(t, g.Markdown())
	want := []string{"Formats", "The document", "Success", "Errors", "Fields of a 400", "Fields of a 422", "Quota"}
	if got := o.level(2); fmt.Sprint(got) != fmt.Sprint(want) {
		t.Errorf("sections %q, want %q", got, want)
	}
	entries := len(payments().Statuses) + len(payments().Kinds) + 1 // and 429, for its quota
	if n := len(o.level(4)); n != entries {
		t.Errorf("%d entries, want %d", n, entries)
	}
	if len(o.code["json"]) != entries || len(o.code["xml"]) != entries || len(o.html) != 2*entries {
		t.Errorf("%d samples in JSON, %d in XML and %d tags, want %d, %[4]d and twice that", len(o.code["json"]), len(o.code["xml"]), len(o.html), entries)
	}
	anchors := map[string]bool{}
	for _, a := range regexp.MustCompile(`<a id="([a-z0-9_]+)"></a>`).FindAllSubmatch(g.Markdown(), -1) {
		anchors[string(a[1])] = true
	}
	links := regexp.MustCompile("`\\]\\(#([^)]*)\\)").FindAllSubmatch(g.Markdown(), -1)
	for _, link := range links {
		if !anchors[string(link[1])] {
			t.Errorf("a link to #%s, which there is not", link[1])
		}
	}
	if len(links) != entries || len(anchors) != entries {
		t.Errorf("%d links and %d anchors, want %d", len(links), len(anchors), entries)
	}
}

// The samples are those that clients get, with other white space alone.
func TestMarkdownSamplesAreThoseOfTheEncoders(t *testing.T) {
	t.Parallel()
	o := outlineOf(t, paymentsGuide(t).Markdown())
	for i, sample := range o.code["json"] {
		status := statusIn(t, sample)
		fromJSON, fromXML := decodeSample(t, "application/json", sample, status), decodeSample(t, "application/xml", o.code["xml"][i], status)
		if fromJSON.Code != fromXML.Code || fromJSON.Detail != fromXML.Detail || fromJSON.Type != fromXML.Type || len(fromJSON.Fields) != len(fromXML.Fields) || fromJSON.Code == "" {
			t.Errorf("%s\nand\n%s\ndiffer", sample, o.code["xml"][i])
		}
	}
}

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

// The page in HTML and the one in Markdown use the same words.
func TestMarkdownSaysWhatThePageInHTMLSays(t *testing.T) {
	t.Parallel()
	g := paymentsGuide(t)
	plain := func(s string) string {
		s = strings.NewReplacer("\n", " ", "\u00a0", " ").Replace(unescape(s))
		return strings.Join(strings.Fields(s), " ")
	}
	var rendered bytes.Buffer
	if err := markdownReader.Convert(g.Markdown(), &rendered); err != nil {
		t.Fatal(err)
	}
	markdown := plain(rendered.String())
	n := 0
	for _, found := range regexp.MustCompile(`(?s)<(p|dt|dd|td|h2)(?: [^>]*)?>(.*?)</(?:p|dt|dd|td|h2)>`).FindAllSubmatch(g.HTML(), -1) {
		said := plain(string(found[2]))
		if strings.HasPrefix(said, "Made from the errors") || strings.HasPrefix(said, "When nothing is left") || strings.HasPrefix(said, "Contact: ") || said == "Header fields" {
			continue
		}
		if name, rest, ok := strings.Cut(said, ": "); ok && string(found[1]) == "dd" { // a header field and its value
			said = name
			markdown += " " // what it says is in a cell of its own
			for _, word := range strings.Fields(rest) {
				if !strings.Contains(markdown, word) {
					t.Errorf("Markdown lacks %q of %s", word, name)
				}
			}
		}
		n++
		if !strings.Contains(markdown, said) {
			t.Errorf("Markdown lacks %q", said)
		}
	}
	if n < 100 {
		t.Errorf("only %d places were looked at", n)
	}
}

// What the author wrote in Markdown is not changed where nothing asks for it.
func TestMarkdownKeepsTheMarkdownOfTheAuthor(t *testing.T) {
	t.Parallel()
	for doc, want := range map[string]string{
		"A *word*, `<code>` and <https://example.com>.":     "",
		"- a\n- b\n\n  ```go\n  x < y\n  ```":               "",
		"| a | b |\n|---|---|\n| `<c>` | d |":               "",
		"1 < 2 && 3 > 2":                                    "",
		"# One\n\ntext\n\n## Two ##":                        "##### One\n\ntext\n\n###### Two ##",
		"One\n===\ntext\n\nTwo\nlines\n  ---\nmore":         "##### One\n\ntext\n\n###### Two lines\n\n  \nmore",
		"> Quoted\n> ---\n> x":                              "> ###### Quoted\n> \n> x",
		"C #\n===":                                          "##### C # #\n",
		"<b>bold</b> `<b>`":                                 "&lt;b>bold&lt;/b> `<b>`",
		"<div>\n# not a heading\n</div>":                    "&lt;div>\n##### not a heading\n&lt;/div>",
		"```\nopen":                                         "```\nopen\n```",
		"~~~\nopen\n```":                                    "~~~\nopen\n```\n~~~",
		"````\n```\nopen":                                   "````\n```\nopen\n````",
		"\r\n\r\n    code\r\nA line\r\nand one\r\r\nmore\n": "    code\nA line\nand one\n\nmore",
	} {
		if want == "" {
			want = doc
		}
		cfg := guide.Config{Title: "T", Kinds: []apierror.Kind{{Status: apierror.Conflict, Code: "hostile", Doc: doc}}}
		got := string(newGuide(t, cfg).Markdown())
		if !strings.Contains(got, "`hostile`: Conflict\n\n"+want+"\n\nType: ") {
			got, _, _ = strings.Cut(got[strings.Index(got, "`hostile`: Conflict"):], "```json")
			t.Errorf("%q:\n%s\nwant\n%s", doc, got, want)
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
