package demur_test

import (
	"os"
	"os/exec"
	"testing"
)

// TestReadmeTests runs the test that docs/testing.md shows.
func TestReadmeTests(t *testing.T) {
	t.Parallel()
	cmd := exec.Command("go", "test", "./"+programs+"/testing")
	cmd.Env = append(os.Environ(), "GOWORK=off")
	if out, err := cmd.CombinedOutput(); err != nil {
		t.Errorf("%v\n%s", err, out)
	}
}
