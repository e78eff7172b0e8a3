// Command upgrade does what a service does that upgrades the core alone: it builds the
// nested libraries of the commit before against the core of the checkout, with their
// tests. What a nested library needs of the core is thus added to the core a commit
// earlier at least, and removed from it a commit later.
//
//	go run ./upgrade -root ../..
package main

import (
	"errors"
	"flag"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"

	"github.com/seed-86b940f4/demur/ci/tools/repo"
)

// before is the commit before, of a merge the one that it was merged into.
const before = "HEAD^"

func main() {
	root := flag.String("root", "../..", "folder of the checkout")
	flag.Parse()
	if err := run(*root); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

func run(root string) error {
	root, err := filepath.Abs(root)
	if err != nil {
		return err
	}
	r, err := repo.Open(root)
	if err != nil {
		return err
	}
	if _, err := r.Git("rev-parse", "--verify", "--quiet", before+"^{commit}"); err != nil {
		fmt.Println("skipped: there is no commit before this one; a clone must be two commits deep")
		return nil
	}
	var errs []error
	for _, m := range r.Libraries() {
		if m.Dir == "." {
			continue
		}
		gomod, err := r.Git("ls-tree", "--name-only", before, m.Dir+"/go.mod")
		switch {
		case err != nil:
			errs = append(errs, err)
		case gomod == "":
			fmt.Printf("%s: skipped, the commit before has no such module\n", m.Path)
		default:
			if err := build(r, m); err != nil {
				errs = append(errs, fmt.Errorf("%s of the commit before does not build with the core of this one: %w", m.Path, err))
				continue
			}
			fmt.Printf("%s: that of the commit before builds\n", m.Path)
		}
	}
	return errors.Join(errs...)
}

// build builds a module as the commit before has it, where it stands alone.
func build(r *repo.Repo, m repo.Module) error {
	dir, err := os.MkdirTemp("", "upgrade")
	if err != nil {
		return err
	}
	defer os.RemoveAll(dir)
	if err := r.Extract(before, dir, m.Dir); err != nil {
		return err
	}
	edit := []string{"go", "mod", "edit"}
	for _, library := range r.Libraries() {
		if library.Path != m.Path {
			edit = append(edit, "-replace="+library.Path+"="+filepath.Join(r.Root, library.Dir))
		}
	}
	for _, args := range [][]string{edit, {"go", "vet", "./..."}} {
		cmd := exec.Command(args[0], args[1:]...)
		cmd.Dir = filepath.Join(dir, m.Dir)
		// The core may have other requirements by now.
		cmd.Env = append(os.Environ(), "GOWORK=off", "GOFLAGS=-mod=mod")
		if out, err := cmd.CombinedOutput(); err != nil {
			return fmt.Errorf("%v: %w\n%s", args, err, out)
		}
	}
	return nil
}
