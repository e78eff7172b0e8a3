package guide

import "go.yaml.in/yaml/v3"

// openAPI is an OpenAPI document as a tree. It has neither anchors nor aliases.
type openAPI struct{ root *yaml.Node }

func newOpenAPI(p *page, cfg *Config) *openAPI {
	return &openAPI{root: &yaml.Node{Kind: yaml.MappingNode}}
}
