package guide_test

import (
	"encoding/json"
	"maps"
	"reflect"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/seed-86b940f4/demur/apierror"
	"github.com/seed-86b940f4/demur/guide"
)

// object is one in JSON.
type object = map[string]any

func openAPI(t testing.TB, g *guide.Guide) object {
	t.Helper()
	var document object
	if err := json.Unmarshal(g.OpenAPIJSON(), &document); err != nil {
		t.Fatal(err)
	}
	return document
}

// at returns what a path of names leads to, nil if there is nothing.
func at(v any, path ...string) any {
	for _, name := range path {
		o, _ := v.(object)
		v = o[name]
	}
	return v
}

func names(v any) []string { return slices.Sorted(maps.Keys(v.(object))) }

func TestOpenAPIIsGolden(t *testing.T) {
	t.Parallel()
	g := paymentsGuide(t)
	golden(t, "openapi.yaml", g.OpenAPI())
	golden(t, "openapi.json", g.OpenAPIJSON())
}

// A reader of the document follows each reference within it.
func TestReferencesLeadSomewhere(t *testing.T) {
	t.Parallel()
	for name, of := range guides() {
		document := openAPI(t, of.guide(t))
		n := 0
		var walk func(v any)
		walk = func(v any) {
			switch v := v.(type) {
			case object:
				for key, child := range v {
					if text, ok := child.(string); ok && (key == "$ref" || strings.HasPrefix(text, "#/components/schemas/")) {
						n++
						path, ok := strings.CutPrefix(text, "#/")
						if !ok || at(document, strings.Split(path, "/")...) == nil {
							t.Errorf("%s: %q leads nowhere", name, text)
						}
					}
					walk(child)
				}
			case []any:
				for _, child := range v {
					walk(child)
				}
			}
		}
		walk(document["components"])
		if n == 0 {
			t.Errorf("%s: no references", name)
		}
	}
}

// Merge puts the components into documents of version 3.0, so they keep to its keywords.
func TestComponentsAreOfOpenAPI30Too(t *testing.T) {
	t.Parallel()
	key := regexp.MustCompile(`^[a-zA-Z0-9._-]+$`)
	known := strings.Fields("title description type format enum minimum maximum minLength minItems items required properties " +
		"additionalProperties example xml oneOf discriminator $ref")
	for name, of := range guides() {
		components := openAPI(t, of.guide(t))["components"].(object)
		for section, all := range components {
			for component := range all.(object) {
				if !key.MatchString(component) {
					t.Errorf("%s: component %s %q", name, section, component)
				}
			}
		}
		var schema func(where string, s object)
		schema = func(where string, s object) {
			for keyword, value := range s {
				if !slices.Contains(known, keyword) {
					t.Errorf("%s: %s has %q", name, where, keyword)
				}
				if _, isText := value.(string); keyword == "type" && !isText {
					t.Errorf("%s: %s has type %v", name, where, value)
				}
			}
			if s["enum"] != nil && s["type"] == nil {
				t.Errorf("%s: %s has an enum without a type", name, where)
			}
			properties, _ := s["properties"].(object)
			for p, v := range properties {
				schema(where+"."+p, v.(object))
			}
			if items, ok := s["items"].(object); ok {
				schema(where+"[]", items)
			}
		}
		for component, s := range components["schemas"].(object) {
			schema(component, s.(object))
		}
	}
}

