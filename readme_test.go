package demur_test

import (
	"go/format"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

// The README's program is built as it stands there, and its other code is Go.
func TestReadme(t *testing.T) {
	t.Parallel()
	readme, err := os.ReadFile("README.md")
	if err != nil {
		t.Fatal(err)
	}
	blocks := regexp.MustCompile("(?s)```go\n(.*?)```").FindAllStringSubmatch(string(readme), -1)
	programs := 0
	for _, block := range blocks {
		code := block[1]
		got, err := format.Source([]byte(code))
		if err != nil {
			t.Errorf("%v:\n%s", err, code)
		} else if string(got) != code {
			t.Errorf("not formatted:\n%s", code)
		}
		if !strings.HasPrefix(code, "package main") {
			continue
		}
		programs++
		file := filepath.Join(t.TempDir(), "main.go")
		if err := os.WriteFile(file, []byte(code), 0o600); err != nil {
			t.Fatal(err)
		}
		if out, err := exec.Command("go", "build", "-o", os.DevNull, file).CombinedOutput(); err != nil {
			t.Errorf("%v\n%s", err, out)
		}
	}
	if programs != 1 {
		t.Errorf("%d programs in the README, want one", programs)
	}
}
