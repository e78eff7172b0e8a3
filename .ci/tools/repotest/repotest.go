// Package repotest makes small checkouts for the tests of the tools.
package repotest

import (
	"os"
	"os/exec"
	"path/filepath"
	"testing"
)

// A Checkout is a git repository in a folder of the test's own.
type Checkout struct {
	t    *testing.T
	Root string
}

// New returns a checkout of two libraries, example.com/core and
// example.com/core/nested, and example.com/core/demo, which is none.
func New(t *testing.T) *Checkout {
	t.Helper()
	c := &Checkout{t: t, Root: t.TempDir()}
	c.git("init", "-q")
	c.Write("LICENSE", "free\n")
	c.Write("go.work", "go 1.26.0\n\nuse (\n\t. // library\n\t./demo // not a library\n\t./nested // library\n)\n")
	c.Write("go.mod", "module example.com/core\n\ngo 1.26.0\n")
	c.Write("core.go", "// Package core is a fixture.\npackage core\n\n// Name is a name.\nfunc Name() string { return \"core\" }\n")
	c.Write("internal/secret/secret.go", "// Package secret is for the core alone.\npackage secret\n")
	c.Write("testdata/api/core.txt", "recorded\n")
	for _, m := range []string{"nested", "demo"} {
		c.Write(m+"/go.mod", "module example.com/core/"+m+"\n\ngo 1.26.0\n\nrequire example.com/core v0.1.0\n\nreplace example.com/core => ../\n")
	}
	c.Write("nested/nested.go", "// Package nested is a fixture.\npackage nested\n\nimport \"example.com/core\"\n\n// Name is a name.\nfunc Name() string { return core.Name() }\n")
	c.Write("nested/testdata/api/nested.txt", "recorded\n")
	c.Write("demo/main.go", "package main\n\nimport \"example.com/core\"\n\nfunc main() { println(core.Name()) }\n")
	c.Commit()
	return c
}

// Write makes or replaces a file. It is tracked from the next Commit on.
func (c *Checkout) Write(name, content string) {
	c.t.Helper()
	file := filepath.Join(c.Root, filepath.FromSlash(name))
	if err := os.MkdirAll(filepath.Dir(file), 0o755); err != nil {
		c.t.Fatal(err)
	}
	if err := os.WriteFile(file, []byte(content), 0o644); err != nil {
		c.t.Fatal(err)
	}
}

// Commit commits all files, and tags the commit.
func (c *Checkout) Commit(tags ...string) {
	c.t.Helper()
	c.git("add", "-A")
	c.git("commit", "-q", "--allow-empty", "-m", "a commit")
	for _, tag := range tags {
		c.git("tag", tag)
	}
}

func (c *Checkout) git(args ...string) {
	c.t.Helper()
	cmd := exec.Command("git", append([]string{
		"-C", c.Root, "-c", "user.name=a", "-c", "user.email=a@example.com", "-c", "commit.gpgsign=false", "-c", "core.hooksPath=/dev/null",
	}, args...)...)
	if out, err := cmd.CombinedOutput(); err != nil {
		c.t.Fatalf("git %v: %v\n%s", args, err, out)
	}
}
