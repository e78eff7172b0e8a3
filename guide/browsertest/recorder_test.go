package browsertest_test

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"

	"github.com/chromedp/cdproto/audits"
	cdplog "github.com/chromedp/cdproto/log"
	"github.com/chromedp/cdproto/network"
	"github.com/chromedp/cdproto/page"
	"github.com/chromedp/cdproto/runtime"
	"github.com/chromedp/chromedp"
)

// recorder keeps what a browser has said and asked for.
type recorder struct {
	mu       sync.Mutex
	said     []string // in the console, in dialogs and among the issues
	requests []string // addresses
}

func (rec *recorder) note(ctx context.Context, event any) {
	rec.mu.Lock()
	defer rec.mu.Unlock()
	switch e := event.(type) {
	case *runtime.EventConsoleAPICalled:
		var args []string
		for _, arg := range e.Args {
			args = append(args, string(arg.Value))
		}
		rec.said = append(rec.said, "console."+string(e.Type)+": "+strings.Join(args, " "))
	case *runtime.EventExceptionThrown:
		rec.said = append(rec.said, "exception: "+(&chromedp.ExceptionError{ExceptionDetails: e.ExceptionDetails}).Error())
	case *cdplog.EventEntryAdded:
		rec.said = append(rec.said, fmt.Sprintf("%s of %s: %s %s", e.Entry.Level, e.Entry.Source, e.Entry.Text, e.Entry.URL))
	case *audits.EventIssueAdded:
		details, _ := json.Marshal(e.Issue.Details)
		rec.said = append(rec.said, fmt.Sprintf("issue %s: %s", e.Issue.Code, details))
	case *page.EventJavascriptDialogOpening:
		rec.said = append(rec.said, "dialog: "+e.Message)
		go func() { // not here, where the answer of the browser could not be read
			_, _ = chromedp.Call(ctx, page.HandleJavaScriptDialog, page.HandleJavaScriptDialogParams{Accept: true})
		}()
	case *network.EventRequestWillBeSent:
		rec.requests = append(rec.requests, e.Request.URL)
	}
}

// complaints returns what no page of demur may cause. An answer with an error status is
// no complaint, though the console has it.
func (rec *recorder) complaints(origin string) []string {
	rec.mu.Lock()
	defer rec.mu.Unlock()
	var all []string
	for _, said := range rec.said {
		if !strings.HasPrefix(said, "error of network: Failed to load resource: the server responded with a status of") {
			all = append(all, said)
		}
	}
	for _, url := range rec.requests {
		if !strings.HasPrefix(url, origin+"/") {
			all = append(all, fmt.Sprintf("a request to %.200s", url))
		}
	}
	return all
}

// The recorder must notice what the other tests rely on it to notice.
func recorderNotices(t *testing.T, browser context.Context) {
	t.Parallel()
	other := httptest.NewServer(http.NotFoundHandler())
	t.Cleanup(other.Close)
	for name, tc := range map[string]struct{ policy, body, want string }{
		"a style that the policy forbids":      {"default-src 'none'", `<style>p { color: red }</style>`, "Content Security Policy"},
		"a script that the policy forbids":     {"default-src 'none'", `<script>window.x = 1</script>`, "Content Security Policy"},
		"an image that the policy forbids":     {"default-src 'none'", `<img alt="" src="/a.png">`, "Content Security Policy"},
		"a policy that a meta element has not": {"", `<meta http-equiv="Content-Security-Policy" content="frame-ancestors 'none'">`, "frame-ancestors"},
		"a script that fails":                  {"", `<script>throw new Error("broken")</script>`, "broken"},
		"a warning":                            {"", `<script>console.warn("beware")</script>`, "beware"},
		"a dialog":                             {"", `<script>alert("hello")</script>`, "dialog: hello"},
		"a request elsewhere":                  {"", `<img alt="" src="` + other.URL + `/a.png">`, "a request to " + other.URL + "/a.png"},
		"nothing":                              {"default-src 'none'", `<p>well</p>`, ""},
	} {
		srv := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			w.Header().Set("Content-Type", "text/html; charset=utf-8")
			if tc.policy != "" {
				w.Header().Set("Content-Security-Policy", tc.policy)
			}
			fmt.Fprint(w, `<!DOCTYPE html><html lang="en"><head><title>t</title>`+tc.body+`</head></html>`)
		}))
		t.Cleanup(srv.Close)
		tb := openTab(t, browser, modes[0])
		tb.open(srv.URL + "/")
		got := strings.Join(tb.seen.complaints(srv.URL), "\n")
		if tc.want == "" && got != "" || !strings.Contains(got, tc.want) {
			t.Errorf("%s: noticed %q, want %q", name, got, tc.want)
		}
	}
}
