package main

import (
	"testing"

	"github.com/seed-86b940f4/demur/example/paymentstest"
)

func TestEcho(t *testing.T) {
	t.Parallel()
	paymentstest.Run(t, newEcho)
}

func TestWrittenGuide(t *testing.T) {
	t.Parallel()
	paymentstest.WrittenGuide(t)
}

func TestPrintedLines(t *testing.T) {
	t.Parallel()
	paymentstest.PrintedLines(t)
}
