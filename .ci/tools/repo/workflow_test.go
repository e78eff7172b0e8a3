package repo_test

import (
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
)

// read returns a file of the checkout.
func read(t *testing.T, name string) string {
	t.Helper()
	text, err := os.ReadFile(filepath.Join("../../..", name))
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

// names returns the words of the one list that the expression finds.
func names(t *testing.T, text, expression string) []string {
	t.Helper()
	found := regexp.MustCompile(expression).FindAllStringSubmatch(text, -1)
	if len(found) != 1 {
		t.Fatalf("%s is there %d times, want once", expression, len(found))
	}
	return strings.FieldsFunc(found[0][1], func(r rune) bool { return r == ' ' || r == ',' })
}

// A release that .ci/run supports and the workflow forgets would be tested by nobody.
func TestWorkflowRunsEachSupportedRelease(t *testing.T) {
	t.Parallel()
	supported := names(t, read(t, ".ci/run"), `(?m)^supported=\((.+)\)$`)
	if got := names(t, read(t, ".github/workflows/ci.yml"), `(?m)^ +release: \[(.+)\]`); !slices.Equal(got, supported) {
		t.Errorf("the workflow runs %q, .ci/run supports %q", got, supported)
	}
}

// A tag of an action can be moved to another commit by whoever takes its repository over.
func TestActionsArePinned(t *testing.T) {
	t.Parallel()
	files, err := filepath.Glob("../../../.github/workflows/*.yml")
	if err != nil || len(files) == 0 {
		t.Fatalf("no workflows, %v", err)
	}
	pinned := regexp.MustCompile(`^uses: [\w.-]+/[\w./-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+$`)
	for _, file := range files {
		text, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		actions := 0
		for line := range strings.Lines(string(text)) {
			step := strings.TrimPrefix(strings.TrimSpace(line), "- ")
			if !strings.HasPrefix(step, "uses:") {
				continue
			}
			if actions++; !pinned.MatchString(step) {
				t.Errorf("%s: %q has no commit and version", filepath.Base(file), step)
			}
		}
		if actions == 0 {
			t.Errorf("%s uses no action", filepath.Base(file))
		}
	}
}
