package toolstest_test

import (
	"bytes"
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"testing"

	"github.com/seed-86b940f4/demur/guide"
)

// linter holds XML to the XML Schema of a guide and to the RELAX NG of the repository.
type linter struct {
	program string
	schemas map[string][]string // arguments of xmllint, by what they are
}

// newLinter returns nil if xmllint is not installed.
func newLinter(t testing.TB, g *guide.Guide) *linter {
	t.Helper()
	program, err := exec.LookPath("xmllint")
	if err != nil {
		return nil
	}
	xsd := filepath.Join(t.TempDir(), "problem.xsd")
	if err := os.WriteFile(xsd, g.XSD(), 0o666); err != nil {
		t.Fatal(err)
	}
	return &linter{program, map[string][]string{
		"XML Schema": {"--schema", xsd},
		"RELAX NG":   {"--relaxng", filepath.Join("..", "..", "schema", "problem.rng")},
	}}
}

// check returns what each schema says of a document.
func (l *linter) check(t testing.TB, document []byte) map[string]error {
	t.Helper()
	said := map[string]error{}
	if l == nil {
		return said
	}
	for which, args := range l.schemas {
		cmd := exec.CommandContext(t.Context(), l.program, append([]string{"--nonet", "--noout"}, append(args, "-")...)...)
		cmd.Stdin = bytes.NewReader(document)
		out, err := cmd.CombinedOutput()
		if code := cmd.ProcessState.ExitCode(); err != nil && code != 3 && code != 4 { // 3 and 4: the document is not valid
			t.Fatalf("xmllint %v: %v\n%s", args, err, out)
		}
		if err != nil {
			err = errors.New(string(out))
		}
		said[which] = err
	}
	return said
}
