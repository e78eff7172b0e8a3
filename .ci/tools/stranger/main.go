// Command stranger does what somebody does who has never seen the repository. It
// releases the library modules of the checkout to a module proxy of its own, gets
// each into an empty module of an empty module cache, vets and builds what it
// finds there, runs a service that uses all of it, and the modules' own tests.
//
//	go run ./stranger -root ../..
package main

import (
	"flag"
	"fmt"
	"os"
	"path/filepath"

	"github.com/seed-86b940f4/demur/ci/tools/repo"
)

func main() {
	root := flag.String("root", "../..", "folder of the checkout")
	service := flag.String("service", "stranger/testdata/service", "folder of the service that uses every public package")
	flag.Parse()
	if err := run(*root, *service); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

func run(root, service string) (err error) {
	r, err := repo.Open(root)
	if err != nil {
		return err
	}
	work, err := os.MkdirTemp("", "stranger")
	if err != nil {
		return err
	}
	defer func() {
		if rmErr := os.RemoveAll(work); err == nil {
			err = rmErr
		}
	}()
	tree := filepath.Join(work, "proxy")
	if err := r.WriteProxy(tree); err != nil {
		return err
	}
	s, err := newStranger(work, tree, r)
	if err != nil {
		return err
	}
	var public []string
	for _, m := range r.Libraries() {
		packages, err := s.visit(m)
		if err != nil {
			return fmt.Errorf("%s@%s: %w", m.Path, m.Version, err)
		}
		public = append(public, packages...)
	}
	if err := s.serve(service, r.Libraries(), public); err != nil {
		return err
	}
	for _, m := range r.Libraries() {
		if err := s.test(m); err != nil {
			return fmt.Errorf("%s@%s, as its zip has it: %w", m.Path, m.Version, err)
		}
	}
	return nil
}
