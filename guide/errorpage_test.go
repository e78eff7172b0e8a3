package guide_test

import (
	"errors"
	"html"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"regexp"
	"strings"
	"testing"
	"time"

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
