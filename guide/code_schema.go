package guide

import (
	"reflect"
	"slices"

	"github.com/seed-86b940f4/demur/apierror"
	"go.yaml.in/yaml/v3"
)

// sample is the sample answer of an entry as trees.
type sample struct {
	err  *apierror.Error
	json *yaml.Node // as it is sent in JSON
	xml  *yaml.Node // the members that are sent in XML, in their order
}

// sample returns that of an entry. What the encoders write can always be read.
func (c *components) sample(k apierror.Kind) *sample {
	forJSON, forXML := c.samples.error(k)
	return &sample{forXML, c.members(forJSON), c.members(forXML)}
}

func (c *components) members(e *apierror.Error) *yaml.Node {
	n, err := decodeJSON(c.samples.answer(e, "application/json").body)
	if err != nil {
		panic(err)
	}
	return n
}

// codeSchema returns the schema of the errors with a code. It has the members of the
// sample, in the order of the encoders: what shows XML makes the sample of it.
//
// It is flat, since with allOf generators lose the name of the XML element. The title is
// no constant, because services may translate it, and neither is the type, because errors
// can have one of their own.
func codeSchema(st *status, e *entry, s *sample) *yaml.Node {
	text := authored(e.kind.Doc, 2)
	if e.plain {
		text = st.meaning
	} else if text == "" {
		text = e.meaning
	}
	properties := mapping()
	for i := 0; i+1 < len(s.xml.Content); i += 2 {
		name, value := s.xml.Content[i].Value, s.xml.Content[i+1]
		put(properties, name, property(name, value, s.err))
	}
	setEnum(properties, "status", int(e.kind.Status))
	setEnum(properties, "code", e.kind.Code)
	return mapping(
		"title", e.kind.Title,
		"description", paragraphs(text, again(st)),
		"type", "object",
		"required", sequence("title", "status", "detail", "code"),
		"properties", properties,
		"xml", rootElement(),
	)
}

func rootElement() *yaml.Node {
	return mapping("name", "problem", "namespace", xmlNamespace)
}

// setEnum makes a property a constant. It needs no example then.
func setEnum(properties *yaml.Node, name string, value any) {
	for i := 0; i+1 < len(properties.Content); i += 2 {
		if properties.Content[i].Value != name {
			continue
		}
		p := mapping()
		for j := 0; j+1 < len(properties.Content[i+1].Content); j += 2 {
			if key := properties.Content[i+1].Content[j].Value; key == "type" || key == "description" {
				p.Content = append(p.Content, properties.Content[i+1].Content[j:j+2]...)
			}
		}
		put(p, "enum", sequence(value))
		properties.Content[i+1] = p
	}
}

// property returns the schema of a member with an example.
func property(name string, example *yaml.Node, of *apierror.Error) *yaml.Node {
	for _, m := range standardMembers {
		if m.name == name {
			return m.schema(example)
		}
	}
	value, _ := of.Extension(name)
	n := mapping("description", extensionMeaning(name, of))
	addType(n, reflect.TypeOf(value), example)
	put(n, "example", example)
	return n
}

// extensionMeaning returns what there is to say of an extension member.
func extensionMeaning(name string, of *apierror.Error) string {
	if of.Status == apierror.TooManyRequests {
		switch name {
		case "violated-policies":
			return "The policies whose quota is used up."
		case "quota":
			return "How many requests the policy allows in a window."
		case "reset":
			return "When the window ends."
		}
	}
	return "An extension member (RFC 9457 section 3.2)."
}

// addType adds the type of an extension member, of which the Go type and a value are known.
func addType(schema *yaml.Node, t reflect.Type, value *yaml.Node) {
	if value.Kind != yaml.SequenceNode {
		put(schema, "type", scalarType(t, value))
		return
	}
	if t != nil {
		t = t.Elem()
	}
	kind := scalarType(t, value.Content[0])
	if slices.ContainsFunc(value.Content, func(item *yaml.Node) bool { return scalarType(t, item) != kind }) {
		kind = "" // items of many types
	}
	put(schema, "type", "array")
	put(schema, "items", mapping("type", kind, "xml", mapping("name", "i")))
	put(schema, "xml", mapping("wrapped", true))
}

