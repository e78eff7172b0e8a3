package guide

import (
	"strconv"
	"strings"

	"github.com/seed-86b940f4/demur/apierror"
	"go.yaml.in/yaml/v3"
)

// components are those of the OpenAPI document: what the service's own document refers to.
type components struct {
	page       *page
	samples    *sampler
	mediaTypes []string

	schemas, responses, headers *yaml.Node
}

// newComponents returns a schema for each code and a response for each status and Kind.
func newComponents(p *page, cfg *Config) *components {
	c := &components{
		page:       p,
		samples:    newSampler(cfg, p),
		mediaTypes: []string{"application/json", "application/xml"},
		schemas:    mapping(),
		responses:  mapping(),
		headers:    mapping(),
	}
	if cfg.ProblemTypes {
		c.mediaTypes = append(c.mediaTypes, "application/problem+json", "application/problem+xml")
	}
	for i := range p.statuses {
		c.status(&p.statuses[i])
	}
	sample := c.sample(c.general())
	put(c.schemas, problemName, problemSchema(sample))
	put(c.schemas, fieldName, fieldSchema(p))
	put(c.responses, problemName, mapping(
		"description", "Another error. `status` and `code` tell which.",
		"content", c.content(reference("schemas", problemName), "example", sample.json),
	))
	return c
}

func (c *components) node() *yaml.Node {
	n := mapping("schemas", c.schemas, "responses", c.responses)
	if !isEmpty(c.headers) {
		put(n, "headers", c.headers)
	}
	return n
}

// general returns what the schema of all errors has as an example: a 422, which has fields,
// or else what is listed.
func (c *components) general() apierror.Kind {
	last := apierror.Kind{Status: apierror.InternalServerError, Code: apierror.InternalServerError.Code()}
	for _, st := range c.page.statuses {
		for _, e := range st.entries {
			if last = e.kind; e.plain && st.status == apierror.UnprocessableEntity {
				return e.kind
			}
		}
	}
	return last
}

// status adds a schema and a response for each code of a status, and for a status with
// several codes those of all. A response and the schema of the same name belong together,
// since generators make one type of both.
func (c *components) status(st *status) {
	union, mapped, examples := sequence[*yaml.Node](), mapping(), mapping()
	for i := range st.entries {
		e := &st.entries[i]
		sample, name := c.sample(e.kind), componentName(e.kind.Code)
		text := st.meaning
		if !e.plain {
			text = kindLine(e)
		}
		put(c.schemas, name, codeSchema(st, e, sample))
		put(c.responses, name, c.response(st, paragraphs(text, again(st)), reference("schemas", name), "example", sample.json))
		put(examples, e.kind.Code, mapping("summary", e.kind.Title, "value", sample.json))
		put(mapped, e.kind.Code, "#/components/schemas/"+name)
		union.Content = append(union.Content, reference("schemas", name))
	}
	if len(st.entries) == 1 {
		return
	}
	name := responseName(st)
	put(c.schemas, name, mapping(
		"title", st.title,
		"description", st.meaning+" The member `code` tells which error it is.",
		"oneOf", union,
		"discriminator", mapping("propertyName", "code", "mapping", mapped),
		"xml", rootElement(),
	))
	put(c.responses, name, c.response(st, paragraphs(st.meaning, again(st)), reference("schemas", name), "examples", examples))
}

// kindLine names a Kind in Markdown.
func kindLine(e *entry) string { return "`" + e.kind.Code + "`: " + escaped(e.kind.Title) }

// again says whether and when a client may send the request again.
func again(st *status) string { return "May a client send the request again? " + st.retry }

// response returns the response of a status, with its header fields.
func (c *components) response(st *status, description string, schema *yaml.Node, key string, examples *yaml.Node) *yaml.Node {
	fields := mapping()
	for _, h := range st.headers {
		put(fields, h.name, reference("headers", c.header(h)))
	}
	n := mapping("description", description)
	if !isEmpty(fields) {
		put(n, "headers", fields)
	}
	put(n, "content", c.content(schema, key, examples))
	return n
}

// content returns the media types. Only JSON has an example: that of XML would be a text,
// which is no object as the schema says, and validators refuse the document for it. What
// shows XML makes it of the schema.
func (c *components) content(schema *yaml.Node, key string, examples *yaml.Node) *yaml.Node {
	n := mapping()
	for _, mediaType := range c.mediaTypes {
		content := mapping("schema", schema)
		if strings.HasSuffix(mediaType, "json") && examples != nil {
			put(content, key, examples)
		}
		put(n, mediaType, content)
	}
	return n
}

// header adds a header field, once, and returns its name.
func (c *components) header(h headerField) string {
	for i := 0; i < len(c.headers.Content); i += 2 {
		if c.headers.Content[i].Value == h.name {
			return h.name
		}
	}
	schema, example := mapping("type", "string"), node(h.value)
	if seconds, err := strconv.Atoi(h.value); err == nil {
		schema, example = mapping("type", "integer", "minimum", 0), node(seconds)
	}
	put(c.headers, h.name, mapping("description", sentence(h.meaning), "schema", schema, "example", example))
	return h.name
}

// sentence makes one of a phrase.
func sentence(s string) string {
	if s == "" {
		return ""
	}
	return strings.ToUpper(s[:1]) + s[1:] + "."
}
