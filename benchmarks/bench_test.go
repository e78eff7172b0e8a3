package main

import "testing"

// The names have a form by which benchstat can filter and compare, such as
// benchstat -col /impl -filter "/what:404-const".

func BenchmarkAnswer(b *testing.B) {
	for _, s := range scenarios() {
		for _, e := range s.entries(b.Context()) {
			b.Run("impl="+e.name+"/what="+s.what+"/format="+s.format, e.bench)
		}
	}
}

func BenchmarkNegotiate(b *testing.B) {
	for _, n := range negotiations() {
		for _, e := range n.entries(new(string)) {
			b.Run("impl="+e.name+"/what="+n.what, e.bench)
		}
	}
}

func BenchmarkBind(b *testing.B) {
	for _, e := range boundEntries(b.Context()) {
		b.Run("impl="+e.name+"/what=valid", e.bench)
	}
}

func BenchmarkValidate(b *testing.B) {
	for _, e := range findEntries(new(error)) {
		b.Run("impl="+e.name+"/what=ten-failures", e.bench)
	}
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
				e := c.entry(m.name, keys, workers)
				b.Run("impl="+e.name+"/what="+w.what+"/cores="+cores, e.bench)
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
		for _, e := range entries {
			b.Run("impl="+e.name+"/what="+r.what, e.bench)
		}
	}
}
