package guide_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"html"
	"regexp"
	"strings"
	"testing"

	"github.com/seed-86b940f4/demur/guide"
)

func TestPage(t *testing.T) {
	t.Parallel()
	golden(t, "guide.html", paymentsGuide(t).HTML())
}

type guideJSON struct {
	Errors []struct {
		Code       string
		SampleJSON json.RawMessage `json:"sample_json"`
		SampleXML  string          `json:"sample_xml"`
	}
}

func dataOf(t *testing.T, g *guide.Guide) (data guideJSON) {
	t.Helper()
	if err := json.Unmarshal(g.JSON(), &data); err != nil {
		t.Fatal(err)
	}
	return data
}

func codesOf(t *testing.T, g *guide.Guide) (codes []string) {
	for _, e := range dataOf(t, g).Errors {
		codes = append(codes, e.Code)
	}
	return codes
}

func between(s, from, to string) string {
	_, s, _ = strings.Cut(s, from)
	s, _, _ = strings.Cut(s, to)
	return s
}

var anyTag = regexp.MustCompile(`<[^>]*>`)

// The samples are cut and indented for reading, and say each word that is sent.
func TestPageShowsWhatIsSent(t *testing.T) {
	t.Parallel()
	space := regexp.MustCompile(`>\s+<`)
	for _, name := range []string{"payments", "attacked", "hostile"} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			g := guides()[name].guide(t)
			page := string(g.HTML())
			for _, e := range dataOf(t, g).Errors {
				_, place, _ := strings.Cut(page, ` id="`+e.Code+`">`)
				shown := func(class string) string {
					sample := between(place, `<pre class="`+class+`" dir="ltr"><code>`, "</code></pre>")
					return html.UnescapeString(anyTag.ReplaceAllString(sample, ""))
				}
				marked := regexp.MustCompile(`<span class="([a-z]+)">([^<]*)</span>`).FindAllStringSubmatch(between(place, `<pre class="json"`, "</pre>"), -1)
				for _, m := range marked {
					if text := html.UnescapeString(m[2]); !json.Valid([]byte(text)) || text[0] != '"' {
						t.Errorf("%s: no %s: %.100q", e.Code, m[1], text)
					}
				}
				if len(marked) < 8 {
					t.Errorf("%s: %d names and values are marked", e.Code, len(marked))
				}
				var got, want bytes.Buffer
				if err := json.Compact(&got, []byte(shown("json"))); err != nil {
					t.Fatalf("%s: %v", e.Code, err)
				}
				if err := json.Compact(&want, e.SampleJSON); err != nil {
					t.Fatal(err)
				}
				if got.String() != want.String() {
					t.Errorf("%s: JSON\n got %.1000s\nwant %.1000s", e.Code, &got, &want)
				}
				if got, want := space.ReplaceAllString(shown("xml"), "><"), space.ReplaceAllString(e.SampleXML, "><"); got != want {
					t.Errorf("%s: XML\n got %.1000s\nwant %.1000s", e.Code, got, want)
				}
			}
		})
	}
}

// What the guide has nothing to say of is not on the page.
func TestPageLeavesOutWhatThereIsNot(t *testing.T) {
	t.Parallel()
	page := string(newGuide(t, guide.Config{Title: "T", Successes: []int{}}).HTML())
	for _, id := range []string{"the-errors", "the-successes", "the-quota", "fields-422"} {
		if strings.Contains(page, id) {
			t.Errorf("there is %s", id)
		}
	}
	if strings.Contains(page, "Contact") {
		t.Error("there is a contact")
	}
	full := string(paymentsGuide(t).HTML())
	for _, id := range []string{"the-formats", "the-document", "the-errors", "the-successes", "the-quota", "fields-400", "fields-422", "status-402"} {
		if !strings.Contains(full, fmt.Sprintf(`<section id="%s">`, id)) && !strings.Contains(full, fmt.Sprintf(`<section class="status" id="%s">`, id)) {
			t.Errorf("there is no %s", id)
		}
	}
}
