package guide

import (
	"bytes"
	"fmt"
	"net/url"

	"go.yaml.in/yaml/v3"
)

// generalSchema is what every error in JSON keeps to.
const generalSchema = `{
  "type": "object",
  "required": ["title", "status", "detail", "code"],
  "properties": {
    "type": {"$ref": "#/$defs/text", "format": "uri-reference"},
    "title": {"$ref": "#/$defs/text"},
    "status": {"type": "integer", "minimum": 400, "maximum": 599},
    "detail": {"$ref": "#/$defs/text"},
    "instance": {"$ref": "#/$defs/text", "format": "uri-reference"},
    "code": {"$ref": "#/$defs/text"},
    "request_id": {"$ref": "#/$defs/text"},
    "errors": {"type": "array", "minItems": 1, "items": {"$ref": "#/$defs/field"}}
  },
  "propertyNames": {
    "$comment": "The exception is the RateLimit draft's.",
    "pattern": "^([A-Za-z][A-Za-z0-9_]{2,}|violated-policies)$",
    "not": {"pattern": "^[Xx][Mm][Ll]"}
  },
  "additionalProperties": {
    "$comment": "An extension member.",
    "anyOf": [
      {"$ref": "#/$defs/text"},
      {"type": ["number", "boolean"]},
      {"type": "array", "minItems": 1, "items": {"anyOf": [{"$ref": "#/$defs/chars"}, {"type": ["number", "boolean"]}]}}
    ]
  }
}`

// definitions are what generalSchema refers to.
const definitions = `{
  "chars": {
    "$comment": "Only characters that XML 1.0 can carry too.",
    "type": "string",
    "pattern": "^[^\u0000-\u0008\u000B\u000C\u000E-\u001F\uFFFE\uFFFF]*$"
  },
  "text": {
    "$comment": "What is empty is left out.",
    "$ref": "#/$defs/chars",
    "minLength": 1
  },
  "field": {
    "type": "object",
    "properties": {
      "pointer": {"$ref": "#/$defs/text"},
      "xpath": {"$ref": "#/$defs/text"},
      "in": {"$ref": "#/$defs/text"},
      "name": {"$ref": "#/$defs/text"},
      "code": {"$ref": "#/$defs/text"},
      "param": {"$ref": "#/$defs/text"},
      "detail": {"$ref": "#/$defs/text"}
    },
    "additionalProperties": false
  }
}`

// renderSchema returns the JSON Schema of the error documents.
func renderSchema(p *page) []byte {
	root := mapping("$schema", "https://json-schema.org/draft/2020-12/schema", "$id", schemaID(p))
	put(root, "title", "Errors of "+p.title)
	put(root, "description", "RFC 9457 section 3, narrowed to what this API sends. It is for tests and for servers. "+
		"A client should not refuse a document for a member or a code that it does not know (section 3.2), "+
		"so codes that are not listed here are valid too.")
	root.Content = append(root.Content, parsed(generalSchema).Content...)
	defs := parsed(definitions)
	if len(p.statuses) > 0 {
		put(root, "allOf", codeRules(p))
		put(defs, "listed", mapping("$comment", "The codes of the guide.", "enum", listedCodes(p)))
	}
	put(root, "$defs", defs)
	text, err := encodeJSON(root)
	if err != nil {
		panic(err) // a tree of strings, numbers and truth values can be written
	}
	// These two are valid JSON, but many editors and readers stop at them.
	text = bytes.ReplaceAll(text, []byte("\uFFFE"), []byte(`\ufffe`))
	return bytes.ReplaceAll(text, []byte("\uFFFF"), []byte(`\uffff`))
}

func parsed(schema string) *yaml.Node {
	n, err := decodeJSON([]byte(schema))
	if err != nil {
		panic(err)
	}
	return n
}

// schemaID returns a URI for the schema, "" if the host of the API is not known.
func schemaID(p *page) any {
	if p.baseURL == "" {
		return nil
	}
	u, err := url.Parse(p.address + "/problem.schema.json")
	if err != nil {
		return nil
	}
	return u.String()
}

func listedCodes(p *page) *yaml.Node {
	all := sequence[string]()
	for _, st := range p.statuses {
		for _, e := range st.entries {
			all.Content = append(all.Content, node(e.kind.Code))
		}
	}
	return all
}

// codeRules returns what goes together: with a code, its status; with a type or title that
// is that of listed codes, one of these codes.
//
// A code does not ask for its title, since services may translate titles, nor for its type,
// since an error can have one of its own. But it cannot have those of another code.
func codeRules(p *page) *yaml.Node {
	rules := sequence[*yaml.Node]()
	var types, titles owners
	writer := newSampler(&Config{}, p)
	for _, st := range p.statuses {
		for _, e := range st.entries {
			rules.Content = append(rules.Content, mapping(
				"$comment", fmt.Sprintf("%d %s", int(st.status), e.kind.Code),
				"if", mapping("properties", mapping("code", mapping("const", e.kind.Code)), "required", sequence("code")),
				"then", mapping("properties", mapping("status", mapping("const", int(st.status)))),
			))
			own := parsed(string(writer.answer(e.kind.New(""), "application/json").body))
			for _, sample := range []*yaml.Node{own, parsed(string(e.json))} {
				types.add(memberValue(sample, "type"), e.kind.Code)
				titles.add(memberValue(sample, "title"), e.kind.Code)
			}
		}
	}
	rules.Content = append(rules.Content, types.rules("type").Content...)
	rules.Content = append(rules.Content, titles.rules("title").Content...)
	return rules
}

// memberValue returns that of a member, "" if there is none.
func memberValue(mapping *yaml.Node, name string) string {
	for i := 0; i+1 < len(mapping.Content); i += 2 {
		if mapping.Content[i].Value == name {
			return mapping.Content[i+1].Value
		}
	}
	return ""
}

// owners are the codes that have a title or type, in order.
type owners struct {
	values []string
	codes  map[string][]string
}

func (o *owners) add(value, code string) {
	if value == "" {
		return
	}
	if o.codes == nil {
		o.codes = map[string][]string{}
	}
	has := o.codes[value]
	if len(has) == 0 {
		o.values = append(o.values, value)
	}
	if len(has) == 0 || has[len(has)-1] != code {
		o.codes[value] = append(has, code)
	}
}

func (o *owners) rules(member string) *yaml.Node {
	rules := sequence[*yaml.Node]()
	for _, value := range o.values {
		rules.Content = append(rules.Content, mapping(
			"if", mapping("properties", mapping(member, mapping("const", value)), "required", sequence(member)),
			"then", mapping("properties", mapping("code", mapping("anyOf", sequence(
				mapping("enum", sequence(o.codes[value]...)),
				mapping("not", mapping("$ref", "#/$defs/listed")),
			)))),
		))
	}
	return rules
}
