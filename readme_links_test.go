package demur_test

import (
	"os"
	"path"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

// The README is one page: what few need is in docs or in the comments of packages.
func TestReadmeIsOnePage(t *testing.T) {
	t.Parallel()
	if lines := strings.Count(readText(t, "README.md"), "\n"); lines > 350 {
		t.Errorf("%d lines, want 350 at most", lines)
	}
}

// texts returns all documents, also those without blocks, such as CONTRIBUTING.md.
func texts(t *testing.T) (files []string, whole bool) {
	t.Helper()
	files, whole = documentFiles(t)
	others, err := filepath.Glob("*.md")
	if err != nil {
		t.Fatal(err)
	}
	for _, file := range others {
		if file != "README.md" {
			files = append(files, file)
		}
	}
	return files, whole
}

// Whoever reads the README finds each document.
func TestReadmeNamesAllDocuments(t *testing.T) {
	t.Parallel()
	readme := readText(t, "README.md")
	files, _ := texts(t)
	for _, file := range files[1:] {
		if !strings.Contains(readme, "]("+file) {
			t.Errorf("no link to %s", file)
		}
	}
}

// Every link within the repository leads somewhere, also to a heading of another
// document.
func TestReadmeLinks(t *testing.T) {
	t.Parallel()
	files, whole := texts(t)
	n := 0
	for _, file := range files {
		prose := regexp.MustCompile("(?s)```.*?```|`[^`\n]*`").ReplaceAllString(readText(t, file), "code")
		for _, m := range regexp.MustCompile(`\]\(([^)]+)\)`).FindAllStringSubmatch(prose, -1) {
			n++
			if strings.HasPrefix(m[1], "https://") {
				continue
			}
			to, heading, _ := strings.Cut(m[1], "#")
			if to = path.Join(path.Dir(file), to); strings.HasPrefix(m[1], "#") {
				to = file
			}
			if _, err := os.Stat(to); err != nil {
				if whole || !isNested(to) {
					t.Errorf("%s: %v", file, err)
				}
				continue
			}
			if heading != "" && !anchors(readText(t, to))[heading] {
				t.Errorf("%s: no heading for %s", file, m[1])
			}
		}
	}
	if n < 20 {
		t.Errorf("%d links", n)
	}
}

// isNested reports whether a file is in a nested module, which is not in the zip of
// the core.
func isNested(file string) bool {
	for _, dir := range []string{"ratelimit/redisstore", "validation/languages", "echov5", "guide", "example", "benchmarks", "conformance"} {
		if file == dir || strings.HasPrefix(file, dir+"/") {
			return true
		}
	}
	return false
}

// anchors returns what the headings of a document are called in links.
func anchors(text string) map[string]bool {
	all := map[string]bool{}
	for _, m := range regexp.MustCompile(`(?m)^#+ (.*)$`).FindAllStringSubmatch(text, -1) {
		anchor := regexp.MustCompile(`[^a-z0-9 -]`).ReplaceAllString(strings.ToLower(m[1]), "")
		all[strings.ReplaceAll(anchor, " ", "-")] = true
	}
	return all
}
