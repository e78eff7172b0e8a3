package main

import (
	"testing"

	"github.com/seed-86b940f4/demur/example/paymentstest"
)

func TestEcho(t *testing.T) {
	t.Parallel()
	paymentstest.Run(t, newEcho)
}

func TestHTTP(t *testing.T) {
	t.Parallel()
	paymentstest.Run(t, newHTTP)
}

func TestPrintedLines(t *testing.T) {
	t.Parallel()
	for name, args := range map[string][]string{"Echo": nil, "net/http": {"-http"}} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			paymentstest.PrintedLines(t, args...)
		})
	}
}
