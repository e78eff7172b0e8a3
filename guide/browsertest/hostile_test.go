package browsertest_test

import (
	"context"
	"strings"
	"testing"
)

// Texts that are attacks are texts: nothing of them runs, loads or changes how the page
// looks, and it can be read as well as any.
func hostileTextsDoNothing(t *testing.T, browser context.Context) {
	t.Parallel()
	s := serve(t, hostile)
	for _, m := range []mode{modes[0], modes[3]} {
		for name, path := range map[string]string{"hostile-guide": "/guide", "hostile-error": "/errors/hostile", "long-error": "/errors/long"} {
			t.Run(name+"-"+m.String(), func(t *testing.T) {
				tb := newTab(t, browser, s.url, m)
				tb.open(s.url + path)
				if eval[bool](tb, `"attacked" in window`) {
					t.Error("a script of the author has run")
				}
				if bad := eval[[]string](tb, `[...document.querySelectorAll("script,iframe,object,embed,link[rel=stylesheet],main style,[onclick],[onerror],[style],a[href^='javascript:' i],img")].map(e => e.outerHTML.slice(0, 200))`); len(bad) > 0 {
					t.Errorf("the page has %s", strings.Join(bad, "\n"))
				}
				if n := eval[int](tb, `document.querySelectorAll("style").length`); n != 1 {
					t.Errorf("%d style elements", n)
				}
				if path != "/errors/long" && !strings.Contains(eval[string](tb, `document.body.innerText`), "<script>window.attacked=1;alert(1)</script>") {
					t.Error("the text is not shown as it is")
				}
				checkLayout(tb)
				tb.screenshot(name)
				checkAccessibility(tb)
			})
		}
	}
}
