package echov5_test

import (
	"os/exec"
	"testing"
)

// TestReadmeCode compiles the code of the README for Echo v5. A test of the core holds
// the file to the README, and runs it.
func TestReadmeCode(t *testing.T) {
	t.Parallel()
	if out, err := exec.Command("go", "vet", "./testdata/readme/firstv5").CombinedOutput(); err != nil {
		t.Errorf("go vet: %v\n%s", err, out)
	}
}
