package demur_test

import (
	"go/ast"
	"go/build"
	"go/doc"
	"go/doc/comment"
	"go/parser"
	"go/token"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

// documented is a package with what it exports, as pkg.go.dev shows it.
type documented struct {
	*doc.Package
	files []*ast.File
	names map[string]bool // Name, or Type.Method, or Type.Field
}

func readPackage(t *testing.T, dir, importPath string) *documented {
	t.Helper()
	fset, d := token.NewFileSet(), &documented{names: map[string]bool{}}
	names, err := filepath.Glob(filepath.Join(dir, "*.go"))
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range names {
		if match, err := build.Default.MatchFile(dir, filepath.Base(name)); err != nil || !match || strings.HasSuffix(name, "_test.go") {
			continue
		}
		file, err := parser.ParseFile(fset, name, nil, parser.ParseComments)
		if err != nil {
			t.Fatal(err)
		}
		d.files = append(d.files, file)
	}
	if len(d.files) == 0 {
		return nil
	}
	if d.Package, err = doc.NewFromFiles(fset, d.files, importPath, doc.PreserveAST); err != nil {
		t.Fatal(err)
	}
	for _, file := range d.files {
		for _, decl := range file.Decls {
			d.declare(decl)
		}
	}
	return d
}

func (d *documented) declare(decl ast.Decl) {
	switch decl := decl.(type) {
	case *ast.FuncDecl:
		receiver := ""
		if decl.Recv != nil {
			ast.Inspect(decl.Recv.List[0].Type, func(n ast.Node) bool {
				if id, ok := n.(*ast.Ident); ok && receiver == "" {
					receiver = id.Name + "."
				}
				return true
			})
		}
		d.names[receiver+decl.Name.Name] = true
	case *ast.GenDecl:
		for _, spec := range decl.Specs {
			switch spec := spec.(type) {
			case *ast.ValueSpec:
				for _, name := range spec.Names {
					d.names[name.Name] = true
				}
			case *ast.TypeSpec:
				d.names[spec.Name.Name] = true
				members := []*ast.Field{}
				if s, ok := spec.Type.(*ast.StructType); ok {
					members = s.Fields.List
				} else if i, ok := spec.Type.(*ast.InterfaceType); ok {
					members = i.Methods.List
				}
				for _, member := range members {
					for _, name := range member.Names {
						d.names[spec.Name.Name+"."+name.Name] = true
					}
				}
			}
		}
	}
}

// comments returns the comments of what is exported.
func (d *documented) comments() map[string]string {
	all := map[string]string{"the package": d.Doc}
	for _, file := range d.files {
		ast.Inspect(file, func(n ast.Node) bool {
			switch n := n.(type) {
			case *ast.FuncDecl:
				if n.Name.IsExported() {
					all[n.Name.Name] += n.Doc.Text()
				}
				return false
			case *ast.GenDecl:
				all["a declaration"] += n.Doc.Text() + "\n\n"
			case *ast.TypeSpec:
				all[n.Name.Name] += n.Doc.Text()
			case *ast.ValueSpec:
				all[n.Names[0].Name] += n.Doc.Text()
			case *ast.Field:
				if len(n.Names) > 0 && n.Names[0].IsExported() {
					all["field "+n.Names[0].Name] += n.Doc.Text() + "\n\n"
				}
			}
			return true
		})
	}
	return all
}

var notALink = regexp.MustCompile(`(?:^|\W)\[\*?(?:[a-z]\w*\.)?[A-Z]\w*(?:\.[A-Z]\w*)?\]`)

// A link to a name that is not there stands in brackets on pkg.go.dev, and one to a name
// that has gone leads to the top of a page.
func TestDocLinks(t *testing.T) {
	t.Parallel()
	known, links := map[string]*documented{}, 0
	lookup := func(importPath string) *documented {
		if d, ok := known[importPath]; ok {
			return d
		}
		dir := filepath.Join(build.Default.GOROOT, "src", filepath.FromSlash(importPath))
		if rest, ok := strings.CutPrefix(importPath, module); ok {
			dir = "." + rest
		} else if strings.Contains(importPath, ".") {
			return nil // of another module
		}
		if _, err := os.Stat(dir); err != nil {
			return nil
		}
		known[importPath] = readPackage(t, dir, importPath)
		return known[importPath]
	}
	for _, dir := range publicPackages(t) {
		importPath := strings.TrimSuffix(module+"/"+dir, "/.")
		d := lookup(importPath)
		for of, text := range d.comments() {
			for _, where := range docTexts(d.Parser().Parse(text)) {
				switch link, plain := where.(*comment.DocLink); {
				case !plain:
					if bad := notALink.FindString(string(where.(comment.Plain))); bad != "" {
						t.Errorf("%s, %s: %s is no link", importPath, of, bad)
					}
				default:
					links++
					to, name := d, link.Name
					if link.ImportPath != "" {
						to = lookup(link.ImportPath)
					}
					if link.Recv != "" {
						name = link.Recv + "." + name
					}
					if to != nil && name != "" && !to.names[name] {
						t.Errorf("%s, %s: %s has no %s", importPath, of, to.ImportPath, name)
					}
				}
			}
		}
	}
	if links < 100 {
		t.Errorf("%d links", links)
	}
}

// publicPackages returns the folders of the packages that somebody can import, also those
// of nested modules, where they are.
func publicPackages(t *testing.T) (dirs []string) {
	t.Helper()
	err := filepath.WalkDir(".", func(file string, entry os.DirEntry, err error) error {
		if err != nil || !entry.IsDir() {
			return err
		}
		if name := entry.Name(); file != "." && (strings.HasPrefix(name, ".") || name == "internal" || name == "testdata" || name == "node_modules") {
			return filepath.SkipDir
		}
		if d := readPackage(t, file, module); d != nil && d.Name != "main" {
			dirs = append(dirs, filepath.ToSlash(file))
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return dirs
}

// docTexts returns the links and the plain texts of a comment.
func docTexts(d *comment.Doc) (texts []comment.Text) {
	var inBlock func(b comment.Block)
	of := func(all []comment.Text) {
		for _, text := range all {
			switch text.(type) {
			case *comment.DocLink, comment.Plain:
				texts = append(texts, text)
			}
		}
	}
	inBlock = func(b comment.Block) {
		switch b := b.(type) {
		case *comment.Heading:
			of(b.Text)
		case *comment.Paragraph:
			of(b.Text)
		case *comment.List:
			for _, item := range b.Items {
				for _, inner := range item.Content {
					inBlock(inner)
				}
			}
		}
	}
	for _, block := range d.Content {
		inBlock(block)
	}
	return texts
}
