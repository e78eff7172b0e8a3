package browsertest_test

import (
	"context"
	"fmt"
	"os"
	"os/exec"
	"testing"
	"time"

	"github.com/chromedp/cdproto/audits"
	"github.com/chromedp/cdproto/browser"
	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/chromedp"
)

// chromium returns the path of a browser, or skips the test.
func chromium(t testing.TB) string {
	t.Helper()
	for _, name := range []string{"chromium", "chromium-browser", "google-chrome"} {
		if path, err := exec.LookPath(name); err == nil {
			return path
		}
	}
	t.Skip("there is no Chromium: install the package chromium to run this test")
	return ""
}

// newBrowser starts a browser that has never been used. The context is for tabs.
func newBrowser(t testing.TB) context.Context {
	t.Helper()
	path, dir := chromium(t), t.TempDir()
	options := []chromedp.ExecAllocatorOption{
		chromedp.ExecPath(path),
		chromedp.Headless,
		chromedp.NoSandbox, // root has none
		chromedp.NoFirstRun,
		chromedp.NoDefaultBrowserCheck,
		chromedp.DisableGPU,
		chromedp.UserDataDir(dir),
		chromedp.WSURLReadTimeout(time.Minute),
		chromedp.Flag("disable-features", "Translate,OptimizationHints,MediaRouter"),
	}
	for _, flag := range []string{
		"disable-quic", "disable-background-networking", "disable-component-update", "disable-sync",
		"disable-default-apps", "disable-extensions", "disable-dev-shm-usage", "metrics-recording-only", "no-pings", "hide-scrollbars",
	} {
		options = append(options, chromedp.Flag(flag, true))
	}
	if err := os.MkdirAll("screenshots", 0o777); err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithTimeout(context.Background(), 8*time.Minute) // the browser ends after the test
	t.Cleanup(cancel)
	ctx, _ = chromedp.NewExecAllocator(ctx, options...)
	ctx, _ = chromedp.NewContext(ctx)
	if err := chromedp.Do(ctx); err != nil {
		t.Fatalf("Chromium does not start: %v", err)
	}
	t.Cleanup(func() {
		_ = chromedp.Cancel(ctx)
		for range 50 { // its processes may write a little longer
			if os.RemoveAll(dir) == nil {
				return
			}
			time.Sleep(100 * time.Millisecond)
		}
	})
	if version, err := chromedp.CallBrowser(ctx, browser.GetVersion, cdp.Empty{}); err == nil {
		t.Log(version.Product)
	}
	return ctx
}

// One browser is for all tests, since each start takes longer than most of them.
func TestInChromium(t *testing.T) {
	t.Parallel()
	browser := newBrowser(t)
	for name, test := range map[string]func(t *testing.T, browser context.Context){
		"the recorder notices what is wrong":         recorderNotices,
		"pages are readable":                         pagesAreReadable,
		"types lead to their places":                 typesLeadToTheirPlaces,
		"errors of the example lead to their places": errorsOfTheExampleLeadToTheirPlaces,
		"the switch works without script":            switchWorksWithoutScript,
		"keys reach everything":                      keysReachEverything,
		"the page can be printed":                    pageCanBePrinted,
		"the page is sent once":                      pageIsSentOnce,
		"hostile texts do nothing":                   hostileTextsDoNothing,
	} {
		t.Run(name, func(t *testing.T) { test(t, browser) })
	}
}

// mode is how a page is looked at.
type mode struct {
	width  int64
	scheme string // light or dark
}

func (m mode) String() string { return fmt.Sprintf("%d-%s", m.width, m.scheme) }

var modes = []mode{{360, "light"}, {360, "dark"}, {1600, "light"}, {1600, "dark"}}

// tab is a page of the browser.
type tab struct {
	t    testing.TB
	ctx  context.Context
	seen *recorder
	mode mode
}

// newTab opens a tab. At the end of the test it reports what the browser has complained
// of, and what it has asked another origin for.
func newTab(t testing.TB, browser context.Context, origin string, m mode) *tab {
	t.Helper()
	tb := openTab(t, browser, m)
	t.Cleanup(func() {
		for _, complaint := range tb.seen.complaints(origin) {
			t.Error(complaint)
		}
	})
	return tb
}

func openTab(t testing.TB, browser context.Context, m mode) *tab {
	t.Helper()
	ctx, cancel := chromedp.NewContext(browser)
	t.Cleanup(cancel)
	tb := &tab{t, ctx, &recorder{}, m}
	if err := chromedp.Listen(ctx, func(event any) { tb.seen.note(ctx, event) }); err != nil {
		t.Fatal(err)
	}
	height := int64(900)
	if m.width < 500 {
		height = 740
	}
	call(tb, audits.Enable, cdp.Empty{})
	call(tb, emulation.SetFocusEmulationEnabled, emulation.SetFocusEmulationEnabledParams{Enabled: true}) // tabs stand side by side
	call(tb, emulation.SetDeviceMetricsOverride, emulation.SetDeviceMetricsOverrideParams{Width: m.width, Height: height, DeviceScaleFactor: 1})
	tb.medium("")
	return tb
}

// medium shows the page on a "screen" or in "print".
func (tb *tab) medium(name string) {
	tb.t.Helper()
	call(tb, emulation.SetEmulatedMedia, emulation.SetEmulatedMediaParams{
		Media:    name,
		Features: []*emulation.MediaFeature{{Name: "prefers-color-scheme", Value: tb.mode.scheme}},
	})
}

// withoutScript forbids the pages of the tab to run scripts.
func (tb *tab) withoutScript() {
	tb.t.Helper()
	call(tb, emulation.SetScriptExecutionDisabled, emulation.SetScriptExecutionDisabledParams{Value: true})
}

// open goes to an address and waits until the page is loaded.
func (tb *tab) open(url string) { tb.t.Helper(); tb.do(chromedp.Navigate(url)) }

func (tb *tab) do(steps ...chromedp.Action[chromedp.Void]) {
	tb.t.Helper()
	if err := chromedp.Do(tb.ctx, steps...); err != nil {
		tb.t.Fatal(err)
	}
}

func call[P, R any](tb *tab, cmd cdp.Command[P, R], params P) R {
	tb.t.Helper()
	result, err := chromedp.Call(tb.ctx, cmd, params)
	if err != nil {
		tb.t.Fatalf("%s: %v", cmd.Method, err)
	}
	return result
}

// eval runs an expression from outside of the page, which no policy of the page forbids.
func eval[T any](tb *tab, expression string) T {
	tb.t.Helper()
	result, err := chromedp.Run(tb.ctx, chromedp.Evaluate[T](expression, chromedp.EvalAwaitPromise))
	if err != nil {
		tb.t.Fatalf("%v in %.300s", err, expression)
	}
	return result
}
