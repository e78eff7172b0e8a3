package main

import (
	"strings"
	"testing"

	"github.com/seed-86b940f4/demur/ci/tools/repotest"
)

const api = `// Package core is a fixture.
package core

type Store interface{ Take() int }

type Config struct{ Limit int }

func Name() string { return "core" }
`

// next is a requirement of the version after the one that is tagged.
func next(c *repotest.Checkout, version string) {
	for _, m := range []string{"nested", "demo"} {
		c.Write(m+"/go.mod", "module example.com/core/"+m+"\n\ngo 1.26.0\n\nrequire example.com/core "+version+"\n\nreplace example.com/core => ../\n")
	}
}

func TestAPIOnlyGrows(t *testing.T) {
	t.Parallel()
	replace := func(old, new string) func(*repotest.Checkout) {
		return func(c *repotest.Checkout) { c.Write("core.go", strings.Replace(api, old, new, 1)) }
	}
	for name, tt := range map[string]struct {
		version string
		change  func(*repotest.Checkout)
		want    string // in the error; "" for none
	}{
		"nothing":    {"v0.1.1", func(*repotest.Checkout) {}, ""},
		"a function": {"v0.1.1", replace("func Name", "func More() {}\n\nfunc Name"), ""},
		"a field":    {"v0.1.1", replace("Limit int", "Limit, Burst int"), ""},
		"a new package": {"v0.1.1", func(c *repotest.Checkout) {
			c.Write("more/more.go", "package more\n")
			c.Write("testdata/api/more.txt", "recorded\n")
		}, ""},
		"a removed function": {"v0.1.1", func(c *repotest.Checkout) {
			replace("func Name() string", "func Names() string")(c)
			c.Write("nested/nested.go", "package nested\n\nfunc Name() string { return \"\" }\n")
			c.Write("demo/main.go", "package main\n\nfunc main() {}\n")
		}, "since v0.1.0: example.com/core: Name: removed"},
		"a changed signature":                    {"v0.1.1", replace("Name() string", "Name(more ...int) string"), "Name: changed from func() string"},
		"a method added to an interface":         {"v0.1.1", replace("Take() int", "Take() int; Close()"), "Store.Close: added"},
		"a removed field":                        {"v0.1.1", replace("Limit int", ""), "Config.Limit: removed"},
		"another API under a released version":   {"v0.1.0", replace("func Name", "func More() {}\n\nfunc Name"), "v0.1.0 is released, and the modules still require v0.1.0"},
		"a public package without a golden":      {"v0.1.1", func(c *repotest.Checkout) { c.Write("more/more.go", "package more\n") }, "testdata/api/more.txt"},
		"a golden without a public package":      {"v0.1.1", func(c *repotest.Checkout) { c.Write("testdata/api/old.txt", "recorded\n") }, "testdata/api/old.txt"},
		"a removed field, announced, in a patch": {"v0.1.1", announced(replace("Limit int", "")), "Config.Limit: removed"},
		"a removed field, announced, in a minor": {"v0.2.0", announced(replace("Limit int", "")), ""},
		"a removed field, not announced":         {"v0.2.0", replace("Limit int", ""), "Config.Limit: removed"},
		"a nested module": {"v0.1.1", func(c *repotest.Checkout) {
			c.Write("nested/nested.go", "package nested\n")
		}, "since nested/v0.1.0: example.com/core/nested: Name: removed"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			c := repotest.New(t)
			c.Write("core.go", api)
			c.Commit("v0.0.9", "v0.1.0", "v0.1.1-rc.1", "nested/v0.1.0")
			next(c, tt.version)
			tt.change(c)
			c.Commit()
			err := check(c.Root)
			if tt.want == "" && err != nil {
				t.Error(err)
			}
			if tt.want != "" && (err == nil || !strings.Contains(err.Error(), tt.want)) {
				t.Errorf("got %v, want %q in it", err, tt.want)
			}
		})
	}
}

func announced(change func(*repotest.Checkout)) func(*repotest.Checkout) {
	return func(c *repotest.Checkout) {
		change(c)
		c.Write(".ci/api-breaks.txt", "example.com/core: Config.Limit: removed\n")
	}
}

// A release itself has nothing after its tag.
func TestTaggedCommit(t *testing.T) {
	t.Parallel()
	c := repotest.New(t)
	c.Commit("v0.1.0", "nested/v0.1.0")
	if err := check(c.Root); err != nil {
		t.Error(err)
	}
}
