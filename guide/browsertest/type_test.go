package browsertest_test

import (
	"context"
	"net/http"
	"net/url"
	"testing"

	"github.com/chromedp/chromedp"
	"github.com/seed-86b940f4/demur/apierror"
)

// RFC 9457 section 3.1.1 wants a type to lead to a page for people. So whoever follows
// the link of an error has its place in the guide before the eyes.
func typesLeadToTheirPlaces(t *testing.T, browser context.Context) {
	t.Parallel()
	s := serve(t, payments)
	narrow, wide := newTab(t, browser, s.url, modes[0]), newTab(t, browser, s.url, modes[3])
	for _, code := range codes(payments(s.url)) {
		uri := typeOf(t, s.url+"/errors/"+code)
		narrow.open(s.url + "/errors/" + code)
		narrow.follow()
		checkPlace(narrow, uri, code)
		wide.open(uri) // from place to place
		checkPlace(wide, uri, code)
	}
}

// follow clicks the link of an error.
func (tb *tab) follow() {
	tb.t.Helper()
	if _, err := chromedp.RunResponse(tb.ctx, chromedp.Click(chromedp.CSS("main a"))); err != nil {
		tb.t.Fatal(err)
	}
}

// typeOf returns the type of the error that a program gets.
func typeOf(t testing.TB, address string) string {
	t.Helper()
	res, err := http.Get(address)
	if err != nil {
		t.Fatal(err)
	}
	defer res.Body.Close()
	e, err := apierror.Decode(res)
	if err != nil {
		t.Fatal(err)
	}
	base, err := url.Parse(address)
	if err != nil {
		t.Fatal(err)
	}
	uri, err := base.Parse(e.Type)
	if err != nil || e.Type == "" {
		t.Fatalf("%s: type %q: %v", address, e.Type, err)
	}
	return uri.String()
}

// checkPlace checks that the tab is at an address, whose fragment is an element that has
// been scrolled to and names the code.
func checkPlace(tb *tab, uri, code string) {
	tb.t.Helper()
	at := eval[struct {
		Location           string
		Found, Seen, Named bool
		Covered            bool // by what stays in the window, such as a bar
		Top, Window        float64
	}](tb, `(() => {
		const place = document.getElementById(decodeURIComponent(location.hash.slice(1)));
		const box = place?.getBoundingClientRect();
		return {
			location: location.href,
			found: !!place,
			seen: !!place?.checkVisibility() && box.height > 0 && box.top > -1 && box.top < innerHeight - 50,
			covered: !!place && !place.contains(document.elementFromPoint(box.left + box.width / 2, box.top + 3)),
			named: !!place?.innerText.includes(location.hash.slice(1)),
			top: box?.top ?? -1,
			window: innerHeight,
		};
	})()`)
	if at.Location != uri || !at.Found || !at.Seen || !at.Named || at.Covered {
		tb.t.Errorf("%s, %s: %s leads to %+v", tb.mode, code, uri, at)
	}
}
