package main

import (
	"flag"
	"os"
	"testing"

	"github.com/seed-86b940f4/demur/example/paymentstest"
)

var update = flag.Bool("update", false, "record the answers anew, as Echo v4 gives them")

func TestUpdate(t *testing.T) {
	if !*update {
		t.Skip("without -update the answers stay as they are recorded")
	}
	if err := os.WriteFile("paymentstest/testdata/answers.txt", []byte(paymentstest.Answers(t, newEcho)), 0o644); err != nil {
		t.Fatal(err)
	}
}

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
