// Command apicheck holds the public packages of the library modules to what was
// released: an exported name may be added, none may go or change. It compares the
// checkout with the newest release tag of each module that the commit descends
// from. Before a module's first release, its golden files are the record, which a
// test of the module compares: then apicheck sees that there is one per package.
//
//	go run ./apicheck -root ../..
package main

import (
	"errors"
	"flag"
	"fmt"
	"os"
	"path/filepath"

	"github.com/seed-86b940f4/demur/ci/tools/repo"
)

func main() {
	root := flag.String("root", "../..", "folder of the checkout")
	flag.Parse()
	if err := check(*root); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

func check(root string) error {
	r, err := repo.Open(root)
	if err != nil {
		return err
	}
	announced, err := readAnnounced(r)
	if err != nil {
		return err
	}
	var errs []error
	for _, m := range r.Libraries() {
		if err := checkModule(r, m, announced); err != nil {
			errs = append(errs, fmt.Errorf("%s: %w", m.Path, err))
		}
	}
	return errors.Join(errs...)
}

func checkModule(r *repo.Repo, m repo.Module, announced []string) error {
	now, err := load(filepath.Join(r.Root, m.Dir))
	if err != nil {
		return err
	}
	if err := goldens(r, m, now); err != nil {
		return err
	}
	tag, err := newest(r, m)
	if err != nil {
		return err
	}
	if tag == "" {
		fmt.Printf("%s: no release yet; %d packages have golden files\n", m.Path, len(now))
		return nil
	}
	if err := mustBump(r, m, tag); err != nil {
		return err
	}
	before, err := loadTag(r, m, tag)
	if err != nil {
		return fmt.Errorf("%s: %w", tag, err)
	}
	return compare(m, tag, before, now, announced)
}
