package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/seed-86b940f4/demur/ci/tools/repotest"
)

const (
	readsFile = "package nested_test\n\nimport (\n\t\"os\"\n\t\"testing\"\n)\n\nfunc TestFile(t *testing.T) {\n\tif _, err := os.Stat(%FILE%); err != nil {\n\t\tt.Fatal(err)\n\t}\n}\n"
	service   = "package main\n\nimport (\n\t\"fmt\"\n\n\t\"example.com/core\"\n\t\"example.com/core/nested\"\n)\n\nfunc main() { fmt.Println(core.Name(), nested.Name()) }\n"
)

// Each mistake passes every test in the checkout.
func TestWhatStrangersMeet(t *testing.T) {
	t.Parallel()
	for name, tt := range map[string]struct {
		write func(*repotest.Checkout)
		want  string // in the error; "" for none
	}{
		"nothing wrong": {func(c *repotest.Checkout) {
			c.Write("nested/nested_test.go", strings.ReplaceAll(readsFile, "%FILE%", `"testdata/api/nested.txt"`))
		}, ""},
		"a fixture outside the module": {func(c *repotest.Checkout) {
			c.Write("nested/nested_test.go", strings.ReplaceAll(readsFile, "%FILE%", `"../core.go"`))
		}, "core.go: no such file"},
		"a fixture that is not committed": {func(c *repotest.Checkout) {
			c.Write("nested/nested_test.go", strings.ReplaceAll(readsFile, "%FILE%", `"testdata/fixture"`))
			c.Write(".gitignore", "fixture\n")
			c.Write("nested/testdata/fixture", "here\n")
		}, "testdata/fixture: no such file"},
		"an internal package of another module": {func(c *repotest.Checkout) {
			c.Write("nested/nested.go", "package nested\n\nimport _ \"example.com/core/internal/missing\"\n")
		}, "internal/missing"},
		"a requirement that only the workspace has": {func(c *repotest.Checkout) {
			c.Write("nested/go.mod", "module example.com/core/nested\n\ngo 1.26.0\n")
			c.Write("nested/nested_test.go", strings.ReplaceAll(readsFile, "%FILE%", `"go.mod"`))
			c.Write("nested/nested.go", "package nested\n\nimport \"example.com/core/demo/part\"\n\nfunc Name() string { return part.Name }\n")
			c.Write("demo/part/part.go", "package part\n\nconst Name = \"part\"\n")
		}, "example.com/core/demo/part"},
		"a package that the service does not use": {func(c *repotest.Checkout) {
			c.Write("more/more.go", "package more\n")
		}, "does not use example.com/core/more"},
		"a service that fails": {func(c *repotest.Checkout) {
			c.Write("core.go", "package core\n\nfunc Name() string { panic(\"no name\") }\n")
		}, "no name"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			c := repotest.New(t)
			tt.write(c)
			c.Commit()
			user := t.TempDir()
			if err := os.WriteFile(filepath.Join(user, "main.go"), []byte(service), 0o644); err != nil {
				t.Fatal(err)
			}
			err := run(c.Root, user)
			if tt.want == "" && err != nil {
				t.Error(err)
			}
			if tt.want != "" && (err == nil || !strings.Contains(err.Error(), tt.want)) {
				t.Errorf("got %v, want %q in it", err, tt.want)
			}
		})
	}
}