// scalarType returns the type of a value. It is integer only where no other value of the
// Go type can have a fraction.
func scalarType(t reflect.Type, value *yaml.Node) string {
	switch value.Tag {
	case "!!bool":
		return "boolean"
	case "!!int", "!!float":
		if t != nil && t.Kind() >= reflect.Int && t.Kind() <= reflect.Uint64 {
			return "integer"
		}
		return "number"
	}
	return "string"
}

// member of the documents of all errors.
type standardMember struct{ name, kind, format, meaning string }

// standardMembers are in the order of the encoders.
var standardMembers = [...]standardMember{
	{"type", "string", "uri-reference", "The address of the section of the guide that is about this error (RFC 9457 section 3.1.1)."},
	{"title", "string", "", "The error in short. It is the same each time, but may be translated."},
	{"status", "integer", "", "The HTTP status."},
	{"detail", "string", "", "What happened this time, for people."},
	{"instance", "string", "uri-reference", "A reference to this occurrence (RFC 9457 section 3.1.5)."},
	{"code", "string", "", "The error, for programs."},
	{"request_id", "string", "", "The ID of the request. Name it when you ask for help."},
	{"errors", "array", "", "What is wrong where, one for each part of the request."},
}

func (m standardMember) schema(example *yaml.Node) *yaml.Node {
	n := mapping("description", m.meaning, "type", m.kind, "format", m.format)
	switch m.kind {
	case "integer":
		put(n, "minimum", 400)
		put(n, "maximum", 599)
	case "array":
		put(n, "minItems", 1)
		put(n, "items", reference("schemas", fieldName))
		put(n, "xml", mapping("wrapped", true))
	default:
		put(n, "minLength", 1)
	}
	if example != nil {
		put(n, "example", example)
	}
	return n
}

// problemSchema returns the schema of all errors.
func problemSchema(s *sample) *yaml.Node {
	examples := map[string]*yaml.Node{
		"instance": node("/log/f3a1c2"),
		"errors":   sequence(mapping("pointer", "#/amount", "code", "gt", "param", "0", "detail", "must be more than 0")),
	}
	for i := 0; i+1 < len(s.xml.Content); i += 2 {
		examples[s.xml.Content[i].Value] = s.xml.Content[i+1]
	}
	properties := mapping()
	for _, m := range standardMembers {
		put(properties, m.name, m.schema(examples[m.name]))
	}
	return mapping(
		"title", "Problem",
		"description", "An error (RFC 9457). Some have more members; ignore those that you do not know.",
		"type", "object",
		"required", sequence("title", "status", "detail", "code"),
		"properties", properties,
		"additionalProperties", true,
		"xml", rootElement(),
	)
}

// fieldSchema returns the schema of what is wrong with one part of a request.
func fieldSchema(p *page) *yaml.Node {
	codes := "The rule that is broken."
	for _, list := range []struct {
		of     string
		fields []fieldCode
	}{{"Of a 400:", p.fields400}, {"Of a 422:", p.fields422}} {
		if len(list.fields) == 0 {
			continue
		}
		codes += "\n\n" + list.of + "\n"
		for _, f := range list.fields {
			codes += "\n* " + codeSpan(f.code) + ": " + escaped(f.meaning)
		}
	}
	text := func(meaning string) *yaml.Node {
		return mapping("description", meaning, "type", "string", "minLength", 1)
	}
	return mapping(
		"title", "Problem field",
		"description", "What is wrong with one part of the request.",
		"type", "object",
		"properties", mapping(
			"pointer", text("The place in a body in JSON: a JSON Pointer as a URI fragment (RFC 6901 section 6)."),
			"xpath", text("The place in a body in XML."),
			"in", text("Where the parameter is: query, path, header, cookie or form."),
			"name", text("The name of the parameter."),
			"code", text(codes),
			"param", text("The parameter of the rule, such as the 3 of a minimum."),
			"detail", text("The rule in words, for people."),
		),
		"xml", mapping("name", "i"),
	)
}
