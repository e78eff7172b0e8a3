package guide_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"go.yaml.in/yaml/v3"

	"github.com/seed-86b940f4/demur/apierror"
	"github.com/seed-86b940f4/demur/guide"
)

// TestMergeAddsWhatLacks tells which responses an operation gets.
func TestMergeAddsWhatLacks(t *testing.T) {
	t.Parallel()
	all := []apierror.Status{
		apierror.Unauthorized, apierror.NotFound, apierror.NotAcceptable, apierror.UnsupportedMediaType,
		apierror.TooManyRequests, apierror.InternalServerError,
	}
	const usual = "401 406 429 500"
	for _, tt := range []struct {
		name, top, operation string
		common               []apierror.Status
		want                 string
	}{
		{name: "the usual ones", operation: "responses: {'200': {description: a}}", want: "200 " + usual},
		{name: "a body can be of the wrong type", operation: "requestBody: {content: {}}", want: "401 406 415 429 500"},
		{name: "it has one", operation: "responses: {'401': {description: a}}", want: usual},
		{name: "a number is a status", operation: "responses: {401: {description: a}}", want: usual},
		{name: "a range has them all", operation: "requestBody: {}\nresponses: {4XX: {description: a}}", want: "4XX 500"},
		{name: "a range in small letters", operation: "responses: {5xx: {description: a}}", want: "401 406 429 5xx"},
		{name: "default is no status", operation: "responses: {default: {description: a}}", want: usual + " default"},
		{name: "a public operation", operation: "security: []", want: "406 429 500"},
		{name: "a key is optional", operation: "security: [{}, {key: []}]", want: usual},
		{name: "all is public", top: "security: []", operation: "summary: a", want: "406 429 500"},
		{name: "all but one is public", top: "security: []", operation: "security: [{key: []}]", want: usual},
		{name: "none", operation: "requestBody: {}", common: []apierror.Status{}, want: ""},
		{name: "chosen ones", operation: "requestBody: {}", common: []apierror.Status{apierror.NotFound, apierror.Unauthorized}, want: "401 404"},
		{name: "chosen, but it does not apply", operation: "security: []", common: []apierror.Status{apierror.UnsupportedMediaType, apierror.Unauthorized}, want: ""},
		{name: "responses in another document", operation: "responses: {$ref: 'other.yaml#/r'}", want: "$ref"},
	} {
		g := newGuide(t, guide.Config{Title: "A", Statuses: all, Common: tt.common})
		for _, method := range []string{"get", "put", "post", "delete", "options", "head", "patch", "trace", "query", "additionalOperations:\n      COPY"} {
			t.Run(tt.name+"/"+strings.TrimPrefix(method, "additionalOperations:\n      "), func(t *testing.T) {
				t.Parallel()
				document := "openapi: 3.2.0\n" + tt.top + "\npaths:\n  /a:\n    " + method + ":\n        " +
					strings.ReplaceAll(tt.operation, "\n", "\n        ") + "\n"
				if got := statusesOf(t, g, document, method); got != tt.want {
					t.Errorf("got %q, want %q of\n%s", got, tt.want, document)
				}
			})
		}
	}
}

// statusesOf returns the responses of the one operation, sorted.
func statusesOf(t *testing.T, g *guide.Guide, document, method string) string {
	t.Helper()
	merged, err := g.Merge([]byte(document))
	if err != nil {
		t.Fatalf("%v in\n%s", err, document)
	}
	var tree struct {
		Paths map[string]map[string]yaml.Node
	}
	if err := yaml.Unmarshal(merged, &tree); err != nil {
		t.Fatal(err)
	}
	method, _, _ = strings.Cut(method, ":")
	n := tree.Paths["/a"][method]
	if method == "additionalOperations" {
		n = *n.Content[1]
	}
	var operation struct{ Responses map[string]map[string]string }
	if err := n.Decode(&operation); err != nil {
		if strings.Contains(document, "$ref: 'other") {
			return "$ref"
		}
		t.Fatal(err)
	}
	var got []string
	for status, response := range operation.Responses {
		if response["description"] == "" && !strings.HasPrefix(response["$ref"], "#/components/responses/") {
			t.Errorf("%s: %v", status, response)
		}
		got = append(got, status)
	}
	slices.Sort(got)
	return strings.Join(got, " ")
}

