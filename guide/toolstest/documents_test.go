package toolstest_test

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/getkin/kin-openapi/openapi3"
	"github.com/pb33f/libopenapi"
	validator "github.com/pb33f/libopenapi-validator"
	"github.com/pb33f/libopenapi/bundler"
	"github.com/pb33f/libopenapi/datamodel"

	"github.com/seed-86b940f4/demur/guide"
	"github.com/seed-86b940f4/demur/guide/toolstest/payments"
)

// everyway are configurations that change the document.
func everyway() map[string]guide.Config {
	all := map[string]guide.Config{"payments": payments.Guide(), "little": {Title: "Little"}}
	cfg := payments.Guide()
	cfg.ProblemTypes = true
	all["with problem types"] = cfg
	cfg = payments.Guide()
	cfg.BaseURL, cfg.Path = "", "/docs/errors"
	all["without a host"] = cfg
	return all
}

func TestToolsLoadTheDocument(t *testing.T) {
	t.Parallel()
	for name, cfg := range everyway() {
		g := newGuide(t, cfg)
		for format, document := range map[string][]byte{"YAML": g.OpenAPI(), "JSON": g.OpenAPIJSON()} {
			loads(t, name+" in "+format, document)
		}
	}
}

// Each response of the guide is referred to from another file.
func TestToolsLoadADocumentThatRefersToThatOfTheGuide(t *testing.T) {
	t.Parallel()
	for name, cfg := range everyway() {
		file := references(t, newGuide(t, cfg))
		document := load(t, file)
		for path, item := range document.Paths.Map() {
			for status, response := range item.Get.Responses.Map() {
				if response.Value == nil || response.Value.Content["application/json"] == nil || response.Value.Content["application/xml"] == nil {
					t.Errorf("%s: %s: %s has no response in both formats", name, path, status)
				}
			}
		}

		// libopenapi makes one file of both, which is what ogen and others need.
		b, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		one, err := bundler.BundleBytesComposed(b, &datamodel.DocumentConfiguration{
			BasePath:            filepath.Dir(file),
			SpecFilePath:        filepath.Base(file),
			AllowFileReferences: true,
		}, nil)
		if err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		if strings.Contains(string(one), "openapi.yaml#") {
			t.Errorf("%s: a reference to another file is left", name)
		}
		loads(t, name+", bundled", one)
	}
}

func TestToolsLoadWhatMergeMade(t *testing.T) {
	t.Parallel()
	service, err := payments.Document()
	if err != nil {
		t.Fatal(err)
	}
	loads(t, "the service", service)

	g := newGuide(t, payments.Guide())
	files, err := filepath.Glob(filepath.Join("..", "testdata", "merge", "*"))
	if err != nil {
		t.Fatal(err)
	}
	n := 0
	for _, name := range files {
		if ext := filepath.Ext(name); !slices.Contains([]string{".yaml", ".yml", ".json"}, ext) || strings.Contains(filepath.Base(name), "merged") {
			continue
		}
		n++
		document, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		document, err = g.Merge(document)
		if err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		loads(t, name, document)
	}
	if n < 3 {
		t.Errorf("only %d documents to merge with", n)
	}
}

// loads fails the test if kin-openapi or libopenapi finds a mistake in a document.
func loads(t *testing.T, name string, document []byte) {
	t.Helper()
	loader := openapi3.NewLoader()
	loaded, err := loader.LoadFromData(document)
	if err != nil {
		t.Errorf("%s: kin-openapi: %v", name, err)
		return
	}
	if err := loaded.Validate(loader.Context, openapi3.EnableExamplesValidation(), openapi3.EnableSchemaFormatValidation(), openapi3.EnableSchemaPatternValidation()); err != nil {
		t.Errorf("%s: kin-openapi: %v", name, err)
	}
	parsed, err := libopenapi.NewDocument(document)
	if err != nil {
		t.Errorf("%s: libopenapi: %v", name, err)
		return
	}
	defer parsed.Release()
	if _, err := parsed.BuildV3Model(); err != nil {
		t.Errorf("%s: libopenapi: %v", name, err)
	}
	v, errs := validator.NewValidator(parsed)
	for _, err := range errs {
		t.Errorf("%s: libopenapi-validator: %v", name, err)
	}
	if v == nil {
		return
	}
	defer v.Release()
	if ok, mistakes := v.ValidateDocument(); !ok {
		for _, m := range mistakes {
			t.Errorf("%s: libopenapi-validator: %v", name, m)
			for _, reason := range m.SchemaValidationErrors {
				t.Errorf("\t%s: %s", reason.FieldPath, reason.Reason)
			}
		}
	}
}
