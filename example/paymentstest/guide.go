package paymentstest

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"net/url"
	"regexp"
	"strings"
	"testing"

	"github.com/seed-86b940f4/demur/apierror"
	"github.com/seed-86b940f4/demur/example/payments"
	"github.com/seed-86b940f4/demur/example/walkthrough"
	"github.com/seed-86b940f4/demur/guide"
)

// inBrowser is what Chrome asks for.
var inBrowser = walkthrough.Format{Accept: "text/html,application/xhtml+xml,application/xml;q=0.9,image/avif,image/webp,image/apng,*/*;q=0.8"}

func (u suite) guideIsForEveryone(t *testing.T) {
	s := u.start(t)
	fromCurl := walkthrough.Format{Accept: "*/*"}
	for name, tc := range map[string]struct {
		path      string
		format    walkthrough.Format
		mediaType string
		body      []byte
	}{
		"browser":            {walkthrough.GuidePath, inBrowser, "text/html; charset=utf-8", s.guide.HTML()},
		"curl":               {walkthrough.GuidePath, fromCurl, "application/json", s.guide.JSON()},
		"XML":                {walkthrough.GuidePath, walkthrough.SpeaksXML, "application/xml", s.guide.XML()},
		"Markdown":           {walkthrough.GuidePath, walkthrough.Format{Accept: "text/markdown"}, "text/markdown; charset=utf-8", s.guide.Markdown()},
		"OpenAPI":            {walkthrough.OpenAPIPath, fromCurl, "application/yaml", s.guide.OpenAPI()},
		"OpenAPI in browser": {walkthrough.OpenAPIPath, inBrowser, "application/yaml", s.guide.OpenAPI()},
	} {
		for _, method := range []string{http.MethodGet, http.MethodHead} {
			res, body := s.send(t, walkthrough.Call{Method: method, Path: tc.path}, tc.format)
			if got := res.Header.Get("Content-Type"); res.StatusCode != http.StatusOK || got != tc.mediaType || res.ContentLength != int64(len(tc.body)) {
				t.Errorf("%s: %s got %d as %q with %d bytes, want %q with %d", name, method, res.StatusCode, got, res.ContentLength, tc.mediaType, len(tc.body))
			}
			if method == http.MethodGet && !bytes.Equal(body, tc.body) {
				t.Errorf("%s: it is not that of the guide:\n%s", name, body)
			}
		}
	}
}

var (
	ids   = regexp.MustCompile(`\sid="?([^"\s>]+)`)
	hrefs = regexp.MustCompile(`\shref="?([^"\s>]+)`)
)

// leads reports whether an address that an answer to a request gave leads to an element of
// the guide, as a browser follows it. RFC 9457 section 3.1.1 has the rule for types.
func (s *running) leads(t *testing.T, from *url.URL, address string) bool {
	t.Helper()
	to, err := from.Parse(address)
	if err != nil || to.Fragment == "" || to.Host != from.Host { // no test asks other hosts
		return false
	}
	req, err := http.NewRequest(http.MethodGet, to.String(), nil)
	if err != nil {
		t.Fatal(err)
	}
	req.Header.Set("Accept", inBrowser.Accept)
	res, err := http.DefaultClient.Do(req)
	if err != nil {
		t.Fatal(err)
	}
	defer res.Body.Close()
	page, err := io.ReadAll(res.Body)
	if err != nil {
		t.Fatal(err)
	}
	for _, id := range ids.FindAllSubmatch(page, -1) {
		if string(id[1]) == to.Fragment {
			return res.StatusCode == http.StatusOK
		}
	}
	return false
}

// Every error says where the guide tells about it, to programs and to people.
func (u suite) everyErrorLeadsToTheGuide(t *testing.T) {
	awayFromTheFullHour(t)
	s := u.start(t)
	for _, r := range append(walkthrough.Table(), others()...) {
		for _, b := range r.Before {
			s.step(t, b)
		}
		if r.Status >= 400 && r.Call.Method != http.MethodHead {
			for name, f := range formats {
				res, body := s.send(t, r.Call, f)
				res.Body = io.NopCloser(bytes.NewReader(body))
				e, err := apierror.Decode(res)
				if err != nil || !s.leads(t, res.Request.URL, e.Type) {
					t.Errorf("%d %s, %s: type %q does not lead to an element of the guide (%v):\n%s", r.Status, r.Why, name, e.Type, err, body)
				}
			}
			s.checkPage(t, r)
		}
		for _, a := range r.After {
			s.step(t, a)
		}
	}
}

// checkPage looks at what a browser gets that meets the error of a row.
func (s *running) checkPage(t *testing.T, r walkthrough.Row) {
	t.Helper()
	res, body := s.send(t, r.Call, walkthrough.Format{Accept: inBrowser.Accept, Foreign: "text/html"})
	if got := res.Header.Get("Content-Type"); got != "text/html; charset=utf-8" {
		t.Errorf("%d %s: a browser got %q", r.Status, r.Why, got)
		return
	}
	for _, link := range hrefs.FindAllSubmatch(body, -1) {
		if s.leads(t, res.Request.URL, string(link[1])) {
			return
		}
	}
	t.Errorf("%d %s: no link of the page leads to an element of the guide:\n%s", r.Status, r.Why, body)
}

// Without this test, that there is no drift could mean that nobody looks.
func (u suite) guideNoticesWhatItDoesNotList(t *testing.T) {
	service, err := payments.New(payments.Config{Gateway: payments.NewGateway("", 0), Hourly: 1})
	if err != nil {
		t.Fatal(err)
	}
	service.Guide, err = guide.New(guide.Config{
		Title:    "A guide that is not up to date",
		Statuses: []apierror.Status{apierror.Unauthorized},
		Logger:   slog.New(slog.DiscardHandler),
	})
	if err != nil {
		t.Fatal(err)
	}
	handler, err := u.build(service, slog.New(slog.DiscardHandler))
	if err != nil {
		t.Fatal(err)
	}
	server := httptest.NewServer(handler)
	t.Cleanup(server.Close)
	s := &running{base: server.URL}
	want := []error{
		apierror.Unauthorized, apierror.NotFound, payments.AccountUnpaid,
		payments.MethodMissing, apierror.TooManyRequests,
	}
	for i, c := range []walkthrough.Call{
		walkthrough.Get("/v1/payments/pay_1001", ""),
		walkthrough.Get("/nothing", ""),
		walkthrough.Get("/v1/payments/pay_1001", payments.UnpaidKey),
		walkthrough.Create(walkthrough.Body(1250, "EUR", "pm_9999")),
		walkthrough.Get("/v1/payments/pay_1001", payments.PaidKey),
	} {
		if e := s.problem(t, c, walkthrough.SpeaksJSON); !errors.Is(e, want[i]) {
			t.Fatalf("got %v, want %v", e, want[i])
		}
	}
	const missing = "404 not_found|402 account_unpaid|412 payment_method_missing|429 too_many_requests"
	got := strings.NewReplacer("guide: it does not list ", "", "\n", "|").Replace(fmt.Sprint(service.Guide.Drift()))
	if got != missing {
		t.Errorf("got %s, want %s", got, missing)
	}
}
