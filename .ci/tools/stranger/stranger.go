package main

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"

	"github.com/seed-86b940f4/demur/ci/tools/repo"
)

// A stranger has a folder to work in, and knows the modules by their names alone.
type stranger struct {
	work  string
	gobin string
	env   []string
}

func newStranger(work, tree string, r *repo.Repo) (*stranger, error) {
	// The environment has chosen the release of Go. Asked again, with an empty module
	// cache, it would download it again.
	out, err := exec.Command("go", "env", "GOROOT", "GOPROXY").Output()
	if err != nil {
		return nil, err
	}
	goroot, proxies, _ := strings.Cut(strings.TrimSpace(string(out)), "\n")
	var ours []string
	for _, m := range r.Libraries() {
		ours = append(ours, m.Path)
	}
	bin := filepath.Join(goroot, "bin")
	return &stranger{work: work, gobin: filepath.Join(bin, "go"), env: append(os.Environ(),
		"PATH="+bin+string(filepath.ListSeparator)+os.Getenv("PATH"),
		"GOTOOLCHAIN=local",
		"GOWORK=off",
		"GOFLAGS=-mod=mod -modcacherw -trimpath", // or nothing that was built is found again
		"GOMODCACHE="+filepath.Join(work, "cache"),
		// Ours are in the tree. No checksum database knows them yet, and GOPRIVATE
		// would go around the tree.
		"GOPROXY=file://"+filepath.ToSlash(tree)+","+proxies,
		"GONOSUMDB="+strings.Join(ours, ","),
		"GOPRIVATE=",
		"GONOPROXY=",
	)}, nil
}

// output runs a command in a folder of the stranger's.
func (s *stranger) output(dir, name string, args ...string) (string, error) {
	cmd := exec.Command(name, args...)
	cmd.Dir, cmd.Env = dir, s.env
	var out, errs bytes.Buffer
	cmd.Stdout, cmd.Stderr = &out, &errs
	if err := cmd.Run(); err != nil {
		return "", fmt.Errorf("%s %s: %w\n%s%s", name, strings.Join(args, " "), err, &out, &errs)
	}
	return out.String(), nil
}

// steps runs commands of go, one after the other.
func (s *stranger) steps(dir string, commands ...[]string) error {
	for _, args := range commands {
		if _, err := s.output(dir, s.gobin, args...); err != nil {
			return err
		}
	}
	return nil
}

func (s *stranger) newModule() (string, error) {
	dir, err := os.MkdirTemp(s.work, "module")
	if err != nil {
		return "", err
	}
	return dir, s.steps(dir, []string{"mod", "init", "example.com/stranger"})
}

// visit gets one library alone, and vets and builds its public packages, which it
// returns.
func (s *stranger) visit(m repo.Module) ([]string, error) {
	dir, err := s.newModule()
	if err != nil {
		return nil, err
	}
	if err := s.steps(dir, []string{"get", m.Path + "@" + m.Version}); err != nil {
		return nil, err
	}
	packages, err := s.public(dir, m)
	if err != nil {
		return nil, err
	}
	var program strings.Builder
	program.WriteString("package main\n\nimport (\n")
	for _, p := range packages {
		fmt.Fprintf(&program, "\t_ %q\n", p)
	}
	program.WriteString(")\n\nfunc main() {}\n")
	if err := os.WriteFile(filepath.Join(dir, "main.go"), []byte(program.String()), 0o644); err != nil {
		return nil, err
	}
	fmt.Printf("%s@%s: %d packages\n", m.Path, m.Version, len(packages))
	return packages, s.steps(dir,
		[]string{"mod", "tidy"},
		append([]string{"vet"}, packages...),
		append([]string{"build"}, packages...),
		[]string{"build", "-o", os.DevNull, "."},
	)
}

// public are the packages of a module that others can import.
func (s *stranger) public(dir string, m repo.Module) ([]string, error) {
	out, err := s.output(dir, s.gobin, "list", "-f", `{{if ne .Name "main"}}{{.Module.Path}} {{.ImportPath}}{{end}}`, m.Path+"/...")
	if err != nil {
		return nil, err
	}
	var packages []string
	for line := range strings.Lines(out) {
		of, pkg, _ := strings.Cut(strings.TrimSpace(line), " ")
		if of == m.Path && !slices.Contains(strings.Split(pkg, "/"), "internal") {
			packages = append(packages, pkg)
		}
	}
	if len(packages) == 0 {
		return nil, errors.New("no public package")
	}
	return packages, nil
}

// test runs the tests of a module where there is nothing but its zip.
func (s *stranger) test(m repo.Module) error {
	dir, err := s.newModule()
	if err != nil {
		return err
	}
	out, err := s.output(dir, s.gobin, "mod", "download", "-json", m.Path+"@"+m.Version)
	if err != nil {
		return err
	}
	var got struct{ Dir string }
	if err := json.Unmarshal([]byte(out), &got); err != nil {
		return err
	}
	// The go command takes modules in the cache for those of others, whose go.mod
	// cannot be changed and whose replace directives do not count.
	dir = filepath.Join(dir, "unpacked")
	if err := os.CopyFS(dir, os.DirFS(got.Dir)); err != nil {
		return err
	}
	replaced, err := s.output(dir, s.gobin, "mod", "edit", "-json")
	if err != nil {
		return err
	}
	var file struct {
		Replace []struct{ Old struct{ Path string } }
	}
	if err := json.Unmarshal([]byte(replaced), &file); err != nil {
		return err
	}
	for _, r := range file.Replace {
		if err := s.steps(dir, []string{"mod", "edit", "-dropreplace=" + r.Old.Path}); err != nil {
			return err
		}
	}
	out, err = s.output(dir, s.gobin, "test", "./...")
	fmt.Print(out)
	return err
}

// serve builds, tests and runs a service that imports every public package.
func (s *stranger) serve(source string, libraries []repo.Module, public []string) error {
	dir, err := s.newModule()
	if err != nil {
		return err
	}
	get := []string{"get"}
	for _, m := range libraries {
		get = append(get, m.Path+"@"+m.Version)
	}
	if err := os.CopyFS(dir, os.DirFS(source)); err != nil {
		return err
	}
	if err := s.steps(dir, get, []string{"mod", "tidy"}); err != nil {
		return err
	}
	imports, err := s.output(dir, s.gobin, "list", "-f", `{{join .Imports "\n"}}{{"\n"}}{{join .TestImports "\n"}}{{"\n"}}{{join .XTestImports "\n"}}`, "./...")
	if err != nil {
		return err
	}
	for _, p := range public {
		if !slices.Contains(strings.Fields(imports), p) {
			err = errors.Join(err, fmt.Errorf("%s does not use %s, a package that strangers can import", source, p))
		}
	}
	if err != nil {
		return err
	}
	binary := filepath.Join(dir, "service")
	err = s.steps(dir, []string{"vet", "./..."}, []string{"test", "./..."}, []string{"build", "-o", binary, "."})
	if err != nil {
		return err
	}
	out, err := s.output(dir, binary)
	fmt.Print(out)
	return err
}
