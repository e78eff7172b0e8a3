package toolstest_test

import (
	"errors"
	"fmt"
	"net/url"
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

	"github.com/seed-86b940f4/demur/apierror"
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

	// The documents have responses of their own, and one of the same name would be refused.
	cfg := payments.Guide()
	cfg.Statuses = []apierror.Status{apierror.Unauthorized, apierror.NotAcceptable, apierror.UnsupportedMediaType, apierror.InternalServerError}
	g := newGuide(t, cfg)
	files, err := filepath.Glob(filepath.Join("..", "testdata", "merge", "*"))
	if err != nil {
		t.Fatal(err)
	}
	n := 0
	for _, name := range files {
		if ext := filepath.Ext(name); !slices.Contains([]string{".yaml", ".yml", ".json"}, ext) {
			continue
		}
		n++
		document, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		made, err := g.Merge(document)
		if err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		there := beside(t, filepath.Base(name))
		before := mistakes(there, document)
		t.Logf("%s: %q", name, before)
		for _, mistake := range mistakes(there, made) {
			if !slices.Contains(before, mistake) { // tools make some of their own
				t.Errorf("%s: %s", name, mistake)
			}
		}
	}
	if n < 3 {
		t.Errorf("only %d documents to merge with", n)
	}
}

// beside returns the name of a file that is not there yet, in a folder with what the
// documents refer to.
func beside(t testing.TB, name string) string {
	t.Helper()
	dir := t.TempDir()
	const other = `{"openapi": "3.1.0", "info": {"title": "Other", "version": "1"}, "paths": {"/elsewhere": {"get": {"responses": {"204": {"description": "None."}}}}}}`
	if err := os.WriteFile(filepath.Join(dir, "other.yaml"), []byte(other), 0o666); err != nil {
		t.Fatal(err)
	}
	return filepath.Join(dir, name)
}

// loads fails the test if kin-openapi or libopenapi finds a mistake in a document.
func loads(t testing.TB, name string, document []byte) {
	t.Helper()
	for _, mistake := range mistakes("", document) {
		t.Errorf("%s: %s", name, mistake)
	}
}

// mistakes returns those that kin-openapi and libopenapi find in a document. file is its
// name, for what it refers to, "" for none.
func mistakes(file string, document []byte) []string {
	var all []string
	found := func(by string, err error) { all = append(all, by+": "+err.Error()) }

	loader := openapi3.NewLoader()
	loader.IsExternalRefsAllowed = file != ""
	loaded, err := loader.LoadFromDataWithPath(document, &url.URL{Path: filepath.ToSlash(file)})
	if err == nil {
		err = loaded.Validate(loader.Context, openapi3.EnableMultiError())
	}
	if many, ok := errors.AsType[openapi3.MultiError](err); ok {
		for _, err := range many {
			found("kin-openapi", err)
		}
	} else if err != nil {
		found("kin-openapi", err)
	}

	cfg := datamodel.NewDocumentConfiguration()
	if file != "" {
		cfg.BasePath, cfg.SpecFilePath, cfg.AllowFileReferences = filepath.Dir(file), filepath.Base(file), true
	}
	parsed, err := libopenapi.NewDocumentWithConfiguration(document, cfg)
	if err != nil {
		found("libopenapi", err)
		return all
	}
	defer parsed.Release()
	if _, err := parsed.BuildV3Model(); err != nil {
		found("libopenapi", err)
	}
	v, errs := validator.NewValidator(parsed)
	for _, err := range errs {
		found("libopenapi-validator", err)
	}
	if v == nil {
		return all
	}
	defer v.Release()
	if ok, wrong := v.ValidateDocument(); !ok {
		for _, m := range wrong {
			for _, reason := range m.SchemaValidationErrors {
				found("libopenapi-validator", fmt.Errorf("%s: %s", reason.FieldPath, reason.Reason))
			}
			if len(m.SchemaValidationErrors) == 0 {
				found("libopenapi-validator", m)
			}
		}
	}
	return all
}
