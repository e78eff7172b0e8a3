// Package repo knows the modules of the checkout: which there are, which of them
// are libraries, and at which version each of those will be released.
package repo

import (
	"bytes"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"os/exec"
	"path"
	"path/filepath"
	"slices"
	"strings"

	"golang.org/x/mod/modfile"
	"golang.org/x/mod/module"
)

// What the comment behind a folder in go.work says.
const (
	library    = "library"
	notLibrary = "not a library"
)

// tools is the one module that go.work does not list. Its requirements would
// choose the versions that the library is tested with.
const tools = ".ci/tools"

// Module is a module of the checkout.
type Module struct {
	Dir     string // from the root, with slashes; "." for the core
	Path    string
	Version string // of the next release
	Library bool

	file *modfile.File
}

// Repo is a checkout.
type Repo struct {
	Root    string
	Modules []Module // as in go.work
	files   []string // that git tracks
}

// Open reads the checkout at root. All that is wrong with its modules is reported
// together: one that go.work does not list or does not call a library or not,
// requirements that disagree, a module of the checkout that is not replaced by it, a
// library that imports what is internal to another.
func Open(root string) (*Repo, error) {
	r := &Repo{Root: root}
	listed, err := r.Git("ls-files", "-z")
	if err != nil {
		return nil, err
	}
	r.files = strings.Split(strings.TrimRight(listed, "\x00"), "\x00")
	if err := r.readModules(); err != nil {
		return nil, err
	}
	return r, errors.Join(r.listed(), r.setVersions(), r.imports())
}

// Libraries are the modules that others can require.
func (r *Repo) Libraries() []Module {
	return slices.DeleteFunc(slices.Clone(r.Modules), func(m Module) bool { return !m.Library })
}

// Git runs git in the checkout, which may belong to another user, as in a container.
func (r *Repo) Git(args ...string) (string, error) {
	cmd := exec.Command("git", append([]string{"-c", "safe.directory=*", "-C", r.Root}, args...)...)
	var out, errs bytes.Buffer
	cmd.Stdout, cmd.Stderr = &out, &errs
	if err := cmd.Run(); err != nil {
		return "", fmt.Errorf("git %s: %w\n%s", strings.Join(args, " "), err, &errs)
	}
	return out.String(), nil
}

// Extract writes the tree of a commit below dir, or those of its files that are below paths.
func (r *Repo) Extract(commit, dir string, paths ...string) error {
	archive := filepath.Join(dir, "tree.tar")
	if _, err := r.Git(append([]string{"archive", "--format=tar", "--output=" + archive, commit}, paths...)...); err != nil {
		return err
	}
	if out, err := exec.Command("tar", "-xf", archive, "-C", dir).CombinedOutput(); err != nil {
		return fmt.Errorf("tar: %w\n%s", err, out)
	}
	return os.Remove(archive)
}

func (r *Repo) readModules() error {
	data, err := os.ReadFile(filepath.Join(r.Root, "go.work"))
	if err != nil {
		return err
	}
	work, err := modfile.ParseWork("go.work", data, nil)
	if err != nil {
		return err
	}
	var errs []error
	for _, use := range work.Use {
		m := Module{Dir: path.Clean(filepath.ToSlash(use.Path))}
		switch comment := suffix(use.Syntax); comment {
		case library:
			m.Library = true
		case notLibrary:
		default:
			errs = append(errs, fmt.Errorf("go.work: %s needs the comment %q or %q, has %q", use.Path, "// "+library, "// "+notLibrary, comment))
		}
		name := path.Join(m.Dir, "go.mod")
		data, err := os.ReadFile(filepath.Join(r.Root, name))
		if err != nil {
			errs = append(errs, err)
			continue
		}
		if m.file, err = modfile.Parse(name, data, nil); err != nil {
			errs = append(errs, err)
			continue
		}
		m.Path = m.file.Module.Mod.Path
		r.Modules = append(r.Modules, m)
	}
	return errors.Join(errs...)
}

func suffix(line *modfile.Line) string {
	var words []string
	for _, c := range line.Suffix {
		words = append(words, strings.TrimSpace(strings.TrimPrefix(c.Token, "//")))
	}
	return strings.Join(words, " ")
}

// listed reports each go.mod whose module go.work does not list.
func (r *Repo) listed() error {
	var errs []error
	for _, name := range r.files {
		dir := path.Dir(name)
		if path.Base(name) != "go.mod" || dir == tools || slices.Contains(strings.Split(dir, "/"), "testdata") {
			continue
		}
		if !slices.ContainsFunc(r.Modules, func(m Module) bool { return m.Dir == dir }) {
			errs = append(errs, fmt.Errorf("%s: go.work does not list this module", name))
		}
	}
	return errors.Join(errs...)
}

// setVersions finds the version of each module in what the others require. A
// module that none requires is released together with the core.
func (r *Repo) setVersions() error {
	var errs []error
	versions, by := map[string]string{}, map[string]string{}
	dirs := map[string]Module{}
	for _, m := range r.Modules {
		dirs[m.Path] = m
	}
	for _, m := range r.Modules {
		for _, req := range m.file.Require {
			sibling, ok := dirs[req.Mod.Path]
			if !ok {
				continue
			}
			at := path.Join(m.Dir, "go.mod")
			if v := versions[sibling.Path]; v != "" && v != req.Mod.Version {
				errs = append(errs, fmt.Errorf("%s requires %s, %s requires %s of it", at, req.Mod, by[sibling.Path], v))
			}
			versions[sibling.Path], by[sibling.Path] = req.Mod.Version, at
			if m.Library && !sibling.Library {
				errs = append(errs, fmt.Errorf("%s: a library requires %s, which is none", at, sibling.Path))
			}
			if !replaced(m, sibling) {
				errs = append(errs, fmt.Errorf("%s: %s is not replaced by the checkout", at, sibling.Path))
			}
		}
	}
	core := versions[r.core()]
	if core == "" {
		errs = append(errs, errors.New("no module requires the core, so its next version is not known"))
	}
	for i := range r.Modules {
		m := &r.Modules[i]
		if m.Version = versions[m.Path]; m.Version == "" {
			m.Version = core
		}
		if err := module.Check(m.Path, m.Version); err != nil && core != "" {
			errs = append(errs, err)
		}
	}
	return errors.Join(errs...)
}

func replaced(m, sibling Module) bool {
	return slices.ContainsFunc(m.file.Replace, func(rep *modfile.Replace) bool {
		return rep.Old == module.Version{Path: sibling.Path} && path.Join(m.Dir, filepath.ToSlash(rep.New.Path)) == sibling.Dir
	})
}

func (r *Repo) core() string {
	for _, m := range r.Modules {
		if m.Dir == "." {
			return m.Path
		}
	}
	return ""
}

// filesOf are the tracked files below a module's folder that are there, those of
// modules below it too.
func (r *Repo) filesOf(m Module) ([]string, error) {
	var names []string
	for _, name := range r.files {
		if m.Dir != "." && !strings.HasPrefix(name, m.Dir+"/") {
			continue
		}
		info, err := os.Lstat(filepath.Join(r.Root, name))
		if errors.Is(err, fs.ErrNotExist) {
			continue // removed, but not yet in a commit
		}
		if err != nil {
			return nil, err
		}
		if info.Mode().IsRegular() {
			names = append(names, name)
		}
	}
	return names, nil
}

// Files are the files that git tracks, with slashes, from the root.
func (r *Repo) Files() []string { return slices.Clone(r.files) }
