package guide

import (
	"bytes"
	"errors"
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"go.yaml.in/yaml/v3"
)

// Documents are trees of yaml.Node, whether they were read and are written as YAML or JSON.

const (
	// maxDepth bounds how deep trees are walked: no stack runs out, and aliases that lead
	// back to themselves come to an end.
	maxDepth = 1000

	// maxExpanded bounds the nodes that aliases stand for, together. Nine lines of
	// aliases of aliases can stand for a thousand million nodes.
	maxExpanded = 1 << 20
)

var errDepth = fmt.Errorf("it is nested more than %d deep", maxDepth)

// encodeYAML returns the tree as YAML, indented by two spaces.
func encodeYAML(n *yaml.Node) ([]byte, error) {
	var b bytes.Buffer
	e := yaml.NewEncoder(&b)
	e.SetIndent(2)
	if err := errors.Join(e.Encode(n), e.Close()); err != nil {
		return nil, fmt.Errorf("guide: written as YAML: %w", err)
	}
	return b.Bytes(), nil
}

// base60 is what YAML 1.1 reads as a number, such as 12:30.
var base60 = regexp.MustCompile(`^[-+]?[0-9][0-9_]*(:[0-5]?[0-9])+(\.[0-9_]*)?$`)

// oldWords are what YAML 1.1 reads as something else than a string.
var oldWords = []string{"y", "n", "yes", "no", "on", "off", "="}

// newString returns a node that every reader of YAML takes for this string, be it of
// YAML 1.1, 1.2 or JSON. Text of several lines is written as a block where that is safe.
func newString(s string) *yaml.Node {
	n := &yaml.Node{Kind: yaml.ScalarNode, Value: s}
	_, err := strconv.ParseFloat(s, 64)
	switch {
	case strings.ContainsFunc(s, unprintable):
		n.Style = yaml.DoubleQuotedStyle
	case strings.Contains(s, "\n"):
		n.Style = yaml.LiteralStyle
		// A block that begins with space needs its indentation told, and one that ends
		// with space or several line breaks is easily spoilt by editors.
		if strings.TrimLeft(s, " \n") != s || strings.TrimRight(s, " ") != s || strings.HasSuffix(s, "\n\n") || strings.Contains(s, " \n") {
			n.Style = yaml.DoubleQuotedStyle
		}
	case n.ShortTag() != "!!str", slices.Contains(oldWords, strings.ToLower(s)),
		base60.MatchString(s), !errors.Is(err, strconv.ErrSyntax):
		n.Style = yaml.DoubleQuotedStyle
	}
	n.Tag = "!!str"
	return n
}

// unprintable are characters that readers and editors take for line breaks, or drop.
func unprintable(r rune) bool {
	return r < ' ' && r != '\n' || r >= 0x7f && r < 0xa0 || r == '\u2028' || r == '\u2029' || r == '\ufeff' || r == '\ufffe' || r == '\uffff'
}

// member is one of a mapping.
type member struct{ key, value *yaml.Node }

// root returns what a document holds.
func root(n *yaml.Node) *yaml.Node {
	if n.Kind == yaml.DocumentNode && len(n.Content) == 1 {
		return n.Content[0]
	}
	return n
}

// target returns what an alias stands for, and every other node as it is.
func target(n *yaml.Node) *yaml.Node {
	for n.Kind == yaml.AliasNode && n.Alias != nil {
		n = n.Alias
	}
	return n
}

// members returns those of a mapping, in order, with those that merge keys (<<) bring in.
// Those that the mapping has itself come before those it merges, and of these the first
// one counts. A key twice in one mapping is an error.
func members(mapping *yaml.Node) ([]member, error) {
	visits := maxExpanded
	return mergedMembers(mapping, 0, &visits)
}

// mergedMembers ends when it has visited that many members.
func mergedMembers(mapping *yaml.Node, depth int, visits *int) ([]member, error) {
	if depth > maxDepth {
		return nil, errDepth
	}
	has := map[string]bool{}
	for i := 0; i+1 < len(mapping.Content); i += 2 {
		key := target(mapping.Content[i])
		if key.Kind != yaml.ScalarNode {
			return nil, fmt.Errorf("line %d: a key is no scalar", mapping.Content[i].Line)
		}
		if isMerge(key) {
			continue
		}
		if has[key.Value] {
			return nil, fmt.Errorf("line %d: key %q is there twice", mapping.Content[i].Line, key.Value)
		}
		has[key.Value] = true
	}
	var all []member
	for i := 0; i+1 < len(mapping.Content); i += 2 {
		if *visits--; *visits < 0 {
			return nil, fmt.Errorf("its merge keys stand for more than %d members", maxExpanded)
		}
		key, value := target(mapping.Content[i]), mapping.Content[i+1]
		if !isMerge(key) {
			all = append(all, member{key, value})
			continue
		}
		sources := []*yaml.Node{value}
		if t := target(value); t.Kind == yaml.SequenceNode {
			sources = t.Content
		}
		for _, source := range sources {
			if source = target(source); source.Kind != yaml.MappingNode {
				return nil, fmt.Errorf("line %d: a merge key needs a mapping", key.Line)
			}
			merged, err := mergedMembers(source, depth+1, visits)
			if err != nil {
				return nil, err
			}
			for _, m := range merged {
				if !has[m.key.Value] {
					has[m.key.Value] = true
					all = append(all, m)
				}
			}
		}
	}
	return all, nil
}

func isMerge(key *yaml.Node) bool { return key.Kind == yaml.ScalarNode && key.ShortTag() == "!!merge" }

// value returns that of a key, and nil if there is none.
func value(all []member, key string) *yaml.Node {
	for _, m := range all {
		if m.key.Value == key {
			return target(m.value)
		}
	}
	return nil
}
