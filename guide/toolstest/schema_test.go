package toolstest_test

import (
	"encoding/json"
	"maps"
	"testing"

	"github.com/seed-86b940f4/demur/guide/toolstest/payments"
)

// The JSON Schema refuses what is not a document of the service.
func TestJSONSchemaRefusesOtherDocuments(t *testing.T) {
	t.Parallel()
	schema := compile(t, newGuide(t, payments.Guide()).Schema())
	document := map[string]any{
		"type": "https://api.example.com/guide#card_declined", "title": "Card declined",
		"status": 402, "detail": "No.", "code": "card_declined",
	}
	type change = map[string]any
	field := func(members change) []any { return []any{members} }
	for name, tc := range map[string]struct {
		change change // nil as a value takes the member away
		valid  bool
	}{
		"as it is":                    {change{}, true},
		"a request ID":                {change{"request_id": "01J"}, true},
		"members":                     {change{"attempts": 3, "final": true, "tried": []any{"visa"}, "quota": 1.5}, true},
		"a field":                     {change{"errors": field(change{"pointer": "#/card", "code": "required"})}, true},
		"no title":                    {change{"title": nil}, false},
		"no status":                   {change{"status": nil}, false},
		"no code":                     {change{"code": nil}, false},
		"no detail":                   {change{"detail": nil}, false},
		"an empty detail":             {change{"detail": ""}, false},
		"a detail that is a number":   {change{"detail": 1}, false},
		"the status of another code":  {change{"status": 409}, false},
		"a status that is a text":     {change{"status": "402"}, false},
		"a success":                   {change{"status": 200}, false},
		"the title of another code":   {change{"title": "Account unpaid"}, false},
		"a type that is no reference": {change{"type": "http://[::1"}, false},
		"an object":                   {change{"card": change{"brand": "visa"}}, false},
		"a list of objects":           {change{"cards": []any{change{"brand": "visa"}}}, false},
		"null":                        {change{"card": json.RawMessage("null")}, false},
		"an empty text":               {change{"brand": ""}, false},
		"an empty list":               {change{"brands": []any{}}, false},
		"a name with a hyphen":        {change{"decline-code": "lost"}, false},
		"no fields":                   {change{"errors": []any{}}, false},
		"a field that is a text":      {change{"errors": []any{"card"}}, false},
		"a field with a value":        {change{"errors": field(change{"pointer": "#/card", "value": "4242"})}, false},
		"a control character":         {change{"detail": "\u0001"}, false},
	} {
		d := maps.Clone(document)
		for member, value := range tc.change {
			if d[member] = value; value == nil {
				delete(d, member)
			}
		}
		b, err := json.Marshal(d)
		if err != nil {
			t.Fatal(err)
		}
		if err := validJSON(schema, b); (err == nil) != tc.valid {
			t.Errorf("%s: %s: %v", name, b, err)
		}
	}
}
