package redistest_test

import (
	"os"
	"os/exec"
	"testing"
)

// TestValkey runs all the other tests on valkey-server.
func TestValkey(t *testing.T) {
	t.Parallel()
	const valkey = "valkey-server"
	if serverProgram() == valkey {
		t.Skip("this is the run on " + valkey)
	}
	if _, err := exec.LookPath(valkey); err != nil {
		t.Skip(valkey + " is not in PATH")
	}
	cmd := exec.CommandContext(t.Context(), os.Args[0])
	if testing.Short() {
		cmd.Args = append(cmd.Args, "-test.short")
	}
	cmd.Env = append(os.Environ(), serverVariable+"="+valkey)
	if out, err := cmd.CombinedOutput(); err != nil {
		t.Errorf("%v\n%s", err, out)
	}
}
