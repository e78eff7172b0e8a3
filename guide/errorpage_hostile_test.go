package guide_test

import (
	"bytes"
	"crypto/sha256"
	"encoding/base64"
	"errors"
	"net/http"
	"reflect"
	"regexp"
	"strings"
	"sync"
	"testing"
	"unicode/utf8"

	"github.com/seed-86b940f4/demur/apierror"
	"github.com/seed-86b940f4/demur/guide"
)

var errorPageTexts = []string{
	`<script>alert(1)</script>`, `"><img src=x onerror=alert(1)>`, `' onmouseover='alert(1)`, `</title><script>alert(1)</script>`,
	`</style><script>alert(1)</script>`, `<!-- `, `]]>`, `{{.Status}}`, `&lt;b&gt;`, "a\x00b\x1b[31m\x7f\u0085", "\xff\xfe\xc0\x80", "\uFFFE\uFDD0",
	"\u202Egnp.exe\u202C", "\u2067abc", "שלום", strings.Repeat("x", 100_000), "\u2028\u2029",
}

func hostileError(s string) *apierror.Error {
	return (&apierror.Error{
		Status: apierror.UnprocessableEntity, Code: s, Title: s, Type: s, Detail: s, Instance: s, Err: errors.New("SECRET"),
		Header: http.Header{"Content-Language": {s}},
		Fields: []apierror.FieldError{{Pointer: s, XPath: s, In: s, Name: s, Code: s, Param: s, Detail: s}, {Code: s}},
	}).With("ext_name", s).With("list", []string{s, s}).With(s, s).With("request_id", s)
}

// Whatever the texts are, the page has the elements that it has otherwise.
func TestNothingHostileGetsIntoTheErrorPage(t *testing.T) {
	t.Parallel()
	tags := regexp.MustCompile(`<[^>]*>`)
	allowed := regexp.MustCompile(`^<(?:!DOCTYPE html|/?(?:html|head|body|title|style|main|h1|h2|p|ul|li|dl|dt|dd|code|bdi|span|a)|html lang="en"|meta [^<>]*|a href="[^"<>]*"|span class="(?:status|note)"|p class="(?:detail|more)" dir="auto"|p class="more"|p dir="auto"|code dir="ltr")>$`)
	for _, s := range errorPageTexts {
		page := errorPage(t, hostileError(s))
		for _, tag := range tags.FindAllString(page, -1) {
			if !allowed.MatchString(tag) {
				t.Errorf("%.40q: %.80s", s, tag)
			}
		}
		if strings.Contains(page, "SECRET") {
			t.Errorf("%.40q: the cause is told", s)
		}
		if !utf8.ValidString(page) {
			t.Errorf("%.40q: not UTF-8", s)
		}
		for _, r := range page {
			if r < ' ' && r != '\n' && r != '\t' && r != '\r' || r >= 0x7F && r < 0xA0 || r >= 0xFDD0 && r <= 0xFDEF || r&0xFFFE == 0xFFFE {
				t.Errorf("%.40q: has %U", s, r)
			}
		}
	}
}

// Each text stands in an element of its own direction, so that one that is written from
// right to left turns none of its neighbours.
func TestTextsOfTheErrorPageAreIsolated(t *testing.T) {
	t.Parallel()
	const mark = "\u202Emarked"
	page := errorPage(t, hostileError(mark))
	_, body, _ := strings.Cut(page, "<body>")
	found := 0
	for before, rest, ok := strings.Cut(body, mark); ok; before, rest, ok = strings.Cut(rest, mark) {
		found++
		at := strings.LastIndexByte(before, '<')
		if at < 0 { // twice in one element
			continue
		}
		tag := before[at:]
		if inner := strings.TrimPrefix(tag, "</span> "); !strings.HasPrefix(inner, "<bdi") && !strings.Contains(inner, `dir="`) {
			t.Errorf("behind %s", tag)
		}
	}
	if found < 10 {
		t.Errorf("found the text %d times only", found)
	}
}

