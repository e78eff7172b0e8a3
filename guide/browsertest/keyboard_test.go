package browsertest_test

import (
	"context"
	"slices"
	"strings"
	"testing"

	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"
)

// focused is what the keys go to.
type focused struct {
	Kind         string // such as "a #content" or "input radio"
	Text         string
	Seen, Ringed bool // in the window, and marked
}

// tabKey presses Tab and tells where that led.
func (tb *tab) tabKey() focused {
	tb.t.Helper()
	tb.do(chromedp.KeyEvent(kb.Tab))
	return eval[focused](tb, `(() => {
		const e = document.activeElement;
		if (!e || e == document.body) return {kind: "", text: "", seen: false, ringed: false};
		const marked = x => { const s = getComputedStyle(x); return s.outlineStyle != "none" && parseFloat(s.outlineWidth) >= 2 || s.boxShadow != "none" };
		const shown = e.labels?.[0] && e.getBoundingClientRect().width < 5 ? e.labels[0] : e;
		const box = shown.getBoundingClientRect();
		return {
			kind: (e.localName + " " + (e.getAttribute("href") ?? e.type ?? "")).trim(),
			text: (e.labels?.[0] ?? e).innerText.trim(),
			seen: box.bottom > 0 && box.top < innerHeight && box.right > 0 && box.left < innerWidth && box.width > 5 && box.height > 5,
			ringed: marked(e) || !!e.labels?.[0] && marked(e.labels[0]),
		};
	})()`)
}

// Everything that can be used can be reached with the Tab key, can be seen then, and is
// marked.
func keysReachEverything(t *testing.T, browser context.Context) {
	t.Parallel()
	s := serve(t, payments)
	for _, m := range []mode{modes[0], modes[3]} {
		for _, path := range []string{"/guide", "/errors/card_declined"} {
			tb := newTab(t, browser, s.url, m)
			tb.open(s.url + path)
			links := eval[int](tb, `new Set([...document.querySelectorAll("a[href]")].filter(a => a.checkVisibility())).size`)
			var reached []focused
			for range 300 {
				f := tb.tabKey()
				if f.Kind == "" {
					break
				}
				reached = append(reached, f)
				if !f.Seen || !f.Ringed {
					t.Errorf("%s %s: %+v", m, path, f)
				}
			}
			n := 0
			for _, f := range reached {
				if strings.HasPrefix(f.Kind, "a ") {
					n++
				}
			}
			if n < links || n == 0 {
				t.Errorf("%s %s: keys reach %d links of %d", m, path, n, links)
			}
			if path != "/guide" {
				continue
			}
			if first := reached[0]; !strings.HasPrefix(first.Kind, "a #") || !strings.Contains(strings.ToLower(first.Text), "skip") {
				t.Errorf("%s: first comes %+v and not a link to the content", m, first)
			}
			if !slices.ContainsFunc(reached, func(f focused) bool { return f.Kind == "input radio" }) {
				t.Errorf("%s: keys do not reach the switch", m)
			}
			tb.open(s.url + path)
			tb.tabKey()
			tb.screenshot("guide-skip-link")
			tb.do(chromedp.KeyEvent(kb.Enter))
			if !eval[bool](tb, `document.getElementById(location.hash.slice(1))?.closest("main") != null || document.getElementById(location.hash.slice(1))?.querySelector("main") != null`) {
				t.Errorf("%s: the first link does not lead to main", m)
			}
		}
	}
}
