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
