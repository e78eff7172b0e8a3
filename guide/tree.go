package guide

import (
	"fmt"
	"strconv"

	"go.yaml.in/yaml/v3"
)

// mapping returns a mapping of keys and values in turn, in that order. A value is what
// node takes; a member whose value is nil or "" is left out.
func mapping(keysAndValues ...any) *yaml.Node {
	n := &yaml.Node{Kind: yaml.MappingNode, Tag: "!!map"}
	for i := 0; i < len(keysAndValues); i += 2 {
		if value := keysAndValues[i+1]; value != nil && value != "" {
			put(n, keysAndValues[i].(string), value)
		}
	}
	return n
}

// put adds a member to a mapping.
func put(n *yaml.Node, key string, value any) {
	n.Content = append(n.Content, newString(clean(key)), node(value))
}

// sequence returns a list.
func sequence[T any](items ...T) *yaml.Node {
	n := &yaml.Node{Kind: yaml.SequenceNode, Tag: "!!seq"}
	for _, item := range items {
		n.Content = append(n.Content, node(item))
	}
	return n
}

// node returns what stands for a string, a number, a truth value or a node.
func node(value any) *yaml.Node {
	switch v := value.(type) {
	case *yaml.Node:
		return v
	case string:
		return newString(clean(v))
	case int:
		return &yaml.Node{Kind: yaml.ScalarNode, Tag: "!!int", Value: strconv.Itoa(v)}
	case bool:
		return &yaml.Node{Kind: yaml.ScalarNode, Tag: "!!bool", Value: strconv.FormatBool(v)}
	}
	panic(fmt.Sprintf("guide: a node of %T", value))
}

// reference returns a $ref to a component of the document.
func reference(section, name string) *yaml.Node {
	return mapping("$ref", "#/components/"+section+"/"+name)
}

// isEmpty reports whether a mapping has no members.
func isEmpty(mapping *yaml.Node) bool { return len(mapping.Content) == 0 }
