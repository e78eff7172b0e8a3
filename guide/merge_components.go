package guide

import (
	"slices"

	"go.yaml.in/yaml/v3"
)

// components adds those that the document lacks.
func (m *merger) components(from *yaml.Node) {
	own := value(m.members(from, "the guide"), "components")
	if own == nil {
		return
	}
	into := value(m.members(m.root, "the document"), "components")
	if into == nil {
		m.add(m.root, "components", own)
		return
	}
	has := m.members(into, "components")
	for _, section := range m.members(own, "components of the guide") {
		name := section.key.Value
		there := value(has, name)
		if there == nil {
			if into.Kind == yaml.MappingNode {
				m.add(into, name, section.value)
			}
			continue
		}
		taken := m.members(there, "components."+name)
		for _, component := range m.members(section.value, "components of the guide") {
			switch other := value(taken, component.key.Value); {
			case other == nil && there.Kind == yaml.MappingNode:
				m.add(there, component.key.Value, component.value)
			case other != nil && !sameValue(component.value, other, 0):
				m.wrong(other, "components.%s.%s: the document has another one of this name", name, component.key.Value)
			}
		}
	}
}

// sameValue reports whether a value means the same as that of the guide: in any style,
// and with keys in any order. It ends since the value of the guide does.
func sameValue(own, other *yaml.Node, depth int) bool {
	other = target(other)
	if depth > maxDepth || own.Kind != other.Kind || own.ShortTag() != other.ShortTag() {
		return false
	}
	if own.Kind == yaml.MappingNode {
		all, err := members(own)
		others, err2 := members(other)
		if err != nil || err2 != nil || len(all) != len(others) {
			return false
		}
		for _, m := range all {
			if o := value(others, m.key.Value); o == nil || !sameValue(m.value, o, depth+1) {
				return false
			}
		}
		return true
	}
	return own.Value == other.Value && slices.EqualFunc(own.Content, other.Content, func(a, b *yaml.Node) bool {
		return sameValue(a, b, depth+1)
	})
}
