package guide_test

import (
	"html"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/seed-86b940f4/demur/apierror"
	"github.com/seed-86b940f4/demur/guide"
)

// attack is text that does harm where it is not taken for text.
const attack = `<script>alert(1)</script><img src=x onerror="alert(1)">]]></style><!--` +
	"\u202Egnp.exe \u2067\u05D0\u05D1 \x00\x1b[31m\xff\uFFFE'\"`{{.Title}}"

// attacked is a guide whose texts are attacks.
func attacked() guide.Config {
	markdown := attack + "\n\n[run](javascript:alert(1)) ![x](https://elsewhere.example/x.png)\n\n" +
		"<div onclick=\"alert(1)\" style=\"position:fixed\">\n\n# No heading of the page\n\n| a |\n|--:|\n| " + attack + " |\n\n```\"><script>alert(1)</script>\n</code></pre>\n"
	cfg := payments()
	cfg.Title, cfg.Version, cfg.Description = "Hostile "+attack, attack, markdown
	cfg.Contact = guide.Contact{Name: attack, URL: `https://example.com/?q="onclick=alert(1)`}
	cfg.Challenge = `Bearer realm="<script>alert(1)</script>]]></style>"`
	long := strings.Repeat("x", 100_000)
	kinds := []apierror.Kind{
		{Status: apierror.Conflict, Code: "hostile", Title: attack, Doc: markdown},
		{Status: apierror.Conflict, Code: "typed", Title: "T", Type: `javascript:alert(1)`},
		{Status: apierror.Conflict, Code: "typed_elsewhere", Title: "T", Type: `https://example.com/'onmouseover='alert(1)`},
		{Status: apierror.Conflict, Code: "long", Title: long, Doc: long},
		{Status: apierror.Conflict, Code: "brackets", Title: "T", Doc: strings.Repeat("[", 50_000) + strings.Repeat("<a ", 20_000) + strings.Repeat("*_", 20_000)},
		{Status: apierror.Conflict, Code: "nested", Title: "T", Doc: strings.Repeat("> ", 500) + strings.Repeat("- ", 500) + "x"},
		{Status: apierror.Conflict, Code: strings.Repeat("code", 50), Title: "T"},
	}
	cfg.Kinds = append(cfg.Kinds, kinds...)
	cfg.Samples = append(cfg.Samples, kinds[0].New(attack).With("hostile_text", attack).
		WithField(apierror.FieldError{Pointer: attack, XPath: attack, Code: attack, Detail: attack}))
	cfg.FieldCodes["hostile"] = attack + " {param} " + attack
	cfg.FieldCodes[attack] = attack
	return cfg
}

// tag is a tag of a page as a browser sees it, if the page is as strict as it should be.
type tag struct {
	name       string
	end        bool
	attributes map[string]string
	rest       string // of the page, behind the tag
}

var (
	tagForm       = regexp.MustCompile(`^<(/?)([a-z][a-z0-9]*)((?: [a-z-]+(?:="[^"<>]*")?)*)>`)
	attributeForm = regexp.MustCompile(` ([a-z-]+)(?:="([^"]*)")?`)
	void          = []string{"meta", "input", "wbr", "hr", "br"}
)

// tags returns the tags of a page. The test fails if a "<" begins anything else, or if
// an element is not closed.
func tags(t *testing.T, page string) []tag {
	t.Helper()
	page, ok := strings.CutPrefix(page, "<!DOCTYPE html>\n")
	if !ok {
		t.Fatalf("the page begins with %.40q", page)
	}
	var all []tag
	var open []string
	for {
		at := strings.IndexByte(page, '<')
		if at < 0 {
			break
		}
		page = page[at:]
		m := tagForm.FindStringSubmatch(page)
		if m == nil {
			t.Fatalf("no tag: %.100q", page)
		}
		page = page[len(m[0]):]
		made := tag{name: m[2], end: m[1] != "", attributes: map[string]string{}, rest: page}
		for _, a := range attributeForm.FindAllStringSubmatch(m[3], -1) {
			made.attributes[a[1]] = html.UnescapeString(a[2])
		}
		all = append(all, made)
		switch {
		case slices.Contains(void, made.name):
		case !made.end:
			open = append(open, made.name)
		case len(open) == 0 || open[len(open)-1] != made.name:
			t.Fatalf("</%s> closes %v before %.100q", made.name, open, page)
		default:
			open = open[:len(open)-1]
		}
	}
	if len(open) > 0 {
		t.Fatalf("not closed: %v", open)
	}
	return all
}

