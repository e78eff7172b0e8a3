package conformance_test

import (
	"os/exec"
	"testing"
)

// TestReadmeCode compiles the code of the README that needs OpenTelemetry and
// Prometheus. A test of the core holds this file to the README.
func TestReadmeCode(t *testing.T) {
	t.Parallel()
	if out, err := exec.Command("go", "vet", "./testdata/readme/observe").CombinedOutput(); err != nil {
		t.Errorf("go vet: %v\n%s", err, out)
	}
}
