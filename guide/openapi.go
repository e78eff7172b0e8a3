package guide

import (
	"strings"

	"go.yaml.in/yaml/v3"
)

// openAPI is an OpenAPI document as a tree. It has neither anchors nor aliases.
//
// It is of version 3.1. Its components keep to what version 3.0 reads as well, since Merge
// puts them into documents of both: no const, no lists of types, no examples in a schema.
type openAPI struct{ root *yaml.Node }

func newOpenAPI(p *page, cfg *Config) *openAPI {
	info := mapping("title", p.title, "description", authored(p.description, 0))
	if c := p.contact; c != (Contact{}) {
		put(info, "contact", mapping("name", c.Name, "url", c.URL, "email", c.Email))
	}
	put(info, "version", p.version)
	root := mapping("openapi", "3.1.0", "info", info)
	if p.baseURL != "" {
		put(root, "externalDocs", mapping("description", "The errors, for people", "url", p.address))
		put(root, "servers", sequence(mapping("url", p.baseURL)))
	}
	put(root, "paths", mapping())
	put(root, "components", newComponents(p, cfg).node())
	return &openAPI{root}
}

// paragraphs joins paragraphs of Markdown, without those that are empty.
func paragraphs(all ...string) string {
	var kept []string
	for _, text := range all {
		if text = strings.TrimSpace(text); text != "" {
			kept = append(kept, text)
		}
	}
	return strings.Join(kept, "\n\n")
}
