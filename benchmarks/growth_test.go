package main

import (
	"encoding/xml"
	"errors"
	"io"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"
)

// All rows but those of limiters with a million keys, once and shortly, so that none
// is left behind when the library changes.
func TestEveryRowIsPrinted(t *testing.T) {
	var printed strings.Builder
	s := suite{w: &printed, passes: 1, benchtime: time.Microsecond}
	rows, err := s.rows(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	s.compare(rows)
	for _, r := range rows {
		if n := strings.Count(printed.String(), "| "+r.title+" |"); n != len(r.entries)-1 && !r.hostile {
			t.Errorf("%s: %d lines", r.title, n)
		}
	}
}

func TestGrowthAtSmallSizes(t *testing.T) {
	for _, a := range axes() {
		if !slices.IsSorted(a.sizes) {
			t.Errorf("%s: sizes %v", a.name, a.sizes)
		}
		if !testing.Short() {
			a.sizes = slices.DeleteFunc(a.sizes, func(size int) bool { return a.name == "keys" && size > 100_000 })
		} else {
			a.sizes = a.sizes[:2]
		}
		points, err := a.points(t.Context(), 1, time.Microsecond)
		if err != nil {
			t.Fatal(err)
		}
		if first := points[0]; first.ns <= 0 || first.size != a.sizes[0] {
			t.Errorf("%s: %+v", a.name, first)
		}
	}
}

func TestPlot(t *testing.T) {
	t.Parallel()
	var curves []curve
	for _, a := range axes() {
		c := curve{title: a.title}
		for _, size := range a.sizes {
			c.points = append(c.points, point{size, 50 * float64(size)})
		}
		curves = append(curves, c)
	}
	document := plot(curves, "one run")
	d := xml.NewDecoder(strings.NewReader(document))
	for {
		if _, err := d.Token(); errors.Is(err, io.EOF) {
			break
		} else if err != nil {
			t.Fatal(err)
		}
	}
	for _, c := range curves {
		if !strings.Contains(document, ">"+c.title+"</text>") {
			t.Errorf("no text %q", c.title)
		}
	}
	if len(document) > 20_000 || strings.Contains(document, "NaN") || strings.Contains(document, "Inf") {
		t.Errorf("%d bytes:\n%s", len(document), document)
	}
}

// The plot of the README has a panel for each axis.
func TestThePlotIsThatOfTheAxes(t *testing.T) {
	t.Parallel()
	document, err := os.ReadFile(filepath.Join("..", "docs", "cost.svg"))
	if err != nil {
		t.Skip("the module is alone: ", err)
	}
	for _, a := range axes() {
		if !strings.Contains(string(document), ">"+a.title+"</text>") {
			t.Errorf("no panel %q: run go run ./benchmarks -only growth -svg docs/cost.svg", a.title)
		}
	}
}

func TestTheReferenceIsOneCycle(t *testing.T) {
	t.Parallel()
	const n = 1000
	chain, seen, at := newChain(n), map[uint32]bool{}, uint32(0)
	for range n {
		seen[at] = true
		at = chain[at]
	}
	if len(seen) != n || at != 0 {
		t.Errorf("%d of %d are visited, and the end is at %d", len(seen), n, at)
	}
}

// What disturbs both alike, disturbs no ratio: with a reference the slow half of the
// passes counts as much as the quick one.
func TestMeasureDividesByTheReference(t *testing.T) {
	t.Parallel()
	spin := func(d time.Duration) func() {
		return func() {
			for begin := time.Now(); time.Since(begin) < d; {
			}
		}
	}
	reference := entry{name: "reference", op: spin(20 * time.Microsecond)}
	entries := []entry{{name: "demur", op: spin(20 * time.Microsecond)}, {name: "rival", op: spin(80 * time.Microsecond)}}
	for _, r := range []*entry{nil, &reference} {
		got := measure(entries, 9, time.Millisecond, r)
		if ratio := got[1].ratio; got[0].ratio != 1 || ratio < 0.1 || ratio > 0.6 {
			t.Errorf("ratios %.2f and %.2f, want 1 and 0.25", got[0].ratio, ratio)
		}
	}
}

func TestNamesAreThoseOfBenchstat(t *testing.T) {
	t.Parallel()
	seen := map[string]bool{}
	form := regexp.MustCompile(`^[a-z0-9][a-z0-9_-]*$`)
	for _, s := range scenarios() {
		for _, c := range s.contenders {
			name := s.what + "/" + s.format + "/" + c.name
			// What ends in a number would look like one of GOMAXPROCS.
			if !form.MatchString(s.what) || !form.MatchString(c.name) || regexp.MustCompile(`-\d+$`).MatchString(c.name) || seen[name] {
				t.Errorf("name %q, or not the only one", name)
			}
			seen[name] = true
		}
	}
}
