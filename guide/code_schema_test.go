package guide_test

import (
	"encoding/json"
	"reflect"
	"regexp"
	"strings"
	"testing"

	"github.com/seed-86b940f4/demur/apierror"
	"github.com/seed-86b940f4/demur/guide"
)

// Each schema is flat and says how it is written in XML; allOf would lose the name.
func TestSchemaOfACode(t *testing.T) {
	t.Parallel()
	schemas := at(openAPI(t, paymentsGuide(t)), "components", "schemas")
	declined := at(schemas, "CardDeclinedProblem")
	for what, tc := range map[string]struct{ got, want any }{
		"xml":          {at(declined, "xml"), object{"name": "problem", "namespace": "urn:ietf:rfc:7807"}},
		"title":        {at(declined, "title"), "Card declined"},
		"required":     {at(declined, "required"), []any{"title", "status", "detail", "code"}},
		"status":       {at(declined, "properties", "status", "enum"), []any{402.0}},
		"code":         {at(declined, "properties", "code", "enum"), []any{"card_declined"}},
		"type":         {at(declined, "properties", "type", "example"), "https://api.example.com/guide#card_declined"},
		"own type":     {at(schemas, "KeyRotatedProblem", "properties", "type", "example"), "https://status.example.com/keys"},
		"text":         {at(declined, "properties", "decline_code", "type"), "string"},
		"integer":      {at(schemas, "AccountUnpaidProblem", "properties", "amount_due", "type"), "integer"},
		"list":         {at(schemas, "AccountUnpaidProblem", "properties", "invoices", "type"), "array"},
		"list in XML":  {at(schemas, "AccountUnpaidProblem", "properties", "invoices", "xml"), object{"wrapped": true}},
		"items":        {at(schemas, "AccountUnpaidProblem", "properties", "invoices", "items"), object{"type": "string", "xml": object{"name": "i"}}},
		"fields":       {at(schemas, "UnprocessableEntityProblem", "properties", "errors", "items"), object{"$ref": "#/components/schemas/ProblemField"}},
		"field in XML": {at(schemas, "ProblemField", "xml"), object{"name": "i"}},
		"more members": {at(declined, "additionalProperties"), nil}, // the default of OpenAPI allows them
	} {
		if !reflect.DeepEqual(tc.got, tc.want) {
			t.Errorf("%s: %v, want %v", what, tc.got, tc.want)
		}
	}
	text := at(declined, "description").(string)
	for _, part := range []string{paymentDeclined.Doc, "Only after the payment has been made."} {
		if !strings.Contains(text, part) {
			t.Errorf("the description lacks %q:\n%s", part, text)
		}
	}
}

func TestMembersHaveTheirTypes(t *testing.T) {
	t.Parallel()
	kind := apierror.Kind{Status: apierror.Conflict, Code: "taken", Title: "Taken"}
	cfg := guide.Config{Title: "API", Kinds: []apierror.Kind{kind}, Samples: []*apierror.Error{
		kind.New("").With("text", "x").With("whole", 7).With("fraction", 1.5).With("float", 2.0).With("truth", false).
			With("large", json.Number("1e30")).With("counts", []uint8{}).With("sizes", []int{1, 2}).With("rates", []float64{1, 2.5}).
			With("mixed", []any{1, "x", true}).With("instance_of", "x").WithInstance("/log/1"),
	}}
	properties := at(openAPI(t, newGuide(t, cfg)), "components", "schemas", "TakenProblem", "properties")
	for name, want := range map[string]string{
		"text": "string", "whole": "integer", "fraction": "number", "float": "number", "truth": "boolean", "large": "number",
		"sizes": "array", "rates": "array", "mixed": "array", "instance": "string",
	} {
		if got := at(properties, name, "type"); got != want {
			t.Errorf("%s is %v, want %s", name, got, want)
		}
	}
	for name, want := range map[string]any{"sizes": "integer", "rates": "number", "mixed": nil} {
		if got := at(properties, name, "items", "type"); got != want {
			t.Errorf("an item of %s is %v, want %v", name, got, want)
		}
	}
	if at(properties, "counts") != nil {
		t.Error("what is empty is not sent")
	}
	order := regexp.MustCompile(`"(type|title|status|detail|instance|code|request_id|text|whole)": \{`)
	var got []string
	document := string(newGuide(t, cfg).OpenAPIJSON())
	for _, m := range order.FindAllStringSubmatch(document[strings.Index(document, `"Taken"`):strings.Index(document, `"Problem"`)], -1) {
		got = append(got, m[1])
	}
	if want := "type title status detail instance code request_id text whole"; strings.Join(got, " ") != want {
		t.Errorf("the members are in the order %v, want that of the encoders, %s", got, want)
	}
}

// Each code keeps a name of its own, however alike codes are.
func TestNoTwoCodesShareAName(t *testing.T) {
	t.Parallel()
	const alphabet = "ab1_"
	codes := []string{"a", "b"}
	for begin := 0; len(codes) < 150; { // all of four letters: enough for what stands before and behind a "_"
		end := len(codes)
		for _, code := range codes[begin:end] {
			for _, c := range alphabet {
				codes = append(codes, code+string(c))
			}
		}
		begin = end
	}
	codes = append(codes, "problem", "problem_field", "problem_code", "not_found", "payment_required", "card_declined", "card_declined_status", "status_499", "problem402", "problem_402", "field")
	var cfg guide.Config
	cfg.Title = "API"
	for _, code := range codes {
		cfg.Kinds = append(cfg.Kinds, apierror.Kind{Status: apierror.Conflict, Code: code, Title: code})
	}
	cfg.Kinds = append(cfg.Kinds, apierror.Kind{Status: apierror.PaymentRequired, Code: "another"}, apierror.Kind{Status: apierror.PaymentRequired, Code: "yet_another"})
	components := at(openAPI(t, newGuide(t, cfg)), "components")
	has := map[string]string{} // code -> schema
	for name, s := range at(components, "schemas").(object) {
		if enum, ok := at(s, "properties", "code", "enum").([]any); ok {
			has[enum[0].(string)] = name
		}
	}
	for _, code := range codes {
		if has[code] == "" {
			t.Errorf("%s has no schema", code)
		}
		if at(components, "responses", has[code]) == nil {
			t.Errorf("%s has no response", code)
		}
	}
	if want := len(codes) + 2 + 4; len(at(components, "schemas").(object)) != want { // two of 402, Conflict, 402, Problem, ProblemField
		t.Errorf("%d schemas, want %d", len(at(components, "schemas").(object)), want)
	}
	for code, want := range map[string]string{"card_declined": "CardDeclinedProblem", "a_b": "ABProblem", "ab": "AbProblem", "a1_b": "A1BProblem", "a1b": "A1bProblem", "a_1b": "A_1bProblem", "problem": "ProblemProblem", "problem402": "Problem402Problem"} {
		if has[code] != want {
			t.Errorf("%s is %s, want %s", code, has[code], want)
		}
	}
	if got := at(components, "responses", "Problem402", "content", "application/json", "examples"); got == nil || len(got.(object)) != 2 {
		t.Errorf("402: %v", got)
	}
}
