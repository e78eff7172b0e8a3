package guide_test

import (
	"bytes"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"go.yaml.in/yaml/v3"
)

// TestMergeLosesNothing merges with what swag and huma make, in both formats, and with a
// document of 200 operations that was written by hand.
func TestMergeLosesNothing(t *testing.T) {
	t.Parallel()
	g := paymentsGuide(t)
	files, err := filepath.Glob("testdata/merge/*.*")
	if err != nil || len(files) != 5 {
		t.Fatalf("documents: %v, %v", files, err)
	}
	for _, file := range files {
		t.Run(filepath.Base(file), func(t *testing.T) {
			t.Parallel()
			document, err := os.ReadFile(file)
			if err != nil {
				t.Fatal(err)
			}
			merged, err := g.Merge(document)
			if err != nil {
				t.Fatal(err)
			}
			var before, after yaml.Node
			if err := yaml.Unmarshal(document, &before); err != nil {
				t.Fatal(err)
			}
			if err := yaml.Unmarshal(merged, &after); err != nil {
				t.Fatal(err)
			}
			var found []string
			added(t, &before, &after, "", &found)
			golden(t, "merge/added/"+filepath.Base(file)+".txt", []byte(strings.Join(found, "\n")+"\n"))
			if filepath.Ext(file) == ".yaml" {
				keepsLines(t, string(document), string(merged))
			}
			again, err := g.Merge(merged)
			if err != nil || !bytes.Equal(again, merged) {
				t.Errorf("merged again, it is not the same: %v", err)
			}
		})
	}
}

// added collects the keys that mappings have gained, and fails if anything else differs:
// values, their digits and types, order, anchors and aliases, quotes and comments.
func added(t *testing.T, before, after *yaml.Node, where string, found *[]string) {
	style := before.Style
	if len(before.Content) == 0 && len(after.Content) > 0 && before.Kind == yaml.MappingNode {
		style = after.Style // {} gives way to lines
	}
	if before.Kind != after.Kind || before.Tag != after.Tag || before.Value != after.Value || before.Anchor != after.Anchor || style != after.Style {
		t.Errorf("%s: %q became %q (line %d)", where, before.Value, after.Value, after.Line)
		return
	}
	if before.Kind != yaml.MappingNode {
		if len(before.Content) != len(after.Content) {
			t.Errorf("%s: %d values became %d", where, len(before.Content), len(after.Content))
			return
		}
		for i := range before.Content {
			added(t, before.Content[i], after.Content[i], fmt.Sprintf("%s/%d", where, i), found)
		}
		return
	}
	var gained []string
	i := 0
	for k := 0; k < len(after.Content); k += 2 {
		key := after.Content[k]
		if i < len(before.Content) && before.Content[i].Value == key.Value {
			added(t, before.Content[i], key, where+" (key)", found)
			added(t, before.Content[i+1], after.Content[k+1], where+"/"+key.Value, found)
			i += 2
			continue
		}
		gained = append(gained, key.Value)
	}
	if i < len(before.Content) {
		t.Errorf("%s: %q is lost, or not where it was", where, before.Content[i].Value)
	}
	if len(gained) > 0 {
		*found = append(*found, strings.TrimPrefix(where, "/0")+": "+strings.Join(gained, " "))
	}
}

var inBraces = regexp.MustCompile(`"\d{3}": \{"\$ref": "[^"]*"\}(, )?`)

// keepsLines fails unless all lines of a document are there still, in order, but for what
// was added in braces. So comments, blank lines and long lines are as they were.
func keepsLines(t *testing.T, before, after string) {
	lines := strings.Split(inBraces.ReplaceAllString(after, ""), "\n")
	for n, line := range strings.Split(before, "\n") {
		at := slices.Index(lines, line)
		if at < 0 && strings.Contains(line, ": {}") {
			at = slices.Index(lines, strings.TrimRight(strings.Replace(line, "{}", "", 1), " "))
			if at < 0 {
				at = slices.Index(lines, strings.Replace(line, "{}", "", 1))
			}
		}
		if at < 0 {
			t.Errorf("line %d is lost: %s", n+1, line)
			return
		}
		lines = lines[at+1:]
	}
}

// TestMergeHas200Operations holds the document that was written by hand to what it is for.
func TestMergeHas200Operations(t *testing.T) {
	t.Parallel()
	document, err := os.ReadFile("testdata/merge/library.yaml")
	if err != nil {
		t.Fatal(err)
	}
	var parsed struct {
		Paths map[string]yaml.Node
	}
	if err := yaml.Unmarshal(document, &parsed); err != nil {
		t.Fatal(err)
	}
	operations := 0
	for _, item := range parsed.Paths {
		for i := 0; i < len(item.Content); i += 2 {
			switch item.Content[i].Value {
			case "get", "put", "post", "delete", "options", "head", "patch", "trace":
				operations++
			}
		}
	}
	if operations < 200 {
		t.Errorf("it has %d operations", operations)
	}
}

// TestMergeReferencesLeadSomewhere holds that a document needs no other one.
func TestMergeReferencesLeadSomewhere(t *testing.T) {
	t.Parallel()
	g := paymentsGuide(t)
	for _, document := range []string{"openapi: 3.0.3\npaths: {/a: {get: {}}}\n", `{"openapi": "3.1.0", "paths": {"/a": {"get": {}}}}`} {
		merged, err := g.Merge([]byte(document))
		if err != nil {
			t.Fatal(err)
		}
		var tree map[string]any
		if err := yaml.Unmarshal(merged, &tree); err != nil {
			t.Fatal(err)
		}
		references := regexp.MustCompile(`['"]?\$ref['"]?: ?['"]#/([^'"]*)['"]`).FindAllSubmatch(merged, -1)
		if len(references) < 10 {
			t.Errorf("%d references:\n%s", len(references), merged)
		}
		for _, r := range references {
			var at any = tree
			for part := range strings.SplitSeq(string(r[1]), "/") {
				m, _ := at.(map[string]any)
				at = m[part]
			}
			if at == nil {
				t.Errorf("#/%s leads nowhere", r[1])
			}
		}
	}
}
