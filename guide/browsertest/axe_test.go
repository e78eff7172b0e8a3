package browsertest_test

import (
	"fmt"
	"os"
	"strings"
	"sync"

	"github.com/chromedp/chromedp"
)

// axe is the source of axe-core.
var axe = sync.OnceValues(func() (string, error) {
	source, err := os.ReadFile("node_modules/axe-core/axe.min.js")
	return string(source), err
})

// axeFindings is what axe-core finds on the page, one line for each element. installed is
// false if npm ci has not been run.
func axeFindings(tb *tab) (findings []string, installed bool) {
	tb.t.Helper()
	source, err := axe()
	if err != nil {
		return nil, false
	}
	tb.do(chromedp.Evaluate[chromedp.Void](source))
	type finding struct {
		ID, Impact, Help string
		Nodes            []struct {
			Target  []any
			Summary string `json:"failureSummary"`
		}
	}
	result := eval[struct{ Violations, Passes []finding }](tb, `axe.run(document, {preload: false, resultTypes: ['violations']}).then(r => ({violations: r.violations, passes: r.passes}))`)
	if len(result.Passes) == 0 {
		tb.t.Error("axe-core has checked nothing")
	}
	for _, f := range result.Violations {
		for _, node := range f.Nodes {
			findings = append(findings, fmt.Sprintf("%s (%s): %s: %v: %s", f.ID, f.Impact, f.Help, node.Target, strings.Join(strings.Fields(node.Summary), " ")))
		}
	}
	return findings, true
}
