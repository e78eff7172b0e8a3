package browsertest_test

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/chromedp/cdproto/page"
)

// Whoever opens the guide or meets an error reads it well, on a telephone and on a wide
// screen, by day and by night.
func pagesAreReadable(t *testing.T, browser context.Context) {
	t.Parallel()
	s := serve(t, payments)
	for name, path := range map[string]string{
		"guide":             "/guide",
		"error":             "/errors/card_declined",
		"error-with-fields": "/errors/unprocessable_entity",
	} {
		for _, m := range modes {
			t.Run(name+"-"+m.String(), func(t *testing.T) {
				tb := newTab(t, browser, s.url, m)
				tb.open(s.url + path)
				checkLayout(tb)
				tb.screenshot(name)
				checkAccessibility(tb)
			})
		}
	}
}

// checkLayout checks what needs no library.
func checkLayout(tb *tab) {
	tb.t.Helper()
	look := eval[struct {
		ContentType, Lang, Title, Ground string
		Headings                         []int
		Mains, Outside                   int
		Wide, Viewport                   int
		Overflowing                      []string
		Duplicates                       []string
		Scripts                          int
		Idle, Astray                     []string
		Font                             float64
	}](tb, `(() => {
		const inFrame = e => { for (e = e.parentElement; e; e = e.parentElement) if (getComputedStyle(e).overflowX != "visible") return true; return false };
		const ids = [...document.querySelectorAll("[id]")].map(e => e.id);
		return {
			contentType: document.contentType + ";" + document.characterSet,
			lang: document.documentElement.lang,
			title: document.title,
			ground: getComputedStyle(document.body).backgroundColor,
			headings: [...document.querySelectorAll("h1,h2,h3,h4,h5,h6")].map(h => +h.localName[1]),
			mains: document.querySelectorAll("main").length,
			outside: [...document.body.children].filter(e => !e.closest("header,nav,main,footer,aside,a,input,label,form,search") && e.innerText?.trim()).length,
			wide: document.documentElement.scrollWidth,
			viewport: document.documentElement.clientWidth,
			overflowing: [...document.querySelectorAll("body *")].filter(e => e.getBoundingClientRect().right > innerWidth + 1 && e.checkVisibility() && !inFrame(e)).map(e => e.localName + "." + e.className),
			duplicates: ids.filter((id, i) => ids.indexOf(id) != i),
			scripts: document.scripts.length,
			idle: [...document.querySelectorAll("form,button,select,textarea,input:not([type=radio],[type=checkbox])")].map(e => e.outerHTML.slice(0, 100)),
			astray: [...document.querySelectorAll("a")].map(a => a.getAttribute("href") ?? "").filter(href => href[0] == "#" ? !document.getElementById(decodeURIComponent(href.slice(1))) : !/^(https?:|mailto:|\/|[\w.-]+($|[#?\/]))/.test(href)),
			font: parseFloat(getComputedStyle(document.querySelector("main") ?? document.body).fontSize),
		}
	})()`)
	if look.ContentType != "text/html;UTF-8" {
		tb.t.Errorf("it is %s", look.ContentType)
	}
	if look.Lang != "en" || strings.TrimSpace(look.Title) == "" {
		tb.t.Errorf("language %q, title %q", look.Lang, look.Title)
	}
	if look.Mains != 1 || look.Outside != 0 {
		tb.t.Errorf("%d main, %d elements outside of landmarks", look.Mains, look.Outside)
	}
	level := 0
	for i, h := range look.Headings {
		if h > level+1 || (h == 1) != (i == 0) {
			tb.t.Errorf("the headings are %v", look.Headings)
			break
		}
		level = h
	}
	if level == 0 {
		tb.t.Errorf("no heading")
	}
	if look.Wide > look.Viewport || len(look.Overflowing) > 0 {
		tb.t.Errorf("it is %d pixels wide in a window of %d, because of %v", look.Wide, look.Viewport, look.Overflowing)
	}
	if len(look.Duplicates) > 0 || look.Scripts > 0 {
		tb.t.Errorf("ids that come twice: %v; scripts: %d", look.Duplicates, look.Scripts)
	}
	if len(look.Idle) > 0 { // a box to search in, for example
		tb.t.Errorf("without script there is no use for %v", look.Idle)
	}
	if len(look.Astray) > 0 {
		tb.t.Errorf("links that lead nowhere: %v", look.Astray)
	}
	if look.Font < 16 {
		tb.t.Errorf("the text has %v pixels", look.Font)
	}
	if dark := luminance(look.Ground) < 0.5; dark != (tb.mode.scheme == "dark") {
		tb.t.Errorf("the background is %s", look.Ground)
	}
}

// checkAccessibility lets axe-core look, with its rules of any impact.
func checkAccessibility(tb *tab) {
	tb.t.Helper()
	findings, installed := axeFindings(tb)
	if !installed {
		tb.t.Logf("axe-core is not installed: run npm ci in this folder")
	}
	for _, finding := range findings {
		tb.t.Error(finding)
	}
}

// screenshot leaves a picture of the page, or of the beginning of a very long one, for
// people to look at.
func (tb *tab) screenshot(name string) {
	tb.t.Helper()
	const longest = 20_000 // pixels
	height := min(longest, eval[float64](tb, `document.documentElement.scrollHeight`))
	beyond := true
	picture := call(tb, page.CaptureScreenshot, page.CaptureScreenshotParams{
		CaptureBeyondViewport: &beyond,
		OptimizeForSpeed:      &beyond,
		Clip:                  &page.Viewport{Width: float64(tb.mode.width), Height: height, Scale: 1},
	}).Data
	if err := os.WriteFile(filepath.Join("screenshots", name+"-"+tb.mode.String()+".png"), picture, 0o666); err != nil {
		tb.t.Fatal(err)
	}
}

// luminance returns how bright a computed colour is, 0 to 1.
func luminance(rgb string) float64 {
	var r, g, b float64
	if _, err := fmt.Sscanf(rgb, "rgb(%f, %f, %f)", &r, &g, &b); err != nil {
		return -1
	}
	return (0.2126*r + 0.7152*g + 0.0722*b) / 255
}
