package guide_test

import (
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/seed-86b940f4/demur/apierror"
	"github.com/seed-86b940f4/demur/guide"
	"github.com/seed-86b940f4/demur/ratelimit"
)

// wrongConfig has each mistake that a configuration can have, and what is right between.
func wrongConfig() (cfg guide.Config, mistakes []string) {
	cfg = guide.Config{
		Title:     " \n",
		BaseURL:   "api.example.com",
		Path:      "guide",
		Contact:   guide.Contact{URL: "javascript:alert(1)", Email: "a@example.com\r\nBcc: b@example.com"},
		Successes: []int{200, 199, 400, 204},
		Statuses:  []apierror.Status{apierror.NotFound, 600, 200, apierror.NotFound, apierror.PaymentRequired},
		Kinds: []apierror.Kind{
			{Status: apierror.Conflict, Code: "one"},
			{Status: apierror.Gone, Code: "one"},
			{Status: apierror.PaymentRequired},
			{Status: 399, Code: "low"},
			{Status: apierror.Conflict, Code: "Upper"},
			{Status: apierror.Conflict, Code: "0digit"},
			{Status: apierror.Conflict, Code: "with-hyphen"},
			{Status: apierror.Conflict, Code: "line\nbreak"},
			{Status: apierror.Conflict, Code: "fine_2", Type: "/errors/fine"},
			{Status: apierror.Conflict, Code: "typed", Type: "https://example.com/a b"},
		},
		Samples: []*apierror.Error{
			nil,
			apierror.NotFound.New("x"),
			apierror.Forbidden.New("x"),
			apierror.Kind{Status: apierror.Gone, Code: "fine_2"}.New("x"),
			apierror.NotFound.New("y"),
		},
		Policies: []ratelimit.Policy{ratelimit.Hourly(10), {Name: "none", Window: time.Hour}, {Name: "odd", Quota: 1, Window: 7 * time.Second}, ratelimit.Hourly(20)},
		Common:   []apierror.Status{apierror.NotFound, 418},

		Challenge:  "Bearer\r\nSet-Cookie: a=b",
		RetryAfter: -time.Second,
	}
	return cfg, []string{
		`the Config has no Title`,
		`BaseURL "api.example.com" is not of the form https://host or https://host/path`,
		`Path "guide" is not of the form /guide`,
		`Contact.URL "javascript:alert(1)" is no address of a page`,
		`Contact.Email "a@example.com\r\nBcc: b@example.com" is no e-mail address`,
		`success status 199 is not 200 to 399`,
		`success status 400 is not 200 to 399`,
		`kind 0 and kind 1 have the same code, "one"`,
		`kind 3 has status 399, which is not 400 to 599`,
		`kind 4 has code "Upper", which is not of the form [a-z][a-z0-9_]*`,
		`kind 5 has code "0digit", which`,
		`kind 6 has code "with-hyphen", which`,
		`kind 7 has code "line\nbreak", which`,
		`status 600 has status 600, which is not 400 to 599`,
		`status 200 has status 200, which is not 400 to 599`,
		`status 404 and status 404 have the same code, "not_found"`,
		`kind 2 and status 402 have the same code, "payment_required"`,
		`sample 0 is nil`,
		`sample 2 has code "forbidden", which no status and no Kind of the guide has`,
		`sample 3 has status 410, but kind 8 with its code, "fine_2", has 409`,
		`sample 1 and sample 4 have the same code, "not_found"`,
		`policy "none": ratelimit: quota 0`,
		`policy "odd": ratelimit: window 7s`,
		`two policies have the name "hourly"`,
		`kind 9 has type "https://example.com/a b", which is no URI reference`,
		`Challenge "Bearer\r\nSet-Cookie: a=b" cannot be sent`,
		`RetryAfter -1s is negative`,
		`common status 418 is none that the guide lists`,
	}
}

func TestNewNamesEveryMistakeTogether(t *testing.T) {
	t.Parallel()
	cfg, mistakes := wrongConfig()
	g, err := guide.New(cfg)
	if err == nil || g != nil {
		t.Fatalf("New returned %v, %v", g, err)
	}
	lines := strings.Split(err.Error(), "\n")
	for _, want := range mistakes {
		n := 0
		for _, line := range lines {
			if strings.HasPrefix(line, "guide: "+want) {
				n++
			}
		}
		if n != 1 {
			t.Errorf("%s: told %d times", want, n)
		}
	}
	if len(lines) != len(mistakes) {
		t.Errorf("%d mistakes, want %d:\n%v", len(lines), len(mistakes), err)
	}
}

