package guide_test

import (
	"bytes"
	"crypto/sha256"
	"encoding/base64"
	"errors"
	"html"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"reflect"
	"regexp"
	"strings"
	"sync"
	"testing"
	"time"
	"unicode/utf8"

	"github.com/seed-86b940f4/demur/apierror"
	"github.com/seed-86b940f4/demur/demurhttp"
	"github.com/seed-86b940f4/demur/guide"
)

var noFunds = apierror.Kind{Status: apierror.PaymentRequired, Code: "card_declined", Title: "Card declined"}

// withPage are those of a service that people meet too.
func withPage() []apierror.Format {
	return []apierror.Format{apierror.JSON{}, apierror.XML{}, guide.HTML{}}
}

func errorPage(t testing.TB, e *apierror.Error) string {
	t.Helper()
	page, err := guide.HTML{}.Append([]byte("kept"), e)
	if err != nil {
		t.Fatal(err)
	}
	rest, ok := strings.CutPrefix(string(page), "kept")
	if !ok {
		t.Fatalf("what was in dst is gone: %.40q", page)
	}
	return rest
}

// What clients send of their own accord, and what they get.
func TestPeopleGetAPageAndProgramsADocument(t *testing.T) {
	t.Parallel()
	const (
		page        = "text/html; charset=utf-8"
		json        = "application/json"
		xml         = "application/xml"
		ofChrome    = "text/html,application/xhtml+xml,application/xml;q=0.9,image/avif,image/webp,image/apng,*/*;q=0.8,application/signed-exchange;v=b3;q=0.7"
		ofFirefox   = "text/html,application/xhtml+xml,application/xml;q=0.9,image/avif,image/webp,image/png,image/svg+xml,*/*;q=0.8"
		ofSafari    = "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"
		ofLynx      = "text/html, text/plain, text/sgml, text/css, application/xhtml+xml, */*;q=0.01"
		ofJavaUntil = "text/html, image/gif, image/jpeg, *; q=.2, */*; q=.2"
	)
	problems := &apierror.Writer{Formats: withPage(), TypeBase: "/guide#"}
	if err := problems.Check(); err != nil {
		t.Fatal(err)
	}
	errors, err := demurhttp.Config{Formats: withPage(), TypeBase: "/guide#", Logger: slog.New(slog.DiscardHandler)}.Middleware()
	if err != nil {
		t.Fatal(err)
	}
	services := map[string]http.Handler{
		"Writer": http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			_ = problems.Write(w, r, noFunds.New("No."))
		}),
		"demurhttp": errors(demurhttp.HandlerFunc(func(http.ResponseWriter, *http.Request) error { return noFunds.New("No.") })),
	}
	for who, tc := range map[string]struct{ accept, contentType, want string }{
		"Chrome":                   {ofChrome, "", page},
		"Firefox":                  {ofFirefox, "", page},
		"Safari":                   {ofSafari, "", page},
		"Lynx":                     {ofLynx, "", page},
		"a form in Chrome":         {ofChrome, "application/x-www-form-urlencoded", page},
		"curl":                     {"*/*", "", json},
		"curl that sends XML":      {"*/*", "application/xml", xml},
		"fetch":                    {"*/*", "", json},
		"axios":                    {"application/json, text/plain, */*", "application/json", json},
		"jQuery that wants XML":    {"application/xml, text/xml, */*; q=0.01", "", xml},
		"jQuery that wants JSON":   {"application/json, text/javascript, */*; q=0.01", "", json},
		"net/http, Python, .NET":   {"", "", json},
		"RestTemplate of Spring":   {"application/json, application/*+json", "", json},
		"a feed reader":            {"application/rss+xml, application/xml;q=0.9", "", xml},
		"img in Chrome":            {"image/avif,image/webp,image/apng,image/svg+xml,image/*,*/*;q=0.8", "", json},
		"script in Firefox":        {"*/*", "", json},
		"text, whatever it is":     {"text/*", "", "text/json"},
		"who asks by name":         {"text/html", "", page},
		"who asks with a charset":  {"text/html;charset=UTF-8", "", page},
		"who asks for it last":     {"application/json, text/html;q=0.1", "", json},
		"who refuses it":           {"text/html;q=0, */*", "", json},
		"HttpURLConnection (Java)": {ofJavaUntil, "", page}, // it asks for it, as the documentation says
	} {
		for how, service := range services {
			r := httptest.NewRequest(http.MethodGet, "/payments/1", nil)
			for name, value := range map[string]string{"Accept": tc.accept, "Content-Type": tc.contentType} {
				if value != "" {
					r.Header.Set(name, value)
				}
			}
			w := httptest.NewRecorder()
			service.ServeHTTP(w, r)
			got := w.Body.String()
			if sent := w.Header().Get("Content-Type"); sent != tc.want || w.Code != 402 {
				t.Errorf("%s, %s: %d, %s; want %s", who, how, w.Code, sent, tc.want)
			}
			if isPage := strings.HasPrefix(got, "<!DOCTYPE html>"); isPage != (tc.want == page) || isPage && !strings.Contains(got, `href="/guide#card_declined"`) {
				t.Errorf("%s, %s: %s", who, how, got)
			}
		}
	}
}

