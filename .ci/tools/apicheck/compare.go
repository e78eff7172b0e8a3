package main

import (
	"errors"
	"fmt"
	"go/types"
	"io/fs"
	"maps"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strings"

	"golang.org/x/exp/apidiff"
	"golang.org/x/mod/semver"
	"golang.org/x/tools/go/packages"

	"github.com/seed-86b940f4/demur/ci/tools/repo"
)

// load returns the public packages of the module in a folder, by import path.
func load(dir string) (map[string]*types.Package, error) {
	loaded, err := packages.Load(&packages.Config{
		Dir: dir,
		// As those see the module who require it, on whatever machine this is.
		Env:  append(os.Environ(), "GOWORK=off", "GOOS=linux", "GOARCH=amd64", "CGO_ENABLED=0"),
		Mode: packages.NeedName | packages.NeedTypes | packages.NeedImports | packages.NeedDeps,
	}, "./...")
	if err != nil {
		return nil, err
	}
	var errs []error
	public := map[string]*types.Package{}
	for _, p := range loaded {
		for _, err := range p.Errors {
			errs = append(errs, err)
		}
		if p.Name != "main" && p.Types != nil && !slices.Contains(strings.Split(p.PkgPath, "/"), "internal") {
			public[p.PkgPath] = p.Types
		}
	}
	if len(public) == 0 {
		errs = append(errs, fmt.Errorf("%s has no public package", dir))
	}
	return public, errors.Join(errs...)
}

// goldens reports each public package without a golden file, and each golden file
// without a package. That they are up to date is for TestAPI of the module.
func goldens(r *repo.Repo, m repo.Module, public map[string]*types.Package) error {
	var want, got []string
	for _, p := range public {
		want = append(want, path.Join(m.Dir, "testdata/api", p.Name()+".txt"))
	}
	for _, name := range r.Files() {
		if path.Dir(name) == path.Join(m.Dir, "testdata/api") {
			got = append(got, name)
		}
	}
	var errs []error
	for _, name := range want {
		if !slices.Contains(got, name) {
			errs = append(errs, fmt.Errorf("git does not track %s, the golden file of a public package", name))
		}
	}
	for _, name := range got {
		if !slices.Contains(want, name) {
			errs = append(errs, fmt.Errorf("%s is the golden file of no public package", name))
		}
	}
	return errors.Join(errs...)
}

func tagPrefix(m repo.Module) string {
	if m.Dir == "." {
		return "v"
	}
	return m.Dir + "/v"
}

// newest returns the release tag of the highest version that the commit descends
// from, or "" before the first release. A pre-release promises nothing.
func newest(r *repo.Repo, m repo.Module) (string, error) {
	list, err := r.Git("tag", "--list", "--merged", "HEAD", tagPrefix(m)+"*")
	if err != nil {
		return "", err
	}
	best, bestVersion := "", ""
	for _, tag := range strings.Fields(list) {
		version := "v" + strings.TrimPrefix(tag, tagPrefix(m))
		if !semver.IsValid(version) || semver.Prerelease(version) != "" || strings.Count(version, ".") != 2 {
			continue
		}
		if best == "" || semver.Compare(version, bestVersion) > 0 {
			best, bestVersion = tag, version
		}
	}
	return best, nil
}

// mustBump refuses a checkout that has gone on since a release and would be
// released under the same version again. A module that requires it would be
// tested with what nobody can get.
func mustBump(r *repo.Repo, m repo.Module, tag string) error {
	version := "v" + strings.TrimPrefix(tag, tagPrefix(m))
	if semver.Compare(m.Version, version) > 0 {
		return nil
	}
	at, err := r.Git("rev-list", "-n1", tag)
	if err != nil {
		return err
	}
	head, err := r.Git("rev-parse", "HEAD")
	if err != nil {
		return err
	}
	if at == head {
		return nil
	}
	return fmt.Errorf("%s is released, and the modules still require %s: raise the requirement to the next version, see CONTRIBUTING.md", tag, m.Version)
}

// loadTag loads the packages of a module as a tag has them.
func loadTag(r *repo.Repo, m repo.Module, tag string) (map[string]*types.Package, error) {
	dir, err := os.MkdirTemp("", "apicheck")
	if err != nil {
		return nil, err
	}
	defer os.RemoveAll(dir)
	// The whole tree, since a nested module is replaced by what is beside it.
	if err := r.Extract(tag, dir); err != nil {
		return nil, err
	}
	return load(filepath.Join(dir, m.Dir))
}

// compare reports what is no longer as the tag has it, unless announced has it and
// the next release may do that.
func compare(m repo.Module, tag string, before, now map[string]*types.Package, announced []string) error {
	if !mayBreak("v"+strings.TrimPrefix(tag, tagPrefix(m)), m.Version) {
		announced = nil
	}
	var errs []error
	added := 0
	breaks := func(p, change string) {
		if line := p + ": " + change; !slices.Contains(announced, line) {
			errs = append(errs, fmt.Errorf("since %s: %s", tag, line))
		}
	}
	for _, p := range slices.Sorted(maps.Keys(before)) {
		if now[p] == nil {
			breaks(p, "package removed")
			continue
		}
		for _, change := range apidiff.Changes(before[p], now[p]).Changes {
			if change.Compatible {
				added++
			} else {
				breaks(p, change.Message)
			}
		}
	}
	for p := range now {
		if before[p] == nil {
			added++
		}
	}
	if errs == nil {
		fmt.Printf("%s: %d additions since %s\n", m.Path, added, tag)
	}
	return errors.Join(errs...)
}

// mayBreak tells whether Semantic Versioning lets the next version lack what the
// last one had: a minor one may before v1, a patch never. A major one after that
// is another module.
func mayBreak(last, next string) bool {
	return semver.Major(next) == "v0" && semver.Compare(semver.MajorMinor(next), semver.MajorMinor(last)) > 0
}

// readAnnounced reads the breaks that a new minor version of v0 is to make: a line
// for each, as apicheck reports it. Without the file there are none.
func readAnnounced(r *repo.Repo) ([]string, error) {
	data, err := os.ReadFile(filepath.Join(r.Root, ".ci", "api-breaks.txt"))
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return nil, err
	}
	return strings.Split(string(data), "\n"), nil
}
