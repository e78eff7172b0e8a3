package guide

import (
	"log/slog"
	"slices"
)

// Guide is the developer guide of an API. It is an [http.Handler]. Make one with [New];
// the zero value answers 404. Goroutines may share it.
type Guide struct {
	page    *page
	openAPI *openAPI
	common  []common
	files   []file
	logger  *slog.Logger
	drift   drift
}

// document is a kind of file that each guide has.
type document struct {
	name      string
	mediaType string // as Content-Type has it
}

// documents are in the order in which New renders them.
var documents = [...]document{
	{"guide.html", "text/html; charset=utf-8"},
	{"guide.md", "text/markdown; charset=utf-8"},
	{"guide.json", "application/json"},
	{"guide.xml", "application/xml"},
	{"openapi.yaml", "application/yaml"},
	{"openapi.json", "application/json"},
	{"problem.schema.json", "application/schema+json"},
	{"problem.xsd", "application/xml"},
}

// file is a document, rendered.
type file struct {
	document
	body []byte
	etag string
}

// New returns a Guide. Everything is rendered here, once. The error names every mistake
// of the configuration.
func New(cfg Config) (*Guide, error) {
	if err := cfg.check(); err != nil {
		return nil, err
	}
	g := &Guide{page: newPage(&cfg), logger: cfg.Logger}
	html, err := renderHTML(g.page)
	if err != nil {
		return nil, err
	}
	g.openAPI = newOpenAPI(g.page, &cfg)
	g.common = commonResponses(g.page, &cfg)
	openYAML, err := encodeYAML(g.openAPI.root)
	if err != nil {
		return nil, err
	}
	openJSON, err := encodeJSON(g.openAPI.root)
	if err != nil {
		return nil, err
	}
	pageJSON, pageXML, err := renderData(g.page)
	if err != nil {
		return nil, err
	}
	for i, body := range [len(documents)][]byte{
		html, renderMarkdown(g.page), pageJSON, pageXML, openYAML, openJSON, renderSchema(g.page), renderXSD(g.page),
	} {
		g.files = append(g.files, newFile(documents[i], body))
	}
	return g, nil
}

// bytes returns a copy of a document, nil of the zero Guide.
func (g *Guide) bytes(name string) []byte {
	if f := g.file(name); f != nil {
		return slices.Clone(f.body)
	}
	return nil
}

// HTML returns the page as one self-contained file.
func (g *Guide) HTML() []byte { return g.bytes("guide.html") }

// Markdown returns the page in Markdown (CommonMark with tables).
func (g *Guide) Markdown() []byte { return g.bytes("guide.md") }

// JSON returns what the page says, for programs.
func (g *Guide) JSON() []byte { return g.bytes("guide.json") }

// XML returns what the page says, for programs that read XML.
func (g *Guide) XML() []byte { return g.bytes("guide.xml") }

// OpenAPI returns an OpenAPI 3.1 document in YAML without anchors. It has no paths, but
// components to refer to: a schema and a response for each code, and header fields.
func (g *Guide) OpenAPI() []byte { return g.bytes("openapi.yaml") }

// OpenAPIJSON returns the document of OpenAPI in JSON.
func (g *Guide) OpenAPIJSON() []byte { return g.bytes("openapi.json") }

// Schema returns the JSON Schema (2020-12) of the error documents in JSON.
func (g *Guide) Schema() []byte { return g.bytes("problem.schema.json") }

// XSD returns the XML Schema of the error documents in XML.
func (g *Guide) XSD() []byte { return g.bytes("problem.xsd") }

// TypeBase returns the TypeBase of the adapter's Config with which the type of each
// error leads to its place in the guide, such as "https://api.example.com/guide#".
func (g *Guide) TypeBase() string {
	if g.page == nil {
		return ""
	}
	return g.page.address + "#"
}
