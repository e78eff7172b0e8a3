package guide_test

import (
	"strings"
	"testing"

	"github.com/seed-86b940f4/demur/apierror"
	"github.com/seed-86b940f4/demur/guide"
)

// few has a 404 that Merge gives to nobody.
func few() guide.Config {
	return guide.Config{
		Title:    "A",
		Statuses: []apierror.Status{apierror.Unauthorized, apierror.NotFound, apierror.UnsupportedMediaType, apierror.InternalServerError},
	}
}

// TestMergeInsertsText holds Merge to the bytes of its result, up to the components of the
// guide, in every form that a document can have.
func TestMergeInsertsText(t *testing.T) {
	t.Parallel()
	g := newGuide(t, few())
	const (
		own401 = `"401": {"$ref": "#/components/responses/UnauthorizedProblem"}`
		own415 = `"415": {"$ref": "#/components/responses/UnsupportedMediaTypeProblem"}`
		own500 = `"500": {"$ref": "#/components/responses/InternalServerErrorProblem"}`
	)
	block := func(indent string, statuses ...string) string {
		var b strings.Builder
		for _, s := range statuses {
			name := map[string]string{"401": "UnauthorizedProblem", "415": "UnsupportedMediaTypeProblem", "500": "InternalServerErrorProblem"}[s]
			b.WriteString(indent + `"` + s + `":` + "\n" + indent + "  $ref: '#/components/responses/" + name + "'\n")
		}
		return b.String()
	}
	const yamlTop, jsonTop = "openapi: 3.1.0\n", `{"openapi":"3.1.0",`
	for _, tt := range []struct{ name, document, want string }{
		{"lines",
			"paths:\n  /a:\n    get:\n      responses:\n        '200':\n          description: a\n  /b: {}\n",
			"paths:\n  /a:\n    get:\n      responses:\n        '200':\n          description: a\n" + block("        ", "401", "500") + "  /b: {}\n"},
		{"no line break at the end",
			"paths:\n  /a:\n    get:\n      responses:\n        '200': {description: a}",
			"paths:\n  /a:\n    get:\n      responses:\n        '200': {description: a}\n" + block("        ", "401", "500")},
		{"a mark at the end",
			"paths:\n  /a:\n    get:\n      responses:\n        '200': {description: a}\n\n# end\n...\n# more\n",
			"paths:\n  /a:\n    get:\n      responses:\n        '200': {description: a}\n" + block("        ", "401", "500")},
		{"comments at all places",
			"# 1\npaths: # 2\n  # 3\n  /a: # 4\n    # 5\n    get: # 6\n      # 7\n      responses: # 8\n        # 9\n        '200': # 10\n          # 11\n          description: a # 12\n          # 13\n        # 14\n\n        # 15\n      # 16\n  # 17\n  /b: {} # 18\n",
			"# 1\npaths: # 2\n  # 3\n  /a: # 4\n    # 5\n    get: # 6\n      # 7\n      responses: # 8\n        # 9\n        '200': # 10\n          # 11\n          description: a # 12\n          # 13\n        # 14\n" + block("        ", "401", "500") + "\n        # 15\n      # 16\n  # 17\n  /b: {} # 18\n"},
		{"text of several lines at the end",
			"paths:\n  /a:\n    get:\n      responses:\n        '200':\n          description: |\n            # a\n\n            b\n\n          # c\n    put:\n      responses:\n        '200':\n          description: >+\n            # a\n\n\n    head:\n      responses:\n        '200':\n          description: a\n            b\n    patch:\n      responses:\n        '200':\n          description: \"a\n\n            # b\"\n    trace:\n      responses:\n        '200':\n          description: |2-\n              a\n            b\n",
			"paths:\n  /a:\n    get:\n      responses:\n        '200':\n          description: |\n            # a\n\n            b\n" + block("        ", "401", "500") + "\n          # c\n    put:\n      responses:\n        '200':\n          description: >+\n            # a\n\n\n" + block("        ", "401", "500") + "    head:\n      responses:\n        '200':\n          description: a\n            b\n" + block("        ", "401", "500") + "    patch:\n      responses:\n        '200':\n          description: \"a\n\n            # b\"\n" + block("        ", "401", "500") + "    trace:\n      responses:\n        '200':\n          description: |2-\n              a\n            b\n" + block("        ", "401", "500")},
		{"four spaces",
			"paths:\n    /a:\n        get:\n            responses:\n                200:\n                    description: a\n",
			"paths:\n    /a:\n        get:\n            responses:\n                200:\n                    description: a\n" + block("                ", "401", "500")},
		{"braces with nothing in them",
			"paths:\n  /a:\n    get:\n      responses: {} # none\n    put: {}\n    head:\n      responses: &r { }\n",
			"paths:\n  /a:\n    get:\n      responses:  # none\n" + block("        ", "401", "500") + "    put:\n      responses:\n" + block("        ", "401", "500") + "    head:\n      responses: &r\n" + block("        ", "401", "500")},
		{"braces",
			"paths: {/a: {get: {responses: {'200': {description: a}}}, put: {}}}\n",
			"paths: {/a: {get: {responses: {" + own401 + ", " + own500 + ", '200': {description: a}}}, put: {\"responses\": {" + own401 + ", " + own500 + "}}}}\n"},
		{"braces on several lines",
			"paths:\n  /a:\n    get:\n      responses: !!map {\n        '200': {description: a}, # a\n      }\n",
			"paths:\n  /a:\n    get:\n      responses: !!map {" + own401 + ", " + own500 + ", \n        '200': {description: a}, # a\n      }\n"},
		{"no responses",
			"paths:\n  /a:\n    get:\n      tags:\n      - a\n    trace:\n      x-a: [b,\n      c]\n",
			"paths:\n  /a:\n    get:\n      tags:\n      - a\n      responses:\n" + block("        ", "401", "500") + "    trace:\n      x-a: [b,\n      c]\n      responses:\n" + block("        ", "401", "500")},
		{"a shared mapping",
			"x-r: &r\n  200: {description: a}\npaths:\n  /a:\n    get: {responses: *r}\n    put:\n      requestBody: {}\n      responses: *r\n  /b: &b\n    get: {responses: *r}\n  /c: *b\n",
			"x-r: &r\n  200: {description: a}\n" + block("  ", "401", "500", "415") + "paths:\n  /a:\n    get: {responses: *r}\n    put:\n      requestBody: {}\n      responses: *r\n  /b: &b\n    get: {responses: *r}\n  /c: *b\n"},
		{"merge keys",
			"x-r: &r\n  401: {description: a}\nx-o: &o\n  security: []\npaths:\n  /a:\n    get:\n      responses:\n        <<: *r\n        200: {description: b}\n    put:\n      <<: [*o]\n      responses:\n        200: {description: b}\n",
			"x-r: &r\n  401: {description: a}\nx-o: &o\n  security: []\npaths:\n  /a:\n    get:\n      responses:\n        <<: *r\n        200: {description: b}\n" + block("        ", "500") + "    put:\n      <<: [*o]\n      responses:\n        200: {description: b}\n" + block("        ", "500")},
		{"a document that begins with a mark",
			"# a\n--- # b\nopenapi: 3.1.0\npaths:\n  /a:\n    get:\n      responses:\n        200: {description: é, x-b: \u2028c}\n",
			"# a\n--- # b\nopenapi: 3.1.0\npaths:\n  /a:\n    get:\n      responses:\n        200: {description: é, x-b: \u2028c}\n" + block("        ", "401", "500")},
		{"keys behind question marks, which are written anew",
			"# 1\npaths:\n    ? /a # 2\n    : get:\n            responses:\n                ? '200'\n                : description: \"a\" # 3\n    # 4\n",
			"# 1\npaths:\n  /a: # 2\n    get:\n      responses:\n        '200':\n          description: \"a\" # 3\n" + block("        ", "401", "500") + "  # 4\n"},
		{"Windows",
			"paths:\r\n  /a:\r\n    get:\r\n      responses:\r\n        200:\r\n          description: |\r\n            a\r\n",
			"paths:\r\n  /a:\r\n    get:\r\n      responses:\r\n        200:\r\n          description: |\r\n            a\r\n" + strings.ReplaceAll(block("        ", "401", "500"), "\n", "\r\n")},
	} {
		t.Run("YAML, "+tt.name, func(t *testing.T) {
			t.Parallel()
			top := yamlTop
			if strings.Contains(tt.document, "---") {
				top = ""
			} else if strings.Contains(tt.document, "\r") {
				top = "openapi: 3.1.0\r\n"
			}
			mergesTo(t, g, top+tt.document, top+tt.want, "components:")
		})
	}
	for _, tt := range []struct{ name, document, want string }{
		{"one line",
			jsonTop + `"paths":{"/a":{"get":{"responses":{"200":{"description":"\ud800\/1e3"}}},"put":{"responses":{}},"head":{}}}}`,
			jsonTop + `"paths":{"/a":{"get":{"responses":{"200":{"description":"\ud800\/1e3"},` + compact(own401, own500) + `}},"put":{"responses":{` + compact(own401, own500) + `}},"head":{"responses":{` + compact(own401, own500) + `}}}},`},
		{"one line with spaces",
			`{"openapi": "3.1.0", "paths": {"/a": {"get": {"responses": {"200": {"description": "a"}}}}}}`,
			`{"openapi": "3.1.0", "paths": {"/a": {"get": {"responses": {"200": {"description": "a"}, ` + own401 + ", " + own500 + `}}}}, `},
		{"tabs",
			"{\n\t\"openapi\": \"3.1.0\",\n\t\"paths\": {\n\t\t\"/a\": {\n\t\t\t\"post\": {\n\t\t\t\t\"x\": 1.50e+3,\n\t\t\t\t\"requestBody\": {},\n\t\t\t\t\"responses\": {}\n\t\t\t}\n\t\t}\n\t}\n}\n",
			"{\n\t\"openapi\": \"3.1.0\",\n\t\"paths\": {\n\t\t\"/a\": {\n\t\t\t\"post\": {\n\t\t\t\t\"x\": 1.50e+3,\n\t\t\t\t\"requestBody\": {},\n\t\t\t\t\"responses\": {\n" + deep("\t\t\t\t\t", "\t", own401, own415, own500) + "\n\t\t\t\t}\n\t\t\t}\n\t\t}\n\t},\n\t"},
		{"four spaces, Windows",
			"{\r\n    \"openapi\": \"3.1.0\",\r\n    \"paths\": {\r\n        \"/a\": {\"get\": {\"responses\": {\r\n            \"200\": {\"description\": \"a\"}\r\n        }}}\r\n    }\r\n}",
			"{\r\n    \"openapi\": \"3.1.0\",\r\n    \"paths\": {\r\n        \"/a\": {\"get\": {\"responses\": {\r\n            \"200\": {\"description\": \"a\"},\r\n" + strings.ReplaceAll(deep("            ", "    ", own401, own500), "\n", "\r\n") + "\r\n        }}}\r\n    },\r\n    "},
	} {
		t.Run("JSON, "+tt.name, func(t *testing.T) {
			t.Parallel()
			mergesTo(t, g, tt.document, tt.want, `"components"`)
		})
	}
}

