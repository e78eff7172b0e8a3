package repo

import (
	"errors"
	"fmt"
	"go/parser"
	"go/token"
	"path"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
)

// imports reports each file of a library, tests too, that imports an internal package
// of another module. Such a library builds only with the very release of the other
// that it was released with: whoever upgrades one alone gets errors of the compiler.
func (r *Repo) imports() error {
	var errs []error
	for _, name := range r.files {
		if path.Ext(name) != ".go" || slices.Contains(strings.Split(name, "/"), "testdata") {
			continue
		}
		m, ok := r.moduleOf(name)
		if !ok || !m.Library {
			continue
		}
		file, err := parser.ParseFile(token.NewFileSet(), filepath.Join(r.Root, name), nil, parser.ImportsOnly)
		if err != nil {
			continue // removed but not yet in a commit, or for the compiler to report
		}
		for _, spec := range file.Imports {
			imported, err := strconv.Unquote(spec.Path.Value)
			if err == nil && r.isForeignInternal(m, imported) {
				errs = append(errs, fmt.Errorf("%s imports %s, which is internal to another module", name, imported))
			}
		}
	}
	return errors.Join(errs...)
}

// moduleOf returns the module that a file belongs to: of those around it, the innermost.
func (r *Repo) moduleOf(name string) (of Module, ok bool) {
	for _, m := range r.Modules {
		if (m.Dir == "." || strings.HasPrefix(name, m.Dir+"/")) && (!ok || len(m.Dir) > len(of.Dir) || of.Dir == ".") {
			of, ok = m, true
		}
	}
	return of, ok
}

// isForeignInternal reports whether a path is internal to a module of the checkout that
// is not m.
func (r *Repo) isForeignInternal(m Module, imported string) bool {
	if !slices.Contains(strings.Split(imported, "/"), "internal") {
		return false
	}
	of := ""
	for _, other := range r.Modules {
		if strings.HasPrefix(imported, other.Path+"/") && len(other.Path) > len(of) {
			of = other.Path
		}
	}
	return of != "" && of != m.Path
}
