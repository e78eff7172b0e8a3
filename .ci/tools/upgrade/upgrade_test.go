package main

import (
	"strings"
	"testing"

	"github.com/seed-86b940f4/demur/ci/tools/repotest"
)

// Each mistake passes every test of the commit that makes it.
func TestUpgradeOfTheCoreAlone(t *testing.T) {
	t.Parallel()
	for name, tt := range map[string]struct {
		first bool // there is no commit before
		write func(*repotest.Checkout)
		want  string // in the error; "" for none
	}{
		"nothing":               {false, func(*repotest.Checkout) {}, ""},
		"the first commit":      {true, func(*repotest.Checkout) {}, ""},
		"a nested library more": {false, addLibrary, ""},
		"a name more, used at once": {false, func(c *repotest.Checkout) {
			c.Write("more.go", "package core\n\nfunc More() string { return Name() }\n")
			c.Write("nested/nested.go", "package nested\n\nimport \"example.com/core\"\n\nfunc Name() string { return core.More() }\n")
		}, ""},
		"a name that goes together with its use": {false, func(c *repotest.Checkout) {
			c.Write("core.go", "package core\n\nfunc Called() string { return \"core\" }\n")
			c.Write("nested/nested.go", "package nested\n\nimport \"example.com/core\"\n\nfunc Name() string { return core.Called() }\n")
			c.Write("demo/main.go", "package main\n\nfunc main() {}\n")
		}, "example.com/core/nested of the commit before does not build with the core of this one"},
		"a name that a test used": {false, func(c *repotest.Checkout) {
			c.Write("suite/suite.go", "package suite\n\nfunc Run(int) {}\n")
			c.Write("nested/nested_test.go", "package nested\n")
		}, "suite.Run"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			c := repotest.New(t)
			if !tt.first {
				c.Write("suite/suite.go", "package suite\n\nfunc Run() {}\n")
				c.Write("nested/nested_test.go", "package nested_test\n\nimport \"example.com/core/suite\"\n\nfunc run() { suite.Run() }\n\nvar _ = run\n")
				c.Commit()
				tt.write(c)
				c.Commit()
			}
			err := run(c.Root)
			if tt.want == "" && err != nil {
				t.Error(err)
			}
			if tt.want != "" && (err == nil || !strings.Contains(err.Error(), tt.want)) {
				t.Errorf("got %v, want %q in it", err, tt.want)
			}
		})
	}
}

func addLibrary(c *repotest.Checkout) {
	c.Write("go.work", "go 1.26.0\n\nuse (\n\t. // library\n\t./demo // not a library\n\t./nested // library\n\t./other // library\n)\n")
	c.Write("other/go.mod", "module example.com/core/other\n\ngo 1.26.0\n\nrequire example.com/core v0.1.0\n\nreplace example.com/core => ../\n")
	c.Write("other/other.go", "package other\n\nimport _ \"example.com/core\"\n")
}
