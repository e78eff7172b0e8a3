package main

import (
	"flag"
	"os"
	"os/exec"
	"strings"
	"testing"

	"github.com/seed-86b940f4/demur/example/onecho"
	"github.com/seed-86b940f4/demur/example/onhttp"
	"github.com/seed-86b940f4/demur/example/paymentstest"
)

var update = flag.Bool("update", false, "record the answers anew, as Echo v4 gives them")

func TestUpdate(t *testing.T) {
	if !*update {
		t.Skip("without -update the answers stay as they are recorded")
	}
	if err := os.WriteFile("paymentstest/testdata/answers.txt", []byte(paymentstest.Answers(t, onecho.New)), 0o644); err != nil {
		t.Fatal(err)
	}
}

// What the frameworks share must do without any, so that a program with one of them is
// built without the others.
func TestSharedPackagesImportNoFramework(t *testing.T) {
	t.Parallel()
	out, err := exec.Command("go", "list", "-deps", "./payments", "./paymentstest", "./program", "./walkthrough").Output()
	if err != nil {
		t.Fatal(err)
	}
	if !strings.Contains(string(out), "github.com/seed-86b940f4/demur/apierror\n") {
		t.Fatalf("go list printed\n%s", out)
	}
	for line := range strings.Lines(string(out)) {
		switch name := strings.TrimSpace(line); {
		case strings.HasPrefix(name, "github.com/labstack/"),
			name == "github.com/seed-86b940f4/demur",
			name == "github.com/seed-86b940f4/demur/demurhttp":
			t.Errorf("a shared package imports %s", name)
		}
	}
}

func TestEcho(t *testing.T) {
	t.Parallel()
	paymentstest.Run(t, onecho.New)
}

func TestHTTP(t *testing.T) {
	t.Parallel()
	paymentstest.Run(t, onhttp.New)
}

func TestWrittenGuide(t *testing.T) {
	t.Parallel()
	paymentstest.WrittenGuide(t)
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
