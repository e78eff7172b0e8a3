package negotiate_test

import (
	"net/http"
	"strings"
	"testing"

	"github.com/seed-86b940f4/demur/negotiate"
)

const chrome = "text/html,application/xhtml+xml,application/xml;q=0.9,image/avif,image/webp,image/apng,*/*;q=0.8,application/signed-exchange;v=b3;q=0.7"

// hostile holds Accept fields of 64 KiB that made other negotiators slow.
func hostile() map[string]string {
	const size = 64 << 10
	fill := func(s string) string { return strings.Repeat(s, size/len(s)+1)[:size] }
	return map[string]string{
		"commas":      fill(","),
		"wildcards":   fill("*/*,"),
		"types":       fill("application/json,"),
		"malformed":   fill("application/json/,"),
		"semicolons":  "application/json" + fill(";"),
		"parameters":  "application/json" + fill(";a=b"),
		"charsets":    "application/json" + fill(";charset=utf-8"),
		"quote":       `a/b;c="` + fill("x,"),
		"backslashes": `a/b;c="` + fill(`\`),
		"many quotes": fill(`a/b;c="d",`),
		"bad quotes":  fill("a/b;c=\"\x01\","),
		"spaces":      fill(" \t"),
		"one token":   fill("a"),
		"slashes":     fill("/"),
		"weights":     "a/b;q=0." + fill("1"),
		"obs-text":    fill("\xff\xfe,"),
		"short":       fill("a/b,"),
	}
}

func TestNoAllocation(t *testing.T) {
	offers, err := negotiate.New("application/json", "application/problem+json", "text/json", "application/xml", "application/problem+xml", `text/xml;a="b\"c"`)
	if err != nil {
		t.Fatal(err)
	}
	inputs := hostile()
	for _, v := range vectors(t) {
		inputs[v.ID] = strings.Join(v.Accept, ",")
	}
	for name, accept := range inputs {
		h := http.Header{"Accept": {accept}, "Content-Type": {"text/plain"}}
		if n := testing.AllocsPerRun(3, func() {
			offers.Best(h)
			offers.BestEffort(h)
			offers.ByContentType(h)
		}); n != 0 {
			t.Errorf("%s: %v allocations", name, n)
		}
	}
}

func BenchmarkBestEffort(b *testing.B) {
	offers, err := negotiate.New("application/json", "application/problem+json", "text/json", "application/xml", "application/problem+xml", "text/xml")
	if err != nil {
		b.Fatal(err)
	}
	inputs := hostile()
	inputs["none"] = ""
	inputs["xml"] = "application/xml"
	inputs["any"] = "*/*"
	inputs["chrome"] = chrome
	for name, accept := range inputs {
		h := http.Header{"Accept": {accept}}
		b.Run("accept="+strings.ReplaceAll(name, " ", "-"), func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				offers.BestEffort(h)
			}
		})
	}
}