func TestResponsesOfStatusesAndKinds(t *testing.T) {
	t.Parallel()
	components := at(openAPI(t, paymentsGuide(t)), "components")
	responses := at(components, "responses")
	want := strings.Fields("AccountUnpaidProblem BadGatewayProblem BadRequestProblem CardDeclinedProblem ForbiddenProblem " +
		"InternalServerErrorProblem KeyRotatedProblem MethodNotAllowedProblem NotAcceptableProblem NotFoundProblem " +
		"PaymentMethodMissingProblem Problem Problem401 Problem402 RequestEntityTooLargeProblem ServiceUnavailableProblem " +
		"TooManyRequestsProblem UnauthorizedProblem UnprocessableEntityProblem UnsupportedMediaTypeProblem")
	if got := names(responses); !slices.Equal(got, want) {
		t.Errorf("%v, want %v", got, want)
	}
	const ref = "#/components/schemas/"
	for _, name := range want { // a response and its schema have one name
		for _, mediaType := range []string{"application/json", "application/xml"} {
			if got := at(responses, name, "content", mediaType, "schema", "$ref"); got != ref+name {
				t.Errorf("%s as %s: %v", name, mediaType, got)
			}
		}
	}
	for status, want := range map[string]object{
		"Problem402": {"account_unpaid": ref + "AccountUnpaidProblem", "card_declined": ref + "CardDeclinedProblem"},
		"Problem401": {"key_rotated": ref + "KeyRotatedProblem", "unauthorized": ref + "UnauthorizedProblem"},
	} {
		if got := at(components, "schemas", status, "discriminator"); !reflect.DeepEqual(got, any(object{"propertyName": "code", "mapping": want})) {
			t.Errorf("%s: %v, want %v", status, got, want)
		}
		if got := at(components, "schemas", status, "oneOf").([]any); len(got) != len(want) {
			t.Errorf("%s is one of %v", status, got)
		}
		if got := names(at(responses, status, "content", "application/json", "examples")); len(got) != len(want) {
			t.Errorf("%s has the examples %v", status, got)
		}
	}
	for response, want := range map[string][]string{
		"Problem401": {"WWW-Authenticate"}, "UnauthorizedProblem": {"WWW-Authenticate"}, "KeyRotatedProblem": {"WWW-Authenticate"}, "MethodNotAllowedProblem": {"Allow"}, "UnsupportedMediaTypeProblem": {"Accept"},
		"TooManyRequestsProblem": {"RateLimit", "RateLimit-Policy", "Retry-After"}, "ServiceUnavailableProblem": {"Retry-After"},
	} {
		headers := at(responses, response, "headers")
		if got := names(headers); !slices.Equal(got, want) {
			t.Errorf("%s has %v, want %v", response, got, want)
		}
		for _, name := range want {
			if at(headers, name, "$ref") != "#/components/headers/"+name {
				t.Errorf("%s: %s is %v", response, name, at(headers, name))
			}
		}
	}
	if got := at(components, "headers", "Retry-After"); at(got, "schema", "type") != "integer" || at(got, "example") != 1800.0 {
		t.Errorf("Retry-After: %v", got)
	}
	if at(components, "headers", "WWW-Authenticate", "example") != `ApiKey realm="payments"` {
		t.Errorf("WWW-Authenticate: %v", at(components, "headers", "WWW-Authenticate"))
	}
}

// The examples are what the encoder sends.
func TestExamplesAreTheSamplesOfTheGuide(t *testing.T) {
	t.Parallel()
	cfg := payments()
	g := newGuide(t, cfg)
	responses := at(openAPI(t, g), "components", "responses")
	problems := &apierror.Writer{TypeBase: g.TypeBase()}
	for _, e := range cfg.Samples {
		doc := answered(t, problems, e.With("request_id", "f3a1c2"), "application/json")
		var want any
		if err := json.Unmarshal(doc, &want); err != nil {
			t.Fatal(err)
		}
		name := map[string]string{"account_unpaid": "AccountUnpaidProblem", "card_declined": "CardDeclinedProblem"}[e.Code]
		if got := at(responses, name, "content", "application/json", "example"); !reflect.DeepEqual(got, want) {
			t.Errorf("%s: %v, want %v", name, got, want)
		}
		if got := at(responses, "Problem402", "content", "application/json", "examples", e.Code, "value"); !reflect.DeepEqual(got, want) {
			t.Errorf("402, %s: %v, want %v", e.Code, got, want)
		}
	}
}

func TestProblemTypesAreListedIfAsked(t *testing.T) {
	t.Parallel()
	for problemTypes, want := range map[bool][]string{
		false: {"application/json", "application/xml"},
		true:  {"application/json", "application/problem+json", "application/problem+xml", "application/xml"},
	} {
		cfg := payments()
		cfg.ProblemTypes = problemTypes
		for name, response := range at(openAPI(t, newGuide(t, cfg)), "components", "responses").(object) {
			if got := names(at(response, "content")); !slices.Equal(got, want) {
				t.Errorf("ProblemTypes %t: %s has %v", problemTypes, name, got)
			}
		}
	}
}

func TestTheServerIsListedIfItIsKnown(t *testing.T) {
	t.Parallel()
	cfg := payments()
	document := openAPI(t, newGuide(t, cfg))
	if got := document["servers"]; !reflect.DeepEqual(got, any([]any{object{"url": "https://api.example.com"}})) {
		t.Errorf("servers: %v", got)
	}
	if got := document["info"]; !reflect.DeepEqual(got, any(object{
		"title": cfg.Title, "version": cfg.Version, "description": cfg.Description,
		"contact": object{"name": "API team", "url": "https://example.com/support", "email": "api@example.com"},
	})) {
		t.Errorf("info: %v", got)
	}
	document = openAPI(t, newGuide(t, guide.Config{Title: "API"}))
	if got, want := names(document), []string{"components", "info", "openapi", "paths"}; !slices.Equal(got, want) {
		t.Errorf("%v, want %v", got, want)
	}
	if got := document["info"]; !reflect.DeepEqual(got, any(object{"title": "API", "version": "1"})) {
		t.Errorf("info: %v", got)
	}
}