// compact returns members without spaces.
func compact(members ...string) string {
	return strings.ReplaceAll(strings.Join(members, ","), ": ", ":")
}

// deep returns members on lines of their own.
func deep(indent, unit string, members ...string) string {
	var all []string
	for _, m := range members {
		m = strings.Replace(m, "{", "{\n"+indent+unit, 1)
		all = append(all, indent+strings.Replace(m, "}", "\n"+indent+"}", 1))
	}
	return strings.Join(all, ",\n")
}

// mergesTo compares the result up to where the components begin.
func mergesTo(t *testing.T, g *guide.Guide, document, want, components string) {
	t.Helper()
	merged, err := g.Merge([]byte(document))
	if err != nil {
		t.Fatal(err)
	}
	got, _, found := strings.Cut(string(merged), components)
	if !found || got != want {
		t.Errorf("merged:\n%s\nwant:\n%s", got, want)
	}
	again, err := g.Merge(merged)
	if err != nil || string(again) != string(merged) {
		t.Errorf("merged again: %v\n%s", err, again)
	}
	// A mark of the byte order stays where it is.
	if marked, err := g.Merge([]byte("\ufeff" + document)); err != nil || string(marked) != "\ufeff"+string(merged) {
		t.Errorf("with a mark of the byte order: %v\n%s", err, marked)
	}
}
