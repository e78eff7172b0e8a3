package main

import (
	"fmt"
	"io"
	"math"
	"slices"
	"strings"
)

// target is what demur has to reach. Its zero value asks for nothing.
type target struct {
	rival  string  // whom ratio is about; "" for the first
	ratio  float64 // demur's time divided by the rival's, at most; 0 for none
	ns     float64 // demur's time, at most; 0 for none
	allocs int     // allocations in all, at most; 0 for none
	own    int     // allocations of demur's own, at most; only where floor is an entry
	bytes  bool    // no byte may be allocated
}

// floor names the entry that allocates what Echo does without demur.
const floor = "floor"

// quickest stands for the rival that takes the least time.
const quickest = "the quickest"

func printHead(w io.Writer) {
	fmt.Fprint(w, "| what | demur ns/op | B/op | allocs/op (own) | rival | ns/op | B/op | allocs/op | ratio | target | |\n",
		"|---|--:|--:|--:|---|--:|--:|--:|--:|---|---|\n")
}

// printRows prints one row for each rival of demur, which is the first entry.
func printRows(w io.Writer, title string, entries []entry, measured []stats, t target) {
	demur := measured[0]
	allocs, own := fmt.Sprintf("%.2f", demur.allocs), math.NaN()
	if i := slices.IndexFunc(entries, func(e entry) bool { return e.name == floor }); i >= 0 {
		own = demur.allocs - measured[i].allocs
		allocs += fmt.Sprintf(" (%.2f)", math.Abs(own))
	}
	judged := t.judged(entries[1:], measured[1:])
	for i, rival := range measured[1:] {
		wanted, verdict := "", ""
		if i == judged {
			wanted, verdict = t.judge(demur, rival.ratio, own)
		}
		fmt.Fprintf(w, "| %s | %s | %.0f | %s | %s | %s | %.0f | %.2f | %s | %s | %s |\n",
			title, nanoseconds(demur.ns), demur.bytes, allocs,
			entries[i+1].name, nanoseconds(rival.ns), rival.bytes, rival.allocs, times(rival.ratio), wanted, verdict)
	}
}

// judged returns the index of the rival that the target is about.
func (t target) judged(rivals []entry, measured []stats) int {
	switch t.rival {
	case "":
		return 0
	case quickest:
		best := 0
		for i, s := range measured {
			if s.ratio > measured[best].ratio {
				best = i
			}
		}
		return best
	}
	return slices.IndexFunc(rivals, func(e entry) bool { return e.name == t.rival })
}

// judge returns the target in words, and whether it was reached.
func (t target) judge(demur stats, ratio, own float64) (wanted, verdict string) {
	var words []string
	ok := true
	want := func(reached bool, format string, args ...any) {
		words = append(words, fmt.Sprintf(format, args...))
		ok = ok && reached
	}
	if t.ratio > 0 {
		want(ratio <= t.ratio, "<= %.2fx", t.ratio)
	}
	if t.ns > 0 {
		want(demur.ns <= t.ns, "<= %s ns", nanoseconds(t.ns))
	}
	if !math.IsNaN(own) {
		// What is allocated for many requests at once is a small fraction of each.
		want(math.Round(own) <= float64(t.own), "own allocs <= %d", t.own)
	}
	if t.allocs > 0 {
		want(math.Round(demur.allocs) <= float64(t.allocs), "allocs <= %d", t.allocs)
	}
	if t.bytes {
		want(demur.bytes < 1, "0 B")
	}
	switch {
	case len(words) == 0:
		return "", ""
	case ok:
		return strings.Join(words, ", "), "ok"
	}
	return strings.Join(words, ", "), "**miss**"
}

func nanoseconds(ns float64) string {
	if ns < 100 {
		return fmt.Sprintf("%.1f", ns)
	}
	return fmt.Sprintf("%.0f", ns)
}

func times(ratio float64) string {
	if ratio < 100 {
		return fmt.Sprintf("%.2fx", ratio)
	}
	return fmt.Sprintf("%.0fx", ratio)
}
