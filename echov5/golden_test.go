package echov5_test

import (
	"bytes"
	"flag"
	"os"
	"os/exec"
	"slices"
	"strings"
	"testing"
)

var update = flag.Bool("update", false, "rewrite the golden files")

func goCommand(t *testing.T, args ...string) []byte {
	t.Helper()
	cmd := exec.Command("go", args...)
	// As those see the module who require it, on whatever machine this is.
	cmd.Env = append(os.Environ(), "GOWORK=off", "GOOS=linux", "GOARCH=amd64")
	var out, errs bytes.Buffer
	cmd.Stdout, cmd.Stderr = &out, &errs
	if err := cmd.Run(); err != nil {
		t.Fatalf("go %s: %v\n%s", strings.Join(args, " "), err, &errs)
	}
	return out.Bytes()
}

func golden(t *testing.T, file string, got []byte) {
	t.Helper()
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
	t.Errorf("%s is not up to date; if the change is meant, run go test . -update", file)
}

// TestAPI holds the public API of the module to its golden file. The CI also compares
// it with the last release.
func TestAPI(t *testing.T) {
	t.Parallel()
	golden(t, "testdata/api/echov5.txt", goCommand(t, "doc", "-all", "."))
}

// core is the module that this one adapts.
const core = "github.com/seed-86b940f4/demur"

// TestDependencies holds what a service with Echo v5 is built from, beyond the standard
// library, to a golden file. What is internal to the core stands in the core's.
func TestDependencies(t *testing.T) {
	t.Parallel()
	deps := strings.Fields(string(goCommand(t, "list", "-deps", "-f", "{{if not .Standard}}{{.ImportPath}}{{end}}", ".")))
	deps = slices.DeleteFunc(deps, func(path string) bool { return strings.HasPrefix(path, core+"/internal/") })
	slices.Sort(deps)
	golden(t, "testdata/deps.txt", []byte(strings.Join(deps, "\n")+"\n"))
}

// TestImports: the module stands on what the core promises to keep, and brings nothing
// of another framework. What is internal to the core changes with the core, which a
// service may upgrade alone.
func TestImports(t *testing.T) {
	t.Parallel()
	forbidden := func(path string) bool {
		return path == core || path == core+"/demurhttp" || strings.HasPrefix(path, "github.com/labstack/echo/v4")
	}
	const direct = `{{join .Imports "\n"}}{{"\n"}}{{join .TestImports "\n"}}{{"\n"}}{{join .XTestImports "\n"}}{{"\n"}}`
	for _, path := range strings.Fields(string(goCommand(t, "list", "-f", direct, "./..."))) {
		if strings.HasPrefix(path, core+"/internal/") || forbidden(path) {
			t.Errorf("the module imports %s", path)
		}
	}
	for _, path := range strings.Fields(string(goCommand(t, "list", "-deps", "."))) {
		if forbidden(path) {
			t.Errorf("a service with Echo v5 is built from %s", path)
		}
	}
}
