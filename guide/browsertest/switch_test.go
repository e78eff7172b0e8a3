package browsertest_test

import (
	"context"
	"fmt"
	"strings"
	"testing"

	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"
)

// samples tells which of the samples of a code can be seen.
func (tb *tab) samples(code string) string {
	tb.t.Helper()
	return strings.Join(eval[[]string](tb, fmt.Sprintf(`(() => {
		let all = [...document.querySelectorAll("pre")].filter(pre => {
			const text = pre.textContent.replace(/\s/g, "");
			return text.includes('"code":"%[1]s"') || text.includes("<code>%[1]s</code>");
		});
		return all.filter(pre => pre.checkVisibility({visibilityProperty: true, opacityProperty: true, contentVisibilityAuto: true}) && pre.getBoundingClientRect().height > 10 && pre.getBoundingClientRect().width > 100)
			.map(pre => pre.textContent.trim()[0] == "{" ? "JSON" : "XML");
	})()`, code)), " ")
}

// radio returns the middle of what a person clicks to choose a format.
func (tb *tab) radio(format string) (x, y float64) {
	tb.t.Helper()
	at := eval[[]float64](tb, fmt.Sprintf(`(() => {
		for (const input of document.querySelectorAll("input[type=radio]")) for (const label of input.labels) {
			if (label.textContent.trim() == %q) {
				label.scrollIntoView({block: "center", behavior: "instant"});
				const box = label.getBoundingClientRect();
				return [box.x + box.width / 2, box.y + box.height / 2];
			}
		}
		return [];
	})()`, format))
	if len(at) != 2 {
		tb.t.Fatalf("no radio button has the label %s", format)
	}
	return at[0], at[1]
}

// Scripts are not needed to choose between JSON and XML, neither with a mouse nor with
// keys, and the choice is for every sample.
func switchWorksWithoutScript(t *testing.T, browser context.Context) {
	t.Parallel()
	s := serve(t, payments)
	for _, m := range []mode{modes[0], modes[3]} {
		tb := newTab(t, browser, s.url, m)
		tb.withoutScript()
		tb.open(s.url + "/guide")
		check := func(when, want string) {
			t.Helper()
			for _, code := range codes(payments(s.url)) {
				if got := tb.samples(code); got != want {
					t.Errorf("%s: %s of %s are seen %s, want %s", m, got, code, when, want)
				}
			}
		}
		check("at first", "JSON")
		tb.do(chromedp.MouseClickXY(tb.radio("XML")))
		check("after a click on XML", "XML")
		tb.screenshot("guide-xml")
		tb.do(chromedp.MouseClickXY(tb.radio("JSON")))
		check("after a click on JSON", "JSON")
		tb.do(chromedp.KeyEvent(kb.ArrowRight))
		check("after the arrow to the right", "XML")
		tb.do(chromedp.KeyEvent(kb.ArrowLeft))
		check("after the arrow to the left", "JSON")
	}
}
