package demur_test

import (
	"bytes"
	"flag"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
)

var update = flag.Bool("update", false, "rewrite the golden files")

const module = "github.com/seed-86b940f4/demur"

func goCommand(t *testing.T, args ...string) string {
	t.Helper()
	cmd := exec.Command("go", args...)
	// As those see the module who require it, on whatever machine this is.
	cmd.Env = append(os.Environ(), "GOWORK=off", "GOOS=linux", "GOARCH=amd64")
	var out, errs bytes.Buffer
	cmd.Stdout, cmd.Stderr = &out, &errs
	if err := cmd.Run(); err != nil {
		t.Fatalf("go %s: %v\n%s", strings.Join(args, " "), err, &errs)
	}
	return out.String()
}

func golden(t *testing.T, name, got string) {
	t.Helper()
	file := filepath.Join("testdata", name)
	if *update {
		if err := os.WriteFile(file, []byte(got), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	if got == string(want) {
		return
	}
	gotLines, wantLines := strings.Split(got, "\n"), strings.Split(string(want), "\n")
	for _, line := range gotLines {
		if !slices.Contains(wantLines, line) {
			t.Errorf("new:  %s", line)
		}
	}
	for _, line := range wantLines {
		if !slices.Contains(gotLines, line) {
			t.Errorf("gone: %s", line)
		}
	}
	t.Errorf("%s is not up to date; if the change is meant, run go test . -update", file)
}

// TestAPI holds the public API to its golden files, one for each package that
// users can import. The CI also compares it with the last release.
func TestAPI(t *testing.T) {
	t.Parallel()
	want := map[string]bool{}
	for line := range strings.Lines(goCommand(t, "list", "-f", "{{.Name}} {{.ImportPath}}", "./...")) {
		name, pkg, _ := strings.Cut(strings.TrimSpace(line), " ")
		if name == "main" || slices.Contains(strings.Split(pkg, "/"), "internal") {
			continue
		}
		file := filepath.Join("api", name+".txt")
		if want[file] {
			t.Errorf("two packages are named %s", name)
		}
		want[file] = true
		golden(t, file, goCommand(t, "doc", "-all", pkg))
	}
	entries, err := os.ReadDir(filepath.Join("testdata", "api"))
	if err != nil {
		t.Fatal(err)
	}
	for _, entry := range entries {
		if file := filepath.Join("api", entry.Name()); !want[file] {
			t.Errorf("no package belongs to testdata/%s", filepath.ToSlash(file))
		}
	}
}

// TestDependencies holds what each package is built from, beyond the standard
// library, to a golden file: a new arrow between rooms is seen.
func TestDependencies(t *testing.T) {
	t.Parallel()
	var b strings.Builder
	for _, pkg := range strings.Fields(goCommand(t, "list", "./...")) {
		b.WriteString(pkg + "\n")
		deps := strings.Fields(goCommand(t, "list", "-deps", "-f", "{{if not .Standard}}{{.ImportPath}}{{end}}", pkg))
		slices.Sort(deps)
		for _, dep := range deps {
			if dep != pkg {
				b.WriteString("\t" + dep + "\n")
			}
		}
	}
	golden(t, "deps.txt", b.String())
}

// TestDirectRequirements holds go.mod to what the library may ask of its users.
func TestDirectRequirements(t *testing.T) {
	t.Parallel()
	allowed := []string{"github.com/labstack/echo/v4", "github.com/go-playground/validator/v10", "golang.org/x/time"}
	direct := goCommand(t, "list", "-m", "-f", "{{if not (or .Indirect .Main)}}{{.Path}}{{end}}", "all")
	for _, path := range strings.Fields(direct) {
		if !slices.Contains(allowed, path) {
			t.Errorf("the core requires %s; what needs it belongs in a nested module", path)
		}
	}
}

// TestImports holds each package to those that it may know of.
func TestImports(t *testing.T) {
	t.Parallel()
	const echo = "github.com/labstack/echo"
	for _, pkg := range []string{"apierror", "negotiate", "adapter", "demurhttp", "internal/errtree", "internal/header", "internal/shape", "internal/pointer", "internal/bind", "ratelimit", "validation", "demurtest"} {
		imports := goCommand(t, "list", "-deps", "-f", "{{if not .Standard}}{{.ImportPath}}{{end}}", module+"/"+pkg)
		for _, path := range strings.Fields(imports) {
			foreign := !strings.HasPrefix(path, module) && pkg != "validation" && pkg != "adapter" && pkg != "demurhttp" // whose validator brings its own
			if strings.HasPrefix(path, echo) || foreign && !(pkg == "ratelimit" && path == "golang.org/x/time/rate") {
				t.Errorf("%s imports %s", pkg, path)
			}
			if pkg == "ratelimit" && strings.HasPrefix(path, module) && path != module+"/ratelimit" {
				t.Errorf("ratelimit imports %s; it knows no HTTP", path)
			}
			if pkg == "negotiate" && path != module+"/negotiate" {
				t.Errorf("negotiate imports %s; it is of the standard library alone", path)
			}
		}
	}
}

// TestAdapterSizes holds the adapters to what only their frameworks know: what more
// would have in common belongs in package adapter.
func TestAdapterSizes(t *testing.T) {
	t.Parallel()
	for _, dir := range []string{".", "demurhttp", "echov5"} {
		files, err := filepath.Glob(filepath.Join(dir, "*.go"))
		if dir == "echov5" && len(files) == 0 {
			continue // a module of its own, which the zip of the core does not have
		}
		if err != nil || len(files) == 0 {
			t.Fatal(dir, err)
		}
		lines := 0
		for _, file := range files {
			if strings.HasSuffix(file, "_test.go") {
				continue
			}
			data, err := os.ReadFile(file)
			if err != nil {
				t.Fatal(err)
			}
			for line := range strings.Lines(string(data)) {
				if line = strings.TrimSpace(line); line != "" && !strings.HasPrefix(line, "//") {
					lines++
				}
			}
		}
		if lines >= 450 {
			t.Errorf("%s has %d lines without comments, want less than 450", dir, lines)
		}
	}
}

// generated is what go generate says that tools write into their files.
var generated = regexp.MustCompile(`(?m)^// Code generated .* DO NOT EDIT\.$`)

// TestFileSizes holds the files that people write to a size that can be read at a sitting.
func TestFileSizes(t *testing.T) {
	t.Parallel()
	err := filepath.WalkDir(".", func(path string, d os.DirEntry, err error) error {
		if err != nil {
			return err
		}
		if d.IsDir() && (path != "." && strings.HasPrefix(d.Name(), ".") || d.Name() == "testdata") {
			return filepath.SkipDir
		}
		if filepath.Ext(path) != ".go" {
			return nil
		}
		data, err := os.ReadFile(path)
		if n := bytes.Count(data, []byte("\n")); n > 400 && !generated.Match(data) {
			t.Errorf("%s has %d lines", path, n)
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
}
