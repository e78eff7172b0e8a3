package repo

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"path"
	"path/filepath"
	"strings"
	"time"

	"golang.org/x/mod/module"
	"golang.org/x/mod/zip"
)

// WriteProxy writes a module proxy below dir, to be named in GOPROXY as a file
// URL. It has each library at the version of the next release, as a proxy would
// make it of a tag on the checkout: of the tracked files, without nested modules.
func (r *Repo) WriteProxy(dir string) error {
	for _, m := range r.Libraries() {
		if err := r.writeModule(dir, m); err != nil {
			return fmt.Errorf("%s: %w", m.Path, err)
		}
	}
	return nil
}

func (r *Repo) writeModule(dir string, m Module) error {
	escaped, err := module.EscapePath(m.Path)
	if err != nil {
		return err
	}
	dir = filepath.Join(dir, filepath.FromSlash(escaped), "@v")
	if err := os.MkdirAll(dir, 0o755); err != nil {
		return err
	}
	gomod, err := os.ReadFile(filepath.Join(r.Root, m.Dir, "go.mod"))
	if err != nil {
		return err
	}
	info, err := json.Marshal(struct {
		Version string
		Time    time.Time
	}{m.Version, time.Now().UTC().Truncate(time.Second)})
	if err != nil {
		return err
	}
	return errors.Join(
		os.WriteFile(filepath.Join(dir, "list"), []byte(m.Version+"\n"), 0o644),
		os.WriteFile(filepath.Join(dir, m.Version+".info"), info, 0o644),
		os.WriteFile(filepath.Join(dir, m.Version+".mod"), gomod, 0o644),
		r.writeZip(filepath.Join(dir, m.Version+".zip"), m),
	)
}

func (r *Repo) writeZip(name string, m Module) (err error) {
	names, err := r.filesOf(m)
	if err != nil {
		return err
	}
	var files []zip.File
	license := false
	for _, name := range names {
		f := file{path: strings.TrimPrefix(name, m.Dir+"/"), disk: filepath.Join(r.Root, name)}
		license = license || f.path == "LICENSE"
		files = append(files, f)
	}
	if !license { // as the go command does for a module that is not at the root
		files = append(files, file{path: "LICENSE", disk: filepath.Join(r.Root, "LICENSE")})
	}
	// zip.Create leaves out nested modules, where it knows of their go.mod, and
	// vendored packages. A name that a zip cannot hold is an error of Create.
	out, err := os.Create(name)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, out.Close()) }()
	return zip.Create(out, module.Version{Path: m.Path, Version: m.Version}, files)
}

// A file of the checkout, as zip.Create asks for it.
type file struct{ path, disk string }

func (f file) Path() string                 { return path.Clean(f.path) }
func (f file) Lstat() (os.FileInfo, error)  { return os.Lstat(f.disk) }
func (f file) Open() (io.ReadCloser, error) { return os.Open(f.disk) }
