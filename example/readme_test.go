package main

import (
	"os/exec"
	"testing"
)

// TestReadmeCode compiles the code of the README that needs other modules than the
// core. A test of the core holds these files to the README.
func TestReadmeCode(t *testing.T) {
	t.Parallel()
	if out, err := exec.Command("go", "vet", "./testdata/readme/...").CombinedOutput(); err != nil {
		t.Errorf("go vet: %v\n%s", err, out)
	}
}
