package guide_test

import (
	"bytes"
	"flag"
	"os"
	"os/exec"
	"path/filepath"
	"testing"
)

var update = flag.Bool("update", false, "rewrite the golden files")

// golden holds a document to a file in testdata: a change of wording is seen in review.
func golden(t *testing.T, name string, got []byte) {
	t.Helper()
	file := filepath.Join("testdata", filepath.FromSlash(name))
	if *update {
		if err := os.MkdirAll(filepath.Dir(file), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(file, got, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	if bytes.Equal(got, want) {
		return
	}
	gotLines, wantLines := bytes.Split(got, []byte("\n")), bytes.Split(want, []byte("\n"))
	for i := range min(len(gotLines), len(wantLines)) {
		if !bytes.Equal(gotLines[i], wantLines[i]) {
			t.Errorf("line %d\n got: %s\nwant: %s", i+1, gotLines[i], wantLines[i])
			break
		}
	}
	t.Errorf("%s is not up to date; if the change is meant, run go test . -update", file)
}

// TestAPI holds the public API to its golden files. The CI sees that each public package
// of the module has one.
func TestAPI(t *testing.T) {
	t.Parallel()
	for _, pkg := range []string{".", "./guidetest"} {
		cmd := exec.Command("go", "doc", "-all", pkg)
		// As those see the module who require it, on whatever machine this is.
		cmd.Env = append(os.Environ(), "GOWORK=off", "GOOS=linux", "GOARCH=amd64")
		got, err := cmd.Output()
		if err != nil {
			t.Fatal(err)
		}
		name := "guide"
		if pkg != "." {
			name = filepath.Base(pkg)
		}
		golden(t, "api/"+name+".txt", got)
	}
}
