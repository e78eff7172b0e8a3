package guide_test

import (
	"bytes"
	"fmt"
	"regexp"
	"strconv"
	"strings"
	"testing"

	"github.com/yuin/goldmark"
	"github.com/yuin/goldmark/ast"
	"github.com/yuin/goldmark/extension"
	extensionast "github.com/yuin/goldmark/extension/ast"
	"github.com/yuin/goldmark/text"

	"github.com/seed-86b940f4/demur/apierror"
	"github.com/seed-86b940f4/demur/guide"
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