// TestMergeLeavesAlone tells which operations are not those of the service.
func TestMergeLeavesAlone(t *testing.T) {
	t.Parallel()
	g := newGuide(t, few())
	for name, document := range map[string]string{
		"webhooks":                "webhooks:\n  a:\n    post:\n      responses: {}\n",
		"callbacks":               "paths:\n  /a:\n    post:\n      responses: {4XX: {description: a}, 500: {description: b}}\n      callbacks: {a: {'{$url}': {post: {responses: {}}}}}\n",
		"another document":        "paths:\n  /a:\n    $ref: 'other.yaml#/a'\n",
		"path items in no path":   "paths: {}\ncomponents: {pathItems: {a: {get: {responses: {}}}}}\n",
		"extensions of paths":     "paths:\n  x-a: {get: {responses: {}}}\n",
		"extensions of a path":    "paths:\n  /a: {x-get: {responses: {}}, summary: s, parameters: []}\n",
		"no paths":                "components: {schemas: {A: {type: object}}}\n",
		"a reference to nothing":  "paths:\n  /a: {$ref: '#/components/pathItems/none'}\n",
		"a reference in a circle": "paths:\n  /a: {$ref: '#/paths/~1b'}\n  /b: {$ref: '#/paths/~1a'}\n",
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			merged, err := g.Merge([]byte("openapi: 3.1.0\n" + document))
			if err != nil {
				t.Fatal(err)
			}
			if strings.Contains(string(merged), "#/components/responses/") {
				t.Errorf("there is a reference:\n%s", merged)
			}
			if !strings.Contains(string(merged), "InternalServerErrorProblem:") && !strings.Contains(string(merged), `"InternalServerErrorProblem":`) {
				t.Errorf("the components are missing:\n%s", merged)
			}
		})
	}
}

// TestMergeFollowsReferences gives a path item in the document its responses once.
func TestMergeFollowsReferences(t *testing.T) {
	t.Parallel()
	g := newGuide(t, few())
	for _, reference := range []string{"#/components/pathItems/a~1%7Bid%7D", "#/paths/~1b~1%7Bid%7D", "#/paths/~1b~1{id}"} {
		document := fmt.Sprintf("openapi: 3.1.0\npaths:\n  /a: {$ref: '%[1]s'}\n  /c: {$ref: '%[1]s'}\n  /b/{id}:\n    put:\n      responses: {4XX: {}, 5XX: {}}\ncomponents:\n  pathItems:\n    a/{id}:\n      get:\n        responses: {}\n", reference)
		if strings.Contains(reference, "paths/") {
			document = strings.Replace(document, "4XX: {}, 5XX: {}", "", 1)
		}
		merged, err := g.Merge([]byte(document))
		if err != nil {
			t.Fatal(err)
		}
		if n := strings.Count(string(merged), "#/components/responses/"); n != 2 {
			t.Errorf("%s: %d references:\n%s", reference, n, merged)
		}
	}
}

