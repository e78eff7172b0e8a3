package browsertest_test

import (
	"context"
	"slices"
	"testing"

	"github.com/chromedp/chromedp"
)

// A browser that has the page asks whether it has changed, and is told that it has not.
func pageIsSentOnce(t *testing.T, browser context.Context) {
	t.Parallel()
	s := serve(t, payments)
	tb := newTab(t, browser, s.url, modes[0])
	tb.open(s.url + "/guide")
	text := eval[string](tb, `document.body.innerText`)
	tb.open(s.url + "/errors/not_found")
	tb.open(s.url + "/guide")
	tb.do(chromedp.Reload())
	if got := s.answers("GET /guide"); !slices.Equal(got, []string{"200", "304", "304"}) {
		t.Errorf("the answers were %v", got)
	}
	if again := eval[string](tb, `document.body.innerText`); again != text || text == "" {
		t.Errorf("from the cache it is another page: %.200q", again)
	}
}
