package guide

import (
	"bytes"
	"encoding/json"
	"fmt"
	"math/big"
	"regexp"
	"strings"

	"go.yaml.in/yaml/v3"
)

// encodeJSON returns the tree as JSON, indented by two spaces, in the same order. Aliases
// and merge keys are replaced by what they stand for. Numbers keep their digits where
// JSON allows them. The error names the line of what JSON has no way to say: infinity,
// keys that are no scalars, tags of one's own.
func encodeJSON(n *yaml.Node) ([]byte, error) {
	w := &jsonWriter{newline: "\n", unit: "  ", space: " "}
	if err := w.node(root(n), 0); err != nil {
		return nil, fmt.Errorf("guide: written as JSON: %w", err)
	}
	w.b.WriteByte('\n')
	return w.b.Bytes(), nil
}

type jsonWriter struct {
	b        bytes.Buffer
	newline  string // with the indentation of the first line; "" writes everything on one line
	unit     string // of indentation
	space    string // behind a colon, and on one line behind a comma
	aliases  int    // that are being written
	expanded int    // nodes that were written for aliases
}

func (w *jsonWriter) node(n *yaml.Node, depth int) error {
	if depth > maxDepth {
		return errDepth
	}
	if n.Kind == yaml.AliasNode {
		w.aliases++
		defer func() { w.aliases-- }()
		n = target(n)
	}
	if w.aliases > 0 {
		if w.expanded++; w.expanded > maxExpanded {
			return fmt.Errorf("its aliases stand for more than %d nodes", maxExpanded)
		}
	}
	tag := n.ShortTag()
	switch {
	case n.Kind == yaml.MappingNode && tag == "!!map":
		return w.mapping(n, depth)
	case n.Kind == yaml.SequenceNode && tag == "!!seq":
		w.b.WriteByte('[')
		for i, item := range n.Content {
			w.separate(i, depth+1)
			if err := w.node(item, depth+1); err != nil {
				return err
			}
		}
		w.end(']', len(n.Content), depth)
		return nil
	case n.Kind == yaml.ScalarNode || n.IsZero():
		text, err := jsonScalar(tag, n.Value)
		if err != nil {
			return fmt.Errorf("line %d: %w", n.Line, err)
		}
		w.b.WriteString(text)
		return nil
	}
	return fmt.Errorf("line %d: a value of type %s", n.Line, tag)
}

func (w *jsonWriter) mapping(n *yaml.Node, depth int) error {
	all, err := members(n)
	if err != nil {
		return err
	}
	w.b.WriteByte('{')
	for i, m := range all {
		w.separate(i, depth+1)
		w.b.WriteString(jsonString(m.key.Value))
		w.b.WriteString(":" + w.space)
		if err := w.node(m.value, depth+1); err != nil {
			return err
		}
	}
	w.end('}', len(all), depth)
	return nil
}

// separate begins the item with this index.
func (w *jsonWriter) separate(i, depth int) {
	if i > 0 {
		w.b.WriteByte(',')
		if w.newline == "" {
			w.b.WriteString(w.space)
		}
	}
	w.line(depth)
}

func (w *jsonWriter) end(bracket byte, items, depth int) {
	if items > 0 {
		w.line(depth)
	}
	w.b.WriteByte(bracket)
}

func (w *jsonWriter) line(depth int) {
	if w.newline != "" {
		w.b.WriteString(w.newline + strings.Repeat(w.unit, depth))
	}
}

func jsonString(s string) string {
	var b strings.Builder
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	_ = e.Encode(s) // a string can always be written
	return strings.TrimSuffix(b.String(), "\n")
}

var (
	jsonNumber = regexp.MustCompile(`^-?(0|[1-9][0-9]*)(\.[0-9]+)?([eE][-+]?[0-9]+)?$`)
	yamlNumber = regexp.MustCompile(`^([-+]?)([0-9]*)(?:\.([0-9]*))?([eE][-+]?[0-9]+)?$`)
)

func jsonScalar(tag, value string) (string, error) {
	switch tag {
	case "!!str", "!!timestamp", "!!binary":
		return jsonString(value), nil
	case "!!null":
		return "null", nil
	case "!!bool":
		if lower := strings.ToLower(value); lower == "true" || lower == "false" {
			return lower, nil
		}
	case "!!int", "!!float":
		if jsonNumber.MatchString(value) {
			return value, nil
		}
		digits := strings.ReplaceAll(value, "_", "")
		if tag == "!!int" {
			// 0x10, 0o20, 0b10000 and the 020 of YAML 1.1.
			if i, ok := new(big.Int).SetString(digits, 0); ok {
				return i.String(), nil
			}
		}
		// +1, 1., .5 and 010.5
		m := yamlNumber.FindStringSubmatch(digits)
		if m == nil || m[2] == "" && m[3] == "" {
			break
		}
		number := strings.TrimPrefix(m[1], "+")
		if whole := strings.TrimLeft(m[2], "0"); whole != "" {
			number += whole
		} else {
			number += "0"
		}
		if m[3] != "" {
			number += "." + m[3]
		}
		return number + m[4], nil
	}
	return "", fmt.Errorf("%q is no value of type %s that JSON has", value, tag)
}