func TestMergeNamesAllThatIsWrong(t *testing.T) {
	t.Parallel()
	g := newGuide(t, few())
	bomb := "x-a: &a {k: v}\n"
	for c := 'b'; c <= 'j'; c++ {
		bomb += fmt.Sprintf("x-%c: &%[1]c {<<: [%s]}\n", c, strings.TrimSuffix(strings.Repeat(fmt.Sprintf("*%c, ", c-1), 9), ", "))
	}
	for name, tt := range map[string]struct {
		document string
		want     []string
	}{
		"nothing":             {"", []string{"it is empty"}},
		"no mapping":          {"- a", []string{"the document: it is no mapping"}},
		"a word":              {"a", []string{"the document: it is no mapping"}},
		"no YAML":             {"a: [", []string{"cannot be read: yaml: line 1"}},
		"neither":             {`{"a": }}`, []string{"as JSON: line 1", "as YAML"}},
		"two documents":       {"openapi: 3.1.0\n---\na: b\n", []string{"line 2: a second document begins"}},
		"JSON twice":          {"{\"openapi\": \"3.1.0\"}\n{}", []string{"there is more behind its value"}},
		"a member twice":      {`{"openapi": "3.1.0", "a": {"b": 1, "b": 2}}`, []string{`member "b" is there twice`}},
		"a key twice":         {"openapi: 3.1.0\nx-a:\n  b: 1\n  b: 2\n", []string{`line 4: key "b" is there twice`}},
		"not UTF-8":           {"openapi: 3.1.0\nx-a: \"\xff\"\n", []string{"not UTF-8"}},
		"Swagger 2":           {"swagger: '2.0'\npaths: {}\n", []string{"line 1: the document is of Swagger 2.0: convert it to OpenAPI 3 first"}},
		"no version":          {"paths: {}\n", []string{"the document has no openapi version"}},
		"version 4":           {"openapi: 4.0.0\n", []string{`line 1: the document is of OpenAPI "4.0.0", and not of version 3`}},
		"version 30":          {"openapi: '30.1'\n", []string{"not of version 3"}},
		"an odd version":      {"openapi: [3]\n", []string{"not of version 3"}},
		"paths":               {"openapi: 3.1.0\npaths: []\n", []string{"line 2: paths: it is no mapping"}},
		"paths are null":      {"openapi: 3.1.0\npaths:\n", []string{"line 2: paths: it is no mapping"}},
		"components":          {"openapi: 3.1.0\ncomponents: 1\n", []string{"line 2: components: it is no mapping"}},
		"a section":           {"openapi: 3.1.0\ncomponents: {schemas: []}\n", []string{"components.schemas: it is no mapping"}},
		"in many places":      {"openapi: 3.1.0\npaths:\n  /a: x\n  /b:\n    get: []\n    put:\n      responses: 1\ncomponents: {headers: 1}\n", []string{`line 3: path "/a": it is no mapping`, `line 5: path "/b": get: it is no mapping`, `line 7: path "/b": put: responses: it is no mapping`, "line 8: components.headers"}},
		"other operations":    {"openapi: 3.2.0\npaths:\n  /a:\n    additionalOperations: {COPY: 1}\n  /b:\n    additionalOperations: 1\n", []string{`path "/a": COPY: it is no mapping`, `path "/b": additionalOperations: it is no mapping`}},
		"a list as a key":     {"openapi: 3.1.0\npaths:\n  ? [a]\n  : {}\n", []string{"paths: line 3: a key is no scalar"}},
		"a merge of a word":   {"openapi: 3.1.0\npaths:\n  <<: a\n", []string{"paths: line 3: a merge key needs a mapping"}},
		"a bomb":              {"openapi: 3.1.0\n" + bomb + "paths: *j\n", []string{"merge keys stand for more than"}},
		"deep":                {`{"openapi": "3.1.0", "x": ` + strings.Repeat("[", 2000) + strings.Repeat("]", 2000) + "}", []string{"nested more than 1000 deep"}},
		"deep lists":          {"openapi: 3.1.0\nx: " + strings.Repeat("[", 2000) + strings.Repeat("]", 2000) + "\n", []string{"nested more than 1000 deep"}},
		"a mapping of itself": {"openapi: 3.1.0\npaths: &a\n  <<: *a\n", []string{"nested more than 1000 deep"}},
		"components of the same names": {"openapi: 3.1.0\ncomponents:\n  schemas:\n    Problem: {type: string}\n    Own: {type: string}\n  responses:\n    InternalServerErrorProblem:\n      description: own\n",
			[]string{"line 4: components.schemas.Problem: the document has another one of this name", "line 8: components.responses.InternalServerErrorProblem"}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			merged, err := g.Merge([]byte(tt.document))
			if err == nil || merged != nil {
				t.Fatalf("it was merged:\n%s", merged)
			}
			for _, want := range tt.want {
				if !strings.Contains(err.Error(), want) {
					t.Errorf("the error says\n%v\nand not %q", err, want)
				}
			}
			if lines := strings.Count(err.Error(), "\n") + 1; len(tt.want) > 1 && name != "neither" && lines != len(tt.want) {
				t.Errorf("%d mistakes in place of %d:\n%v", lines, len(tt.want), err)
			}
		})
	}
}

// TestMergeTakesItsOwnComponents holds that the same component in another form is no clash.
func TestMergeTakesItsOwnComponents(t *testing.T) {
	t.Parallel()
	g := newGuide(t, few())
	for _, own := range [][]byte{g.OpenAPI(), g.OpenAPIJSON()} {
		merged, err := g.Merge(own)
		if err != nil || string(merged) != string(own) {
			t.Errorf("%v: it became\n%s", err, merged)
		}
		// Other tools write maps in another order.
		var tree map[string]any
		if err := yaml.Unmarshal(own, &tree); err != nil {
			t.Fatal(err)
		}
		sorted, err := yaml.Marshal(tree)
		if err != nil {
			t.Fatal(err)
		}
		if merged, err = g.Merge(sorted); err != nil || string(merged) != string(sorted) {
			t.Errorf("sorted: %v", err)
		}
	}
}

// TestMergeOfTheZeroGuide adds nothing, since there is nothing.
func TestMergeOfTheZeroGuide(t *testing.T) {
	t.Parallel()
	const document = "openapi: 3.1.0\npaths: {/a: {get: {}}}\n"
	if merged, err := new(guide.Guide).Merge([]byte(document)); err != nil || string(merged) != document {
		t.Errorf("%v\n%s", err, merged)
	}
}
