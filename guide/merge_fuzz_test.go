package guide_test

import (
	"bytes"
	"encoding/json"
	"testing"

	"go.yaml.in/yaml/v3"

	"github.com/seed-86b940f4/demur/apierror"
	"github.com/seed-86b940f4/demur/guide"
)

// FuzzMerge holds Merge to what it says of every document: it is refused, or the result
// is a document of the same format, which is not changed by merging again.
func FuzzMerge(f *testing.F) {
	for _, seed := range []string{
		"openapi: 3.1.0\npaths:\n  /a:\n    get:\n      responses:\n        '200': {description: a}\n",
		"openapi: 3.1.0\r\npaths:\r\n  /a:\r\n    get:\r\n      responses: {}\r\n",
		"openapi: 3.0.3\npaths:\n  /a:\n    post: &p\n      requestBody: {}\n      responses: &r\n        200:\n          description: |+\n            # a\n\n    put: *p\n    patch:\n      <<: *p\n    get:\n      responses: *r\n...\n",
		"# c\n---\nopenapi: \"3.1.0\" # d\npaths: {/a: {get: {responses: {default: {description: 'x'}}}, trace: {}}}\ncomponents: {schemas: {}}\n",
		`{"openapi":"3.1.0","paths":{"/a":{"get":{"responses":{"200":{"description":"\ud83d\ude00 \u2028"}}},"post":{}}}}`,
		"{\n\t\"openapi\": \"3.1.0\",\n\t\"paths\": {},\n\t\"components\": {\"schemas\": { }}\n}\n",
		"{openapi: 3.1.0, paths: {/a: {$ref: '#/components/pathItems/a'}}, components: {pathItems: {a: {get: {}}}}}",
		"a: &a [x, x]\nb: &b [*a, *a]\nopenapi: 3.1.0\npaths:\n  x-b: *b\n  /a: {<<: [{get: {responses: {}}}]}\n",
		"openapi: 3.1.0\npaths:\n  ? /a\n  : get:\n      responses:\n        ? '200'\n        : description: x\n",
		"\ufeffopenapi: 3.2.0\npaths:\n    /a:\n        query:\n            responses:\n                4XX:\n                    description: >-2\n                      a\n                    # c\n              # d\n",
		"swagger: '2.0'\n", "[]", "\x00", "a: b\n---\nc: d\n", "openapi: 3.1.0\nopenapi: 3.1.0\n", "",
	} {
		f.Add([]byte(seed))
	}
	g, err := guide.New(guide.Config{
		Title:    "A",
		Statuses: []apierror.Status{apierror.Unauthorized, apierror.UnsupportedMediaType, apierror.InternalServerError},
	})
	if err != nil {
		f.Fatal(err)
	}
	f.Fuzz(func(t *testing.T, document []byte) {
		before := bytes.Clone(document)
		merged, err := g.Merge(document)
		if !bytes.Equal(document, before) {
			t.Fatal("the document was written to")
		}
		if err != nil {
			if merged != nil {
				t.Fatalf("an error, and a result:\n%s", merged)
			}
			return
		}
		var n yaml.Node
		if !json.Valid(merged) {
			if json.Valid(document) {
				t.Fatalf("JSON became something else:\n%s", merged)
			}
			if err := yaml.Unmarshal(merged, &n); err != nil {
				t.Fatalf("the result cannot be read: %v\n%s", err, merged)
			}
		}
		again, err := g.Merge(merged)
		if err != nil {
			t.Fatalf("merged again: %v\n%s", err, merged)
		}
		if !bytes.Equal(again, merged) {
			t.Fatalf("merged again, it changed\n%s\nto\n%s", merged, again)
		}
	})
}
