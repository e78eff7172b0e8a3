package main

import (
	"testing"

	"github.com/seed-86b940f4/demur/echov5/example/onecho"
	"github.com/seed-86b940f4/demur/example/paymentstest"
)

func TestEcho(t *testing.T) {
	t.Parallel()
	paymentstest.Run(t, onecho.New)
}

func TestWrittenGuide(t *testing.T) {
	t.Parallel()
	paymentstest.WrittenGuide(t)
}

func TestPrintedLines(t *testing.T) {
	t.Parallel()
	paymentstest.PrintedLines(t)
}