// fullError has every member that a document knows.
func fullError() *apierror.Error {
	return noFunds.Wrap(errors.New("SECRET"), "The issuer refused the charge.\nAsk for another card.").
		WithType("https://api.example.com/guide#card_declined").WithInstance("/log/f3a1").
		WithField(apierror.FieldError{Pointer: "#/card/number", Code: "credit_card", Detail: "must be a card number"}).
		WithField(apierror.FieldError{XPath: "/payment/amount", Code: "gt", Param: "0"}).
		WithField(apierror.FieldError{In: "query", Name: "limit", Code: "max", Param: "100", Detail: "must be 100 at most"}).
		WithField(apierror.FieldError{}).
		With("decline_code", "insufficient_funds").With("balance", -12.5).With("retry", true).
		With("reset", time.Date(2026, 1, 2, 15, 0, 0, 0, time.UTC)).
		With("violated-policies", []string{"hour", "day"}).With("empty", "").
		With("request_id", "f3a1c2")
}

// errorPageText returns what a reader sees of a page, words parted by single spaces.
func errorPageText(page string) string {
	_, body, _ := strings.Cut(page, "<body>")
	for _, tag := range regexp.MustCompile(`<[^>]*>`).FindAllString(body, -1) {
		between := " "
		if strings.Contains(tag, "bdi") {
			between = ""
		}
		body = strings.Replace(body, tag, between, 1)
	}
	return strings.Join(strings.Fields(html.UnescapeString(body)), " ")
}

func TestTheErrorPageSaysWhatTheDocumentSays(t *testing.T) {
	t.Parallel()
	page := errorPage(t, fullError())
	got := errorPageText(page)
	const want = "Error 402 Card declined The issuer refused the charge. Ask for another card. " +
		"What is wrong #/card/number must be a card number /payment/amount gt 0 query limit must be 100 at most " +
		"Code card_declined Request ID f3a1c2 Quote this ID when you ask for help. Instance /log/f3a1 " +
		"Decline code insufficient_funds Balance -12.5 Retry true Reset 2026-01-02T15:00:00Z Violated policies hour, day " +
		"Read more about this error"
	if got != want {
		t.Errorf("got  %s\nwant %s", got, want)
	}
	for _, part := range []string{
		"<title>402 Card declined</title>",
		`href="https://api.example.com/guide#card_declined"`,
	} {
		if !strings.Contains(page, part) {
			t.Errorf("no %s in %s", part, page)
		}
	}
	if strings.Contains(page, "SECRET") {
		t.Error("the cause is told")
	}
}

// Little is said of an error of which little is known.
func TestTheErrorPageOfABareStatus(t *testing.T) {
	t.Parallel()
	const want = "Error 404 Not Found There is no resource with this identifier. Code not_found"
	if got := errorPageText(errorPage(t, apierror.NotFound.New(""))); got != want {
		t.Errorf("got  %s\nwant %s", got, want)
	}
}

// A browser goes to pages only.
func TestOnlyATypeThatIsAPageIsALink(t *testing.T) {
	t.Parallel()
	for uri, link := range map[string]bool{
		"https://api.example.com/guide#gone": true,
		"HTTP://api.example.com/guide":       true,
		"/guide#gone":                        true,
		"guide?of=gone&lang=en":              true,
		"//docs.example.com/gone":            true,
		"#gone":                              true,
		"urn:example:gone":                   false,
		"tag:example.com,2026:gone":          false,
		"javascript:alert(1)":                false,
		"JavaScript:alert(1)":                false,
		"javascript&colon;alert":             true, // a relative reference: nothing decodes it twice
		"data:text/html,<script>":            false,
		"mailto:help@example.com":            false,
		"vbscript:x":                         false,
	} {
		page := errorPage(t, apierror.Gone.New("").WithType(uri))
		at := regexp.MustCompile(`<a href="([^"]*)"`).FindStringSubmatch(page)
		if (at != nil) != link {
			t.Errorf("%s: link %v, want %t", uri, at, link)
			continue
		}
		if link && !strings.EqualFold(html.UnescapeString(at[1]), uri) {
			t.Errorf("%s: the link leads to %s", uri, at[1])
		}
	}
	for _, uri := range []string{"java\tscript:alert(1)", " javascript:alert(1)", "\x01javascript:alert(1)", "java\nscript:alert(1)"} {
		if page := errorPage(t, apierror.Gone.New("").WithType(uri)); strings.Contains(page, "<a ") && regexp.MustCompile(`(?i)href="\s*java\s*script`).MatchString(page) {
			t.Errorf("%q is a link: %s", uri, page)
		}
	}
}

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

// A text in another language than that of the page says so, for whoever hears it.
func TestTheErrorPageNamesTheLanguageOfItsTexts(t *testing.T) {
	t.Parallel()
	german := apierror.NotFound.New("Diese Zahlung gibt es nicht.").WithHeader("Content-Language", "de")
	if page := errorPage(t, german); !strings.Contains(page, ` lang="de">Diese Zahlung`) {
		t.Error(page)
	}
	for _, tag := range []string{"", "de, en", `"><script>`, "x"} {
		e := apierror.NotFound.New("").WithHeader("Content-Language", tag)
		if page := errorPage(t, e); strings.Count(page, "lang=") != 1 {
			t.Errorf("%q: %s", tag, page)
		}
	}
}

func BenchmarkErrorPage(b *testing.B) {
	e := fullError()
	b.ReportAllocs()
	var page []byte
	for b.Loop() {
		page, _ = guide.HTML{}.Append(page[:0], e)
	}
}
