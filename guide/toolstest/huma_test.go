package toolstest_test

import (
	"context"
	"encoding/json"
	"encoding/xml"
	"net/http"
	"reflect"
	"slices"
	"testing"

	"github.com/danielgtaylor/huma/v2"
	"github.com/danielgtaylor/huma/v2/adapters/humago"
	"github.com/getkin/kin-openapi/openapi3"

	"github.com/seed-86b940f4/demur/guide"
	"github.com/seed-86b940f4/demur/guide/toolstest/payments"
)

// humaDocument returns the document that huma makes of a service whose errors are
// described by guide.Problem.
func humaDocument(t testing.TB) *openapi3.T {
	t.Helper()
	cfg := huma.DefaultConfig("Payments API", "1")
	cfg.CreateHooks = nil // they add a member $schema
	api := humago.New(http.NewServeMux(), cfg)
	problem := api.OpenAPI().Components.Schemas.Schema(reflect.TypeFor[guide.Problem](), true, "Problem")
	huma.Register(api, huma.Operation{
		OperationID: "createPayment",
		Method:      http.MethodPost,
		Path:        "/Problem", // where checks look for the response
		Responses: map[string]*huma.Response{
			"default": {Description: "An error.", Content: map[string]*huma.MediaType{"application/json": {Schema: problem}}},
		},
	}, func(context.Context, *struct{}) (*struct{}, error) { return nil, payments.CardDeclined })
	b, err := api.OpenAPI().YAML()
	if err != nil {
		t.Fatal(err)
	}
	loads(t, "huma", b)
	loader := openapi3.NewLoader()
	document, err := loader.LoadFromData(b)
	if err != nil {
		t.Fatal(err)
	}
	return document
}

// Generators that read Go types make of guide.Problem what the guide says of all errors.
func TestHumaReadsTheSchemaFromTheStruct(t *testing.T) {
	t.Parallel()
	made := humaDocument(t).Components.Schemas["Problem"].Value
	loader := openapi3.NewLoader()
	document, err := loader.LoadFromData(newGuide(t, payments.Guide()).OpenAPI())
	if err != nil {
		t.Fatal(err)
	}
	own := document.Components.Schemas["Problem"].Value
	for name, p := range own.Properties {
		got := made.Properties[name]
		if got == nil {
			t.Errorf("huma has no property %s", name)
		} else if !slices.Equal(got.Value.Type.Slice(), p.Value.Type.Slice()) {
			t.Errorf("%s is %v in huma, want %v", name, got.Value.Type.Slice(), p.Value.Type.Slice())
		}
	}
	if len(made.Properties) != len(own.Properties) {
		t.Errorf("huma has %d properties, want %d", len(made.Properties), len(own.Properties))
	}
	slices.Sort(made.Required)
	slices.Sort(own.Required)
	if !slices.Equal(made.Required, own.Required) {
		t.Errorf("huma requires %q, want %q", made.Required, own.Required)
	}
}

func TestAnswersAreAsHumaSays(t *testing.T) {
	t.Parallel()
	g := newGuide(t, payments.Guide())
	check := &checks{t: t, document: humaDocument(t)}
	item := check.document.Paths.Value("/Problem")
	item.Get = item.Post
	for _, a := range answers(t, g, "application/json") {
		if err := check.openAPI(a, "Problem"); err != nil {
			t.Errorf("%s: %v\n%s", a.name, err, a.body)
		}
	}
}

// Clients can read answers into the struct, from JSON and XML alike.
func TestTheStructHoldsAnswersOfBothFormats(t *testing.T) {
	t.Parallel()
	g := newGuide(t, payments.Guide())
	read := map[string]guide.Problem{}
	for _, a := range answers(t, g, "application/json") {
		var p guide.Problem
		if err := json.Unmarshal(a.body, &p); err != nil {
			t.Errorf("%s: %v", a.name, err)
		}
		if p.Status != a.status || p.Code != a.code || p.Title == "" || p.Detail == "" {
			t.Errorf("%s: %+v", a.name, p)
		}
		read[a.name] = p
	}
	for _, a := range answers(t, g, "application/xml") {
		var p guide.Problem
		if err := xml.Unmarshal(a.body, &p); err != nil {
			t.Errorf("%s: %v", a.name, err)
		}
		p.XMLName = xml.Name{}
		if want := read[a.name]; !reflect.DeepEqual(p, want) {
			t.Errorf("%s: %+v of XML, %+v of JSON", a.name, p, want)
		}
	}
}