// Whatever the texts are: no element and no attribute that could run, load or hide
// anything is on the page, and what the page has of its own is in order.
func TestPageIsSafeWhateverTheTextsAre(t *testing.T) {
	t.Parallel()
	elements := strings.Fields(`html head meta title style body a header fieldset legend label input nav ul li code main h1 h2 h3 h4 h5 h6 bdi
		p div section table thead tbody tr th td b dl dt dd span article pre wbr footer em strong del blockquote ol hr br`)
	attributes := strings.Fields(`lang charset name content class href type id checked aria-label dir scope role tabindex start align title`)
	for _, name := range []string{"payments", "attacked", "hostile", "little"} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			g := guides()[name].guide(t)
			page := string(g.HTML())
			if strings.ContainsFunc(page, func(r rune) bool { return r < ' ' && r != '\n' && r != '\t' && r != '\r' || r == '\uFFFE' }) {
				t.Error("there are control characters")
			}
			ids, links, styles, level := map[string]int{}, []string{}, 0, 0
			for i, tag := range tags(t, page) {
				if !slices.Contains(elements, tag.name) {
					t.Errorf("element %s before %.100q", tag.name, tag.rest)
				}
				if tag.end {
					continue
				}
				for a, value := range tag.attributes {
					if !slices.Contains(attributes, a) {
						t.Errorf("%s has the attribute %s", tag.name, a)
					}
					switch a {
					case "id":
						ids[value]++
					case "href":
						links = append(links, value)
					}
				}
				switch tag.name {
				case "style":
					styles++
				case "html":
					if i != 0 || tag.attributes["lang"] != "en" {
						t.Errorf("html is %v", tag)
					}
				case "h1", "h2", "h3", "h4", "h5", "h6":
					to := int(tag.name[1] - '0')
					if to > level+1 || to == 1 && level > 0 {
						t.Errorf("h%d comes behind h%d: %.100q", to, level, tag.rest)
					}
					level = to
				}
			}
			if styles != 1 || level == 0 {
				t.Errorf("%d style elements, the last heading is h%d", styles, level)
			}
			for id, n := range ids {
				if n > 1 {
					t.Errorf("id %s comes %d times", id, n)
				}
			}
			for _, code := range codesOf(t, g) {
				if ids[code] != 1 {
					t.Errorf("code %s is no id", code)
				}
				delete(ids, code)
			}
			for id := range ids {
				if !strings.Contains(id, "-") {
					t.Errorf("id %s could be a code", id)
				}
			}
			for _, link := range links {
				if id, ok := strings.CutPrefix(link, "#"); ok {
					if !strings.Contains(page, ` id="`+id+`"`) {
						t.Errorf("%s leads nowhere", link)
					}
				} else if !regexp.MustCompile(`^(https?://|mailto:)`).MatchString(link) {
					t.Errorf("there is a link to %q", link)
				}
			}
		})
	}
}

// Text that runs from right to left moves nothing that comes behind it.
func TestPageIsolatesTextFromRightToLeft(t *testing.T) {
	t.Parallel()
	const title, doc = "\u202E\u05E9\u05DC\u05D5\u05DD", "\u0645\u0631\u062D\u0628\u0627"
	cfg := guide.Config{Title: title, Description: doc, Kinds: []apierror.Kind{{Status: 409, Code: "rtl", Title: title, Doc: doc + "\n\n- " + doc + "\n\n## " + doc + "\n"}}}
	page := string(newGuide(t, cfg).HTML())
	_, body, _ := strings.Cut(page, "</style>")
	places := regexp.MustCompile(`(<[^<>]*>|.)("|&#34;)?`+title+`("|&#34;)?(</[a-z]+>|.)`).FindAllStringSubmatch(body, -1)
	if want := strings.Count(body, title); len(places) != want || want < 6 {
		t.Errorf("%d of %d places", len(places), want)
	}
	for _, m := range places {
		isolated := strings.HasPrefix(m[1], "<bdi") && m[4] == "</bdi>" || m[1] == `<span class="value">` && m[4] == "</span>"
		if !isolated {
			t.Errorf("a title stands in %q", m[0])
		}
	}
	if !strings.Contains(page, ".name { color: var(--link); unicode-bidi: isolate; }") || !strings.Contains(page, ".value { color: var(--value); unicode-bidi: isolate; }") {
		t.Error("the parts of samples are not isolated")
	}
	for _, want := range []string{`<p dir="auto">` + doc, `<li dir="auto">` + doc, `<h5 dir="auto">` + doc} {
		if !strings.Contains(body, want) {
			t.Errorf("there is no %s", want)
		}
	}
}