func TestTheErrorPageIsTotal(t *testing.T) {
	t.Parallel()
	many := apierror.UnprocessableEntity.New("")
	many.Fields = make([]apierror.FieldError, 10_000)
	for i := range many.Fields {
		many.Fields[i] = apierror.FieldError{Pointer: "#/items/" + strings.Repeat("9", i%50), Detail: "must be less"}
	}
	for name, e := range map[string]*apierror.Error{
		"nil": nil, "zero": {}, "no error": {Status: 200, Detail: "SECRET"}, "negative": {Status: -1, Title: "SECRET"},
		"unknown": {Status: 599}, "an empty field": {Status: 422, Fields: []apierror.FieldError{{}}}, "many fields": many,
	} {
		page := errorPage(t, e)
		if !strings.HasSuffix(page, "</html>\n") || strings.Contains(page, "SECRET") {
			t.Errorf("%s: …%s", name, page[max(0, len(page)-200):])
		}
		if bare := e == nil || e.Status < 400; bare != strings.Contains(page, "Error 500") {
			t.Errorf("%s: %s", name, errorPageText(page))
		}
	}
}

// Many requests may share an error.
func TestTheErrorPageChangesNothing(t *testing.T) {
	t.Parallel()
	e, same := fullError(), fullError()
	first := errorPage(t, e)
	var wg sync.WaitGroup
	for range 4 {
		wg.Go(func() {
			for range 20 {
				if again, err := (guide.HTML{}).Append(nil, e); err != nil || string(again) != first {
					t.Errorf("another page: %v", err)
					return
				}
			}
		})
	}
	wg.Wait()
	e.Err, same.Err = nil, nil
	if !reflect.DeepEqual(e, same) {
		t.Error("the error is another")
	}
	room := append(make([]byte, 0, 1<<16), "kept"...)
	page, err := guide.HTML{}.Append(room, e)
	if err != nil || &page[0] != &room[0] || !bytes.HasPrefix(page, []byte("kept")) {
		t.Errorf("room in dst is not used: %v", err)
	}
	list := guide.HTML{}.MediaTypes()
	list[0] = "text/evil"
	if (guide.HTML{}).MediaTypes()[0] == list[0] {
		t.Error("a caller changed the types")
	}
}

// A Format has no header fields, so the policy stands in the page.
func TestTheErrorPageMayDoNothingButShow(t *testing.T) {
	t.Parallel()
	page := errorPage(t, fullError())
	policy := regexp.MustCompile(`<meta http-equiv="Content-Security-Policy" content="([^"]*)">`).FindStringSubmatch(page)
	style := regexp.MustCompile(`(?s)<style>(.*)</style>`).FindStringSubmatch(page)
	if policy == nil || style == nil || strings.Index(page, policy[0]) > strings.Index(page, style[0]) {
		t.Fatalf("policy %q before style: %s", policy, page)
	}
	sum := sha256.Sum256([]byte(style[1]))
	want := "default-src 'none'; style-src 'sha256-" + base64.StdEncoding.EncodeToString(sum[:]) + "'; base-uri 'none'; form-action 'none'"
	if policy[1] != want {
		t.Errorf("policy %s\nwant   %s", policy[1], want)
	}
	for _, bad := range []string{"<script", " style=", " on", "url(", "@import", "ZgotmplZ"} {
		if strings.Contains(page, bad) {
			t.Errorf("the page has %q", bad)
		}
	}
	if charset := strings.Index(page, `<meta charset="utf-8">`); charset < 0 || charset > 1024-22 {
		t.Errorf("the charset stands at %d", charset)
	}
	for _, part := range []string{`<html lang="en">`, `<meta name="viewport" content="width=device-width, initial-scale=1">`, `<meta name="robots" content="noindex">`} {
		if !strings.Contains(page, part) {
			t.Errorf("no %s", part)
		}
	}
	if n := strings.Count(page, "<h1"); n != 1 {
		t.Errorf("%d h1", n)
	}
}
