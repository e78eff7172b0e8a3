package browsertest_test

import (
	"bytes"
	"context"
	"os"
	"path/filepath"
	"regexp"
	"testing"

	"github.com/chromedp/chromedp"
)

// Paper has no switch, so both samples are on it, and it is bright whatever the screen is.
func pageCanBePrinted(t *testing.T, browser context.Context) {
	t.Parallel()
	s := serve(t, payments)
	tb := newTab(t, browser, s.url, modes[3])
	tb.open(s.url + "/guide")
	tb.medium("print")
	for _, code := range codes(payments(s.url)) {
		if got := tb.samples(code); got != "JSON XML" {
			t.Errorf("%q of %s is printed", got, code)
		}
	}
	if unseen := eval[[]string](tb, `[...document.querySelectorAll("main section[id], main article[id]")].filter(e => !e.checkVisibility()).map(e => e.id)`); len(unseen) > 0 {
		t.Errorf("not printed: %v", unseen)
	}
	paper, err := chromedp.Run(tb.ctx, chromedp.PrintToPDF(chromedp.PDFPaper(chromedp.PaperA4), chromedp.PDFPrintBackground()))
	if err != nil {
		t.Fatal(err)
	}
	sheets := len(regexp.MustCompile(`/Type\s*/Page\b`).FindAll(paper, -1))
	if !bytes.HasPrefix(paper, []byte("%PDF-")) || sheets < 2 || sheets > 40 {
		t.Errorf("%d bytes, %d sheets", len(paper), sheets)
	}
	if err := os.WriteFile(filepath.Join("screenshots", "guide.pdf"), paper, 0o666); err != nil {
		t.Fatal(err)
	}
}
