package main

import (
	"fmt"
	"testing"
)

// The names have the form by which benchstat filters and compares, such as
// benchstat -col /by -filter "/case:404-const".

func BenchmarkAnswer(b *testing.B) {
	for _, s := range scenarios() {
		run(b, "case="+s.what+"/format="+s.format, s.entries(b.Context()))
	}
}

func BenchmarkNegotiate(b *testing.B) {
	for _, n := range negotiations() {
		run(b, "case="+n.what, n.entries(new(string)))
	}
}

func BenchmarkBind(b *testing.B) {
	for _, r := range boundRows() {
		run(b, "case=valid/format="+r.format, r.entries(b.Context()))
	}
}

func BenchmarkValidate(b *testing.B) {
	run(b, "case=ten-failures", findEntries(new(error)))
}

func BenchmarkLimiter(b *testing.B) {
	for _, w := range workloads() {
		keys := w.keys()
		for _, m := range deciders() { // one at a time, or the collector has much to do
			c, err := w.open(m)
			if err != nil {
				b.Fatal(err)
			}
			for cores, workers := range coreCounts() {
				run(b, "case="+w.what+"/cores="+cores, []entry{c.entry(m.name, keys, workers)})
			}
			c.done()
		}
	}
}

func BenchmarkMiddleware(b *testing.B) {
	for _, r := range limitedRows() {
		entries, err := r.entries(b.Context())
		if err != nil {
			b.Fatal(err)
		}
		run(b, "case="+r.what, entries)
	}
}

func BenchmarkGrowth(b *testing.B) {
	for _, a := range axes() {
		for _, size := range a.sizes {
			entries, err := a.entries(b.Context(), size)
			if err != nil {
				b.Fatal(err)
			}
			run(b, fmt.Sprintf("case=%s/size=%d", a.name, size), entries)
		}
	}
}

// run adds the name of each entry as the last key.
func run(b *testing.B, name string, entries []entry) {
	for _, e := range entries {
		b.Run(name+"/by="+e.name, e.bench)
	}
}
