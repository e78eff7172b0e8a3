package guide_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"reflect"
	"strings"
	"testing"

	"go.yaml.in/yaml/v3"

	"github.com/seed-86b940f4/demur/apierror"
	"github.com/seed-86b940f4/demur/guide"
)

// Whatever the texts, the document in YAML is that in JSON, and readers of YAML find no
// anchors, aliases or tags in it.
func TestYAMLAndJSONAreTheSameDocument(t *testing.T) {
	t.Parallel()
	for name, of := range guides() {
		g := of.guide(t)
		var inYAML any
		if err := yaml.Unmarshal(g.OpenAPI(), &inYAML); err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		asJSON, err := json.Marshal(inYAML)
		if err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		var fromYAML any
		if err := json.Unmarshal(asJSON, &fromYAML); err != nil {
			t.Fatal(err)
		}
		if inJSON := openAPI(t, g); !reflect.DeepEqual(fromYAML, any(inJSON)) {
			t.Errorf("%s: %s", name, difference(fromYAML, inJSON, ""))
		}
		var tree yaml.Node
		if err := yaml.Unmarshal(g.OpenAPI(), &tree); err != nil {
			t.Fatal(err)
		}
		plain(t, name, &tree)
	}
}

func plain(t *testing.T, name string, n *yaml.Node) {
	if n.Anchor != "" || n.Kind == yaml.AliasNode || n.Style&yaml.TaggedStyle != 0 {
		t.Errorf("%s: line %d: anchor %q, kind %d, style %d", name, n.Line, n.Anchor, n.Kind, n.Style)
	}
	for _, c := range n.Content {
		plain(t, name, c)
	}
}

// difference returns the first place where two values differ.
func difference(a, b any, where string) string {
	x, isObject := a.(object)
	y, isObject2 := b.(object)
	if isObject && isObject2 {
		for name := range x {
			if !reflect.DeepEqual(x[name], y[name]) {
				return difference(x[name], y[name], where+"/"+name)
			}
		}
	}
	return fmt.Sprintf("%s: %.200q in YAML, %.200q in JSON", where, fmt.Sprint(a), fmt.Sprint(b))
}

// Readers of OpenAPI show descriptions as Markdown, and some of them raw HTML as well.
func TestDescriptionsHaveNoMarkup(t *testing.T) {
	t.Parallel()
	const script = `<script>alert(1)</script> <img src=x onerror="alert(1)">`
	kind := apierror.Kind{Status: apierror.Conflict, Code: "marked", Title: script, Doc: script + "\n\n```\nleft open"}
	g := newGuide(t, guide.Config{Title: "API", Description: script, Kinds: []apierror.Kind{kind}, FieldCodes: map[string]string{"x": script}})
	var walk func(where string, v any)
	walk = func(where string, v any) {
		switch v := v.(type) {
		case object:
			for key, child := range v {
				text, isText := child.(string)
				if isText && key == "description" && (strings.Contains(text, "<script") || strings.Contains(text, "<img")) {
					t.Errorf("%s: %s", where, text)
				}
				walk(where+"/"+key, child)
			}
		case []any:
			for _, child := range v {
				walk(where, child)
			}
		}
	}
	document := openAPI(t, g)
	walk("", document)
	text := at(document, "components", "schemas", "MarkedProblem", "description").(string)
	if before, _, _ := strings.Cut(text, "May a client"); strings.Count(before, "```") != 2 {
		t.Errorf("the block of code is open: %s", text)
	}
}

// Texts are cleaned as those of the errors that are sent.
func TestTextsAreCleanedAsThoseOfErrors(t *testing.T) {
	t.Parallel()
	const dirty = "a\x00b\xffc\uFFFEd\x1be\r\n\tf\u2028\u202eg]]>"
	kind := apierror.Kind{Status: apierror.Conflict, Code: "dirty", Title: dirty, Doc: dirty}
	g := newGuide(t, guide.Config{Title: dirty, Description: dirty, Kinds: []apierror.Kind{kind}})
	e := answered(t, new(apierror.Writer), kind, "application/json")
	var sent struct{ Title string }
	if err := json.Unmarshal(e, &sent); err != nil {
		t.Fatal(err)
	}
	document := openAPI(t, g)
	schema := at(document, "components", "schemas", "DirtyProblem")
	for what, got := range map[string]any{
		"title":               at(document, "info", "title"),
		"title of the schema": at(schema, "title"), "title of errors": at(schema, "properties", "title", "example"),
	} {
		if got != sent.Title {
			t.Errorf("%s is %q, want %q", what, got, sent.Title)
		}
	}
	inMarkdown := strings.ReplaceAll(sent.Title, "\r\n", "\n")
	for what, got := range map[string]any{"description": at(document, "info", "description"), "description of the schema": at(schema, "description")} {
		if !strings.Contains(got.(string), inMarkdown) {
			t.Errorf("%s is %q, which lacks %q", what, got, inMarkdown)
		}
	}
	for name, document := range g.Files() {
		for _, dirt := range []string{"\x00", "\xff", "\uFFFE", "\x1b"} {
			if bytes.Contains(document, []byte(dirt)) && !strings.HasPrefix(name, "guide.") {
				t.Errorf("%s has %q", name, dirt)
			}
		}
	}
}
