package demur_test

import (
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/seed-86b940f4/demur/adapter/adaptertest"
)

var (
	testsOfAFile = regexp.MustCompile("^`([a-z0-9_/]+_test\\.go)` (.+)$")
	testName     = regexp.MustCompile(`^(?:Test|Fuzz)[A-Z0-9]\w*$`)
)

// SECURITY.md names the tests that prove what it promises. Tests are renamed and moved,
// and a promise without one is a claim.
func TestSecurityPromisesAreProven(t *testing.T) {
	t.Parallel()
	promises, absent := 0, 0
	for line := range strings.Lines(readText(t, "SECURITY.md")) {
		cells := strings.Split(strings.Trim(strings.TrimSpace(line), "|"), " | ")
		if !strings.HasPrefix(line, "| ") || cells[0] == " Promise" || strings.HasPrefix(cells[0], " ---") {
			continue
		}
		promises++
		promise := strings.TrimSpace(cells[0])
		if len(cells) != 3 || promise == "" {
			t.Errorf("%q has %d cells, want a promise, its limits and its tests", promise, len(cells))
			continue
		}
		for proof := range strings.SplitSeq(strings.TrimSpace(cells[2]), "; ") {
			found := testsOfAFile.FindStringSubmatch(proof)
			if found == nil {
				t.Errorf("%q: %q names no file and test", promise, proof)
				continue
			}
			if _, err := os.Stat(found[1]); err != nil && isNested(found[1]) && isAbsent(found[1]) {
				absent++
				continue
			}
			for name := range strings.SplitSeq(found[2], ", ") {
				checkTest(t, found[1], name)
			}
		}
	}
	if promises < 25 {
		t.Errorf("%d promises were read", promises)
	}
	t.Logf("%d promises; %d files of tests are in modules that are not here", promises, absent)
}

// checkTest reports a test that a file does not have, and where it is instead.
func checkTest(t *testing.T, file, name string) {
	t.Helper()
	name, group, _ := strings.Cut(name, "/")
	switch {
	case !testName.MatchString(name):
		t.Errorf("%s: %q is no name of a test", file, name)
	case group != "" && !slices.ContainsFunc(adaptertest.Cases(), func(c string) bool { return strings.HasPrefix(c, group+"/") }):
		t.Errorf("%s: %s has no subtests %s", file, name, group)
	case !declares(file, name):
		t.Errorf("%s has no %s; it is in %q", file, name, filesThatDeclare(t, name))
	}
}

// declares reports whether the file has the test or the fuzz target.
func declares(file, name string) bool {
	text, err := os.ReadFile(file)
	return err == nil && regexp.MustCompile(`(?m)^func `+name+`\(\w+ \*testing\.[TF]\) \{`).Match(text)
}

func filesThatDeclare(t *testing.T, name string) (files []string) {
	t.Helper()
	err := filepath.WalkDir(".", func(file string, _ os.DirEntry, err error) error {
		if err == nil && strings.HasSuffix(file, "_test.go") && declares(file, name) {
			files = append(files, file)
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return files
}

// isAbsent reports whether no folder above the file has a go.mod but that of the core:
// the zip of a module has nothing of the modules inside it.
func isAbsent(file string) bool {
	for dir := filepath.Dir(file); dir != "."; dir = filepath.Dir(dir) {
		if _, err := os.Stat(filepath.Join(dir, "go.mod")); err == nil {
			return false
		}
	}
	return true
}
