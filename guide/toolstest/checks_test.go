package toolstest_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"github.com/getkin/kin-openapi/openapi3"
	"github.com/getkin/kin-openapi/openapi3filter"
	"github.com/getkin/kin-openapi/routers"
	"github.com/santhosh-tekuri/jsonschema/v6"

	"github.com/seed-86b940f4/demur/guide"
)

// checks are those that an answer must pass.
type checks struct {
	t        testing.TB
	document *openapi3.T
	schema   *jsonschema.Schema
	xml      *linter // nil without xmllint
}

func newChecks(t testing.TB, g *guide.Guide) *checks {
	t.Helper()
	return &checks{
		t:        t,
		document: load(t, references(t, g)),
		schema:   compile(t, g.Schema()),
		xml:      newLinter(t, g),
	}
}

// answer fails the test if any of the documents of the guide does not allow what a client got.
func (c *checks) answer(a answer) {
	c.t.Helper()
	if err := c.openAPI(a, componentName(a.code)); err != nil {
		c.t.Errorf("%s: OpenAPI: %v\n%s", a.name, err, a.body)
	}
	if err := c.openAPI(a, "Problem"); err != nil {
		c.t.Errorf("%s: OpenAPI, by default: %v\n%s", a.name, err, a.body)
	}
	if isXML(a) {
		for which, err := range c.xml.check(c.t, a.body) {
			if err != nil {
				c.t.Errorf("%s: %s: %v\n%s", a.name, which, err, a.body)
			}
		}
	} else if err := validJSON(c.schema, a.body); err != nil {
		c.t.Errorf("%s: JSON Schema: %v\n%s", a.name, err, a.body)
	}
}

func isXML(a answer) bool {
	return strings.HasSuffix(a.header.Get("Content-Type"), "xml")
}

// openAPI returns an error if a response of the document does not allow the answer.
func (c *checks) openAPI(a answer, component string) error {
	path := "/" + component
	item := c.document.Paths.Value(path)
	if item == nil {
		return fmt.Errorf("there is no response %q", component)
	}
	r, err := http.NewRequest(http.MethodGet, "https://api.example.com"+path, nil)
	if err != nil {
		return err
	}
	return openapi3filter.ValidateResponse(c.t.Context(), &openapi3filter.ResponseValidationInput{
		RequestValidationInput: &openapi3filter.RequestValidationInput{
			Request: r,
			Route:   &routers.Route{Spec: c.document, Path: path, PathItem: item, Method: r.Method, Operation: item.Get},
		},
		Status:  a.status,
		Header:  a.header,
		Body:    io.NopCloser(bytes.NewReader(a.body)),
		Options: &openapi3filter.Options{IncludeResponseStatus: true, MultiError: true},
	})
}

// references writes the document of the guide and one that refers to each of its
// responses, as the documents of services do, and returns where that is.
func references(t testing.TB, g *guide.Guide) string {
	t.Helper()
	paths := map[string]any{}
	for name, status := range responses(t, g) {
		paths["/"+name] = map[string]any{"get": map[string]any{"responses": map[string]any{
			status: map[string]string{"$ref": "openapi.yaml#/components/responses/" + name},
		}}}
	}
	document, err := json.MarshalIndent(map[string]any{
		"openapi": "3.1.0",
		"info":    map[string]string{"title": "Payments API", "version": "1"},
		"paths":   paths,
	}, "", "  ")
	if err != nil {
		t.Fatal(err)
	}
	dir := t.TempDir()
	for name, b := range map[string][]byte{"openapi.yaml": g.OpenAPI(), "service.json": document} {
		if err := os.WriteFile(filepath.Join(dir, name), b, 0o666); err != nil {
			t.Fatal(err)
		}
	}
	return filepath.Join(dir, "service.json")
}

// responses returns the names of the responses in the document, each with its status.
func responses(t testing.TB, g *guide.Guide) map[string]string {
	t.Helper()
	var document struct {
		Components struct{ Responses map[string]any }
	}
	if err := json.Unmarshal(g.OpenAPIJSON(), &document); err != nil {
		t.Fatal(err)
	}
	ofCode := map[string]string{}
	for _, s := range samples(t, g) {
		ofCode[componentName(s.code)] = strconv.Itoa(s.status)
	}
	all := map[string]string{}
	for name := range document.Components.Responses {
		if all[name] = ofCode[name]; all[name] == "" {
			all[name] = strings.TrimPrefix(name, "Problem") // of a status with several codes
		}
		if name == "Problem" {
			all[name] = "default"
		}
	}
	return all
}

// load loads a document and those that it refers to.
func load(t testing.TB, name string) *openapi3.T {
	t.Helper()
	loader := openapi3.NewLoader()
	loader.IsExternalRefsAllowed = true
	document, err := loader.LoadFromFile(name)
	if err != nil {
		t.Fatal(err)
	}
	if err := document.Validate(loader.Context); err != nil {
		t.Fatal(err)
	}
	return document
}

// componentName is the name of the schema and the response of a code.
func componentName(code string) string {
	var b strings.Builder
	for word := range strings.SplitSeq(code, "_") {
		if word != "" {
			b.WriteString(strings.ToUpper(word[:1]) + word[1:])
		}
	}
	return b.String() + "Problem"
}

func compile(t testing.TB, document []byte) *jsonschema.Schema {
	t.Helper()
	v, err := jsonschema.UnmarshalJSON(bytes.NewReader(document))
	if err != nil {
		t.Fatal(err)
	}
	c := jsonschema.NewCompiler()
	c.AssertFormat()
	if err := c.AddResource("problem.schema.json", v); err != nil {
		t.Fatal(err)
	}
	schema, err := c.Compile("problem.schema.json")
	if err != nil {
		t.Fatal(err)
	}
	return schema
}

func validJSON(schema *jsonschema.Schema, document []byte) error {
	v, err := jsonschema.UnmarshalJSON(bytes.NewReader(document))
	if err != nil {
		return err
	}
	return schema.Validate(v)
}