func TestNewLooksAtEachAddress(t *testing.T) {
	t.Parallel()
	for name, tc := range map[string]struct {
		set         func(cfg *guide.Config, s string)
		right, rest []string
	}{
		"BaseURL": {
			func(cfg *guide.Config, s string) { cfg.BaseURL = s },
			[]string{"", "https://api.example.com", "http://localhost:8080", "https://example.com/v1", "https://[::1]:8443", "HTTPS://Example.com"},
			[]string{"example.com", "//example.com", "ftp://example.com", "https://", "https://:80", "https:///v1", "https://example.com/", "https://example.com/v1/", "https://example.com?a=b", "https://example.com?",
				"https://example.com#", "https://example.com#a", "https://user:secret@example.com", "https://example.com/a b", "https://example.com/\u00e9", "https://exa\nmple.com", "https://example.com/%zz", "javascript:alert(1)"},
		},
		"Path": {
			func(cfg *guide.Config, s string) { cfg.Path = s },
			[]string{"", "/guide", "/v1/docs/errors", "/guide.htm", "/a%20b"},
			[]string{"/", "guide", "//guide", "/guide/", "/a/../guide", "/a//b", "/guide?x", "/guide?", "/guide#x", "/guide#", "/a b", "/\u00e9", "/%zz", "/gui\nde", "https://example.com/guide"},
		},
		"Contact.URL": {
			func(cfg *guide.Config, s string) { cfg.Contact.URL = s },
			[]string{"", "https://example.com", "https://example.com/help?topic=errors#top"},
			[]string{"example.com", "mailto:a@example.com", "javascript:alert(1)", "https://", "https://example.com/\n", "/support"},
		},
		"Contact.Email": {
			func(cfg *guide.Config, s string) { cfg.Contact.Email = s },
			[]string{"", "api@example.com", "first.last+tag@example.com"},
			[]string{"api", "@example.com", "API <api@example.com>", "a@example.com, b@example.com", "a@example.com\n", "a@example.com?bcc=b@example.com, c", " a@example.com"},
		},
	} {
		for _, s := range tc.right {
			cfg := guide.Config{Title: "T"}
			tc.set(&cfg, s)
			if _, err := guide.New(cfg); err != nil {
				t.Errorf("%s %q: %v", name, s, err)
			}
		}
		for _, s := range tc.rest {
			cfg := guide.Config{Title: "T"}
			tc.set(&cfg, s)
			if _, err := guide.New(cfg); err == nil || !strings.HasPrefix(err.Error(), "guide: "+name+" ") || strings.Contains(err.Error(), "\n") {
				t.Errorf("%s %q: %v", name, s, err)
			}
		}
	}
}

// The last element of a path names a document, so the page would never be seen there.
func TestThePathOfThePageIsNotThatOfADocument(t *testing.T) {
	t.Parallel()
	for name := range paymentsGuide(t).Files() {
		cfg := guide.Config{Title: "T", Path: "/docs/" + name}
		if _, err := guide.New(cfg); err == nil || !strings.Contains(err.Error(), "name of a document") {
			t.Errorf("%s: %v", cfg.Path, err)
		}
	}
}

// All but the title has a default.
func TestTheZeroConfigWithATitleWorks(t *testing.T) {
	t.Parallel()
	g := newGuide(t, guide.Config{Title: "T"})
	if got := g.TypeBase(); got != "/guide#" {
		t.Errorf("TypeBase %q", got)
	}
	for name, document := range g.Files() {
		if len(document) == 0 {
			t.Errorf("%s is empty", name)
		}
	}
	o := outlineOf(t, g.Markdown())
	for _, want := range []string{"200 OK", "201 Created", "204 No Content", "Version 1."} {
		if !strings.Contains(string(g.Markdown()), want) {
			t.Errorf("the page does not say %q", want)
		}
	}
	if len(o.level(3)) > 0 {
		t.Errorf("statuses %q, and none is in use", o.level(3))
	}
	if res := ask(g, http.MethodGet, "/guide"); res.StatusCode != http.StatusOK {
		t.Errorf("status %d", res.StatusCode)
	}
}

// The guide does not change with what it was made of.
func TestTheConfigIsTheCallers(t *testing.T) {
	t.Parallel()
	cfg := payments()
	cfg.Policies = []ratelimit.Policy{{Quota: 5, Window: time.Minute}}
	statuses, kinds := len(cfg.Statuses), len(cfg.Kinds)
	g := newGuide(t, cfg)
	want := string(g.JSON())
	cfg.Statuses[0], cfg.Kinds[0].Title, cfg.FieldCodes["gt"], cfg.Successes[0] = 418, "changed", "changed", 299
	if got := string(g.JSON()); got != want || len(cfg.Statuses) != statuses || len(cfg.Kinds) != kinds {
		t.Error("the guide has changed, or the Config")
	}
	// A quota lists 429 once, also if the service has it already.
	cfg = payments()
	cfg.Statuses = append(cfg.Statuses, apierror.TooManyRequests)
	if n := strings.Count(string(newGuide(t, cfg).JSON()), `"code": "too_many_requests",`); n != 2 { // the entry and its sample
		t.Errorf("429 is there %d times", n)
	}
}
