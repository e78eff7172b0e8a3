package guide_test

import (
	"encoding/json"
	"reflect"
	"regexp"
	"slices"
	"testing"

	"github.com/seed-86b940f4/demur/apierror"
	"github.com/seed-86b940f4/demur/guide"
)

func jsonSchema(t testing.TB, g *guide.Guide) object {
	t.Helper()
	var schema object
	if err := json.Unmarshal(g.Schema(), &schema); err != nil {
		t.Fatal(err)
	}
	return schema
}

func TestSchemaIsGolden(t *testing.T) {
	t.Parallel()
	golden(t, "problem.schema.json", paymentsGuide(t).Schema())
}

func TestSchemaHasAnIDIfTheHostIsKnown(t *testing.T) {
	t.Parallel()
	for id, cfg := range map[any]guide.Config{
		"https://api.example.com/guide/problem.schema.json":         payments(),
		"https://example.com/a%20b/docs/errors/problem.schema.json": {Title: "API", BaseURL: "https://example.com/a%20b", Path: "/docs/errors"},
		nil: {Title: "API"},
	} {
		schema := jsonSchema(t, newGuide(t, cfg))
		if schema["$id"] != id || schema["$schema"] != "https://json-schema.org/draft/2020-12/schema" {
			t.Errorf("$id %v, want %v; $schema %v", schema["$id"], id, schema["$schema"])
		}
	}
}

// holds reports whether a schema of the keywords that the guide uses allows a value. The
// module toolstest holds the schema to a whole validator.
func holds(t testing.TB, root, schema object, v any) bool {
	t.Helper()
	for keyword, want := range schema {
		ok := true
		o, isObject := v.(object)
		text, isText := v.(string)
		list, isList := v.([]any)
		number, isNumber := v.(float64)
		_, isBool := v.(bool)
		all := func(schemas any, match func(object) bool) int {
			n := 0
			for _, s := range schemas.([]any) {
				if match(s.(object)) {
					n++
				}
			}
			return n
		}
		valid := func(s object) bool { return holds(t, root, s, v) }
		switch keyword {
		case "$schema", "$id", "$comment", "$defs", "title", "description", "format", "then":
		case "$ref":
			ok = valid(at(root, "$defs", want.(string)[len("#/$defs/"):]).(object))
		case "type":
			is := map[string]bool{"object": isObject, "string": isText, "array": isList, "number": isNumber, "integer": isNumber && number == float64(int(number)), "boolean": isBool}
			if names, many := want.([]any); many {
				ok = slices.ContainsFunc(names, func(name any) bool { return is[name.(string)] })
			} else {
				ok = is[want.(string)]
			}
		case "const":
			ok = reflect.DeepEqual(v, want)
		case "enum":
			ok = slices.ContainsFunc(want.([]any), func(e any) bool { return reflect.DeepEqual(v, e) })
		case "required":
			for _, name := range want.([]any) {
				_, has := o[name.(string)]
				ok = ok && (has || !isObject)
			}
		case "properties":
			for name, s := range want.(object) {
				if member, has := o[name]; has {
					ok = ok && holds(t, root, s.(object), member)
				}
			}
		case "additionalProperties":
			for name, member := range o {
				if at(schema, "properties", name) == nil {
					s, isSchema := want.(object)
					ok = ok && isSchema && holds(t, root, s, member)
				}
			}
		case "propertyNames":
			for name := range o {
				ok = ok && holds(t, root, want.(object), name)
			}
		case "items":
			for _, item := range list {
				ok = ok && holds(t, root, want.(object), item)
			}
		case "minItems":
			ok = !isList || float64(len(list)) >= want.(float64)
		case "minLength":
			ok = !isText || float64(len(text)) >= want.(float64)
		case "minimum":
			ok = !isNumber || number >= want.(float64)
		case "maximum":
			ok = !isNumber || number <= want.(float64)
		case "pattern":
			ok = !isText || regexp.MustCompile(want.(string)).MatchString(text)
		case "not":
			ok = !valid(want.(object))
		case "allOf":
			ok = all(want, valid) == len(want.([]any))
		case "anyOf":
			ok = all(want, valid) > 0
		case "if":
			ok = !valid(want.(object)) || valid(schema["then"].(object))
		default:
			t.Fatalf("the keyword %q", keyword)
		}
		if !ok {
			return false
		}
	}
	return true
}

func TestSchemaAllowsWhatIsSent(t *testing.T) {
	t.Parallel()
	for name, of := range guides() {
		g, cfg := of.guide(t), of.cfg
		schema := jsonSchema(t, g)
		problems := &apierror.Writer{TypeBase: g.TypeBase()}
		all := []error{apierror.Kind{Status: apierror.Conflict, Code: "not_listed", Title: "Card declined"}}
		for _, e := range cfg.Samples {
			all = append(all, e, e.With("request_id", "1"), e.WithType(""), e.WithType("https://iana.org/assignments/http-problem-types#quota-exceeded"))
			translated := *e
			translated.Title = "Karte abgelehnt"
			all = append(all, &translated)
		}
		for _, k := range cfg.Kinds {
			all = append(all, k)
		}
		for _, s := range cfg.Statuses {
			all = append(all, s, s.New("").WithField(apierror.FieldError{In: "query", Name: "page", Code: "type"}))
		}
		for _, err := range all {
			document := answered(t, problems, err, "application/json")
			var v any
			if err := json.Unmarshal(document, &v); err != nil {
				t.Fatal(err)
			}
			if !holds(t, schema, schema, v) {
				t.Errorf("%s: refused: %.500s", name, document)
			}
		}
	}
}

// Status, title and type go together with the code.
func TestSchemaRefusesWhatIsNotSent(t *testing.T) {
	t.Parallel()
	schema := jsonSchema(t, paymentsGuide(t))
	for name, tc := range map[string]struct {
		change object // nil as a value takes the member away
		valid  bool
	}{
		"as it is":                  {object{}, true},
		"without a type":            {object{"type": nil}, true},
		"a type of its own":         {object{"type": "https://example.com/other"}, true},
		"a translated title":        {object{"title": "Karte abgelehnt"}, true},
		"a code that is not listed": {object{"code": "card_lost"}, true},
		"an extension member":       {object{"violated-policies": []any{"hourly"}}, true},
		"the status of another":     {object{"status": 404.0}, false},
		"the title of another":      {object{"title": "Account unpaid"}, false},
		"the title of a status":     {object{"title": "Not Found"}, false},
		"the type of another":       {object{"type": "https://status.example.com/keys"}, false},
		"the code of another":       {object{"code": "account_unpaid"}, false},
		"a success":                 {object{"code": "card_lost", "status": 200.0}, false},
		"no status":                 {object{"status": nil}, false},
		"an empty title":            {object{"title": ""}, false},
		"a control character":       {object{"detail": "\x01"}, false},
		"U+FFFE":                    {object{"detail": "\uFFFE"}, false},
		"an object":                 {object{"card": object{}}, false},
		"a name with a hyphen":      {object{"decline-code": "x"}, false},
		"a name of XML":             {object{"xmlns": "x"}, false},
		"a field of another name":   {object{"errors": []any{object{"value": "x"}}}, false},
	} {
		document := object{"type": "https://api.example.com/guide#card_declined", "title": "Card declined", "status": 402.0, "detail": "No.", "code": "card_declined"}
		for member, value := range tc.change {
			if document[member] = value; value == nil {
				delete(document, member)
			}
		}
		if got := holds(t, schema, schema, any(document)); got != tc.valid {
			t.Errorf("%s: %t", name, got)
		}
	}
}
