package echov5_test

import (
	"bytes"
	"flag"
	"os"
	"os/exec"
	"testing"
)

var update = flag.Bool("update", false, "rewrite the golden file")

// TestAPI holds the public API to its golden file. The CI sees that each public
// package of the module has one.
func TestAPI(t *testing.T) {
	t.Parallel()
	cmd := exec.Command("go", "doc", "-all", ".")
	// As those see the module who require it, on whatever machine this is.
	cmd.Env = append(os.Environ(), "GOWORK=off", "GOOS=linux", "GOARCH=amd64")
	got, err := cmd.Output()
	if err != nil {
		t.Fatal(err)
	}
	const file = "testdata/api/echov5.txt"
	if *update {
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
	t.Errorf("%s is not up to date; if the change is meant, run go test . -run TestAPI -update", file)
}
