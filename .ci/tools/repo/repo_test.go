package repo_test

import (
	"archive/zip"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/seed-86b940f4/demur/ci/tools/repo"
	"github.com/seed-86b940f4/demur/ci/tools/repotest"
)

const nestedMod = "module example.com/core/nested\n\ngo 1.26.0\n\n"

// A module that is forgotten or that nobody outside could get is found.
func TestModulesThatWouldBreakARelease(t *testing.T) {
	t.Parallel()
	for name, tt := range map[string]struct{ file, content, want string }{
		"not in go.work":                               {"more/go.mod", "module example.com/core/more\n", "more/go.mod: go.work does not list this module"},
		"neither a library nor not":                    {"go.work", "go 1.26.0\n\nuse (\n\t. // library\n\t./demo\n\t./nested // library\n)\n", `go.work: ./demo needs the comment`},
		"not replaced":                                 {"nested/go.mod", nestedMod + "require example.com/core v0.1.0\n", "nested/go.mod: example.com/core is not replaced by the checkout"},
		"replaced by another folder":                   {"nested/go.mod", nestedMod + "require example.com/core v0.1.0\n\nreplace example.com/core => ../demo\n", "is not replaced by the checkout"},
		"requires another version":                     {"nested/go.mod", nestedMod + "require example.com/core v0.2.0\n\nreplace example.com/core => ../\n", "nested/go.mod requires example.com/core@v0.2.0, demo/go.mod requires v0.1.0 of it"},
		"no version that can be got":                   {"nested/go.mod", nestedMod + "require example.com/core v1\n\nreplace example.com/core => ../\n", "v1"},
		"imports what is internal to the core":         {"nested/more/more_test.go", "package more\n\nimport _ \"example.com/core/internal/secret\"\n", "nested/more/more_test.go imports example.com/core/internal/secret, which is internal to another module"},
		"the core imports what is internal to another": {"core_test.go", "package core\n\nimport _ \"example.com/core/nested/internal/secret\"\n", "core_test.go imports example.com/core/nested/internal/secret"},
		"requires what is no library":                  {"nested/go.mod", nestedMod + "require example.com/core/demo v0.1.0\n\nreplace example.com/core/demo => ../demo\n", "a library requires example.com/core/demo, which is none"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			c := repotest.New(t)
			c.Write(tt.file, tt.content)
			c.Commit()
			if _, err := repo.Open(c.Root); err == nil || !strings.Contains(err.Error(), tt.want) {
				t.Errorf("got %v, want %q in it", err, tt.want)
			}
		})
	}
}

// A module may import what is internal to itself, and one that is no library what it likes.
func TestInternalPackagesOfOnesOwn(t *testing.T) {
	t.Parallel()
	c := repotest.New(t)
	c.Write("core_test.go", "package core\n\nimport _ \"example.com/core/internal/secret\"\n")
	c.Write("nested/nested_test.go", "package nested\n\nimport (\n\t_ \"example.com/core/nested/internal/secret\"\n\t_ \"example.org/internal/other\"\n)\n")
	c.Write("nested/testdata/main.go", "package main\n\nimport _ \"example.com/core/internal/secret\"\n")
	c.Write("demo/main_test.go", "package main\n\nimport _ \"example.com/core/internal/secret\"\n")
	c.Commit()
	if _, err := repo.Open(c.Root); err != nil {
		t.Error(err)
	}
}

func TestProxyHasTheTrackedFilesOfLibrariesAlone(t *testing.T) {
	t.Parallel()
	c := repotest.New(t)
	c.Write("untracked.go", "package core\n")
	r, err := repo.Open(c.Root)
	if err != nil {
		t.Fatal(err)
	}
	tree := t.TempDir()
	if err := r.WriteProxy(tree); err != nil {
		t.Fatal(err)
	}
	if _, err := os.Stat(filepath.Join(tree, "example.com/core/demo")); !os.IsNotExist(err) {
		t.Errorf("a module that is no library is in the proxy: %v", err)
	}
	for path, want := range map[string][]string{
		"example.com/core":        {"LICENSE", "core.go", "go.mod", "go.work", "internal/secret/secret.go", "testdata/api/core.txt"},
		"example.com/core/nested": {"LICENSE", "go.mod", "nested.go", "testdata/api/nested.txt"},
	} {
		dir := filepath.Join(tree, path, "@v")
		z, err := zip.OpenReader(filepath.Join(dir, "v0.1.0.zip"))
		if err != nil {
			t.Fatal(err)
		}
		defer z.Close()
		var got []string
		for _, f := range z.File {
			got = append(got, strings.TrimPrefix(f.Name, path+"@v0.1.0/"))
		}
		slices.Sort(got)
		if !slices.Equal(got, want) {
			t.Errorf("%s: %q, want %q", path, got, want)
		}
		for _, name := range []string{"list", "v0.1.0.info", "v0.1.0.mod"} {
			if _, err := os.Stat(filepath.Join(dir, name)); err != nil {
				t.Error(err)
			}
		}
	}
}
