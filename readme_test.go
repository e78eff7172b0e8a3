package demur_test

import (
	"cmp"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
)

// The folder of the programs that the documents show and whose answers they print.
const programs = "testdata/readme"

// elsewhere are the folders of programs whose imports the core does not require.
// A nested module has the same file and compiles it.
var elsewhere = map[string]string{
	"redis": "example", "languages": "example", "guide": "example", "merge": "example", "observe": "conformance", "firstv5": "echov5",
}

// documentFiles returns the README, the files in docs, and the READMEs of nested modules.
// Those are not in the zip of the core: whole is false then.
func documentFiles(t *testing.T) (files []string, whole bool) {
	t.Helper()
	files, err := filepath.Glob("docs/*.md")
	if err != nil || len(files) == 0 {
		t.Fatal("docs/*.md:", err)
	}
	files = append([]string{"README.md"}, files...)
	const nested = "ratelimit/redisstore/README.md"
	if _, err := os.Stat(nested); err != nil {
		return files, false
	}
	return append(files, nested), true
}

func readText(t *testing.T, file string) string {
	t.Helper()
	data, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	return string(data)
}

// block is a fenced block of a document, and what the comment before it says of it:
//
//	<!-- go NAME/FILE.go -->         all of that file
//	<!-- go NAME/FILE.go PART -->    what stands there from //readme:PART to //readme:end
//	<!-- console NAME -->            commands, and what the program NAME answers to them
//	<!-- log NAME -->                the log of the program NAME for the console block before
//	<!-- output NAME -->             what the program NAME prints, which ends by itself
type block struct {
	kind, name, part string
	text             string
	start, end       int // of the text
}

var (
	fence  = regexp.MustCompile("(?m)^```\\w+\n")
	marked = regexp.MustCompile("(?ms)^<!-- (go|console|log|output) (\\S+)(?: (\\S+))? -->\n```\\w+\n(.*?)```$")
)

func blocks(t *testing.T, text string) (list []block) {
	t.Helper()
	for _, m := range marked.FindAllStringSubmatchIndex(text, -1) {
		b := block{kind: text[m[2]:m[3]], name: text[m[4]:m[5]], text: text[m[8]:m[9]], start: m[8], end: m[9]}
		if m[6] >= 0 {
			b.part = text[m[6]:m[7]]
		}
		list = append(list, b)
	}
	if n := len(fence.FindAllString(text, -1)); n != len(list) {
		t.Errorf("%d blocks, but %d comments that say where they come from", n, len(list))
	}
	return list
}

// TestReadme holds each block of the documents to a program: its code is compiled,
// and its answers are those that the program gives. With -update the blocks are
// rewritten.
func TestReadme(t *testing.T) {
	t.Parallel()
	run := buildPrograms(t, "*")
	files, _ := documentFiles(t)
	for _, file := range files {
		t.Run(file, func(t *testing.T) {
			document := readText(t, file)
			list := blocks(t, document)
			texts := make([]string, len(list))
			for i, b := range list {
				if texts[i] = b.text; b.kind != "go" && !isHere(b.name) {
					continue
				}
				switch b.kind {
				case "go":
					texts[i] = source(t, b.name, b.part)
				case "console":
					texts[i] = run.console(t, b.name, b.text)
				case "log":
					texts[i] = run.log(t, b.name)
				case "output":
					texts[i] = run.output(t, b.name)
				}
				if got, want := canonical(t, texts[i]), canonical(t, b.text); got == want {
					texts[i] = b.text // with the times of when it was written
				} else if !*update {
					t.Errorf("%s %s %s: the document has\n%s\nwant\n%s", b.kind, b.name, b.part, b.text, texts[i])
				}
			}
			if !*update {
				return
			}
			for i, b := range slices.Backward(list) {
				document = document[:b.start] + texts[i] + document[b.end:]
			}
			if err := os.WriteFile(file, []byte(document), 0o644); err != nil {
				t.Fatal(err)
			}
		})
	}
}

// isHere reports whether the module of a program is here: the zip of the core has none but
// its own.
func isHere(program string) bool {
	_, err := os.Stat(filepath.Join(cmp.Or(elsewhere[program], "."), "go.mod"))
	return err == nil
}

// source returns a file of the programs, or one part of it, as far to the left as
// it goes.
func source(t *testing.T, name, part string) string {
	t.Helper()
	data, err := os.ReadFile(filepath.Join(programs, filepath.FromSlash(name)))
	if err != nil {
		t.Fatal(err)
	}
	if part == "" {
		return string(data)
	}
	_, after, found := strings.Cut(string(data), "//readme:"+part+"\n")
	text, _, ended := strings.Cut(after, "//readme:end\n")
	if !found || !ended {
		t.Fatalf("%s has no part %s", name, part)
	}
	text = strings.TrimRight(text, "\t\n") + "\n"
	indent := text[:len(text)-len(strings.TrimLeft(text, "\t"))]
	return strings.ReplaceAll(strings.TrimPrefix(text, indent), "\n"+indent, "\n")
}

// TestReadmePrograms compiles every program, be it shown or not, and finds those
// that nothing shows.
func TestReadmePrograms(t *testing.T) {
	t.Parallel()
	files, whole := documentFiles(t)
	shown := map[string]bool{}
	for _, file := range files {
		for _, b := range blocks(t, readText(t, file)) {
			name, _, _ := strings.Cut(b.name, "/")
			shown[name] = true
		}
	}
	entries, err := os.ReadDir(programs)
	if err != nil {
		t.Fatal(err)
	}
	vet := []string{"vet"}
	for _, entry := range entries {
		name := entry.Name()
		if !shown[name] && (whole || elsewhere[name] == "") {
			t.Errorf("no document shows %s", name)
		}
		if elsewhere[name] == "" {
			vet = append(vet, "./"+programs+"/"+name)
		} else {
			same(t, filepath.Join(programs, name), filepath.Join(elsewhere[name], programs, name))
		}
	}
	cmd := exec.Command("go", vet...)
	cmd.Env = append(os.Environ(), "GOWORK=off")
	if out, err := cmd.CombinedOutput(); err != nil {
		t.Errorf("go vet: %v\n%s", err, out)
	}
}

// same holds the copy of a program in a nested module to the original, if that
// module is here: the zip of the core does not have it.
func same(t *testing.T, original, copied string) {
	t.Helper()
	module, _, _ := strings.Cut(filepath.ToSlash(copied), "/")
	if _, err := os.Stat(filepath.Join(module, "go.mod")); os.IsNotExist(err) {
		return
	}
	err := fs.WalkDir(os.DirFS(original), ".", func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		want, err := os.ReadFile(filepath.Join(original, path))
		if err != nil {
			return err
		}
		file := filepath.Join(copied, path)
		if *update {
			if err := os.MkdirAll(filepath.Dir(file), 0o755); err != nil {
				return err
			}
			if err := os.WriteFile(file, want, 0o644); err != nil {
				return err
			}
		}
		if got, err := os.ReadFile(file); err != nil || string(got) != string(want) {
			t.Errorf("%s is not the same as in %s (%v); run go test . -update", file, original, err)
		}
		return nil
	})
	if err != nil {
		t.Error(err)
	}
}
