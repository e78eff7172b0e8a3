package guide

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"unicode/utf8"

	"go.yaml.in/yaml/v3"
)

// source is a document, read.
type source struct {
	document []byte
	tree     *yaml.Node
	spans    map[*yaml.Node]span // of JSON
	layout   *layout             // of YAML
}

func readSource(document []byte) (*source, error) {
	if !utf8.Valid(document) {
		return nil, errors.New("it is not UTF-8")
	}
	var notJSON error
	if trimmed := bytes.TrimLeft(document, " \t\r\n"); bytes.HasPrefix(trimmed, []byte("{")) {
		tree, spans, err := readJSON(document)
		if err == nil {
			return &source{document: document, tree: tree, spans: spans}, nil
		}
		notJSON = fmt.Errorf("as JSON: %w", err) // a flow mapping of YAML begins like this too
	}
	tree, err := readYAML(document)
	if err != nil && notJSON != nil {
		return nil, fmt.Errorf("%w; as YAML: %w", notJSON, err)
	}
	if err != nil {
		return nil, err
	}
	return &source{document: document, tree: tree, layout: newLayout(document, tree)}, nil
}

// readYAML returns the one document of a stream.
func readYAML(stream []byte) (*yaml.Node, error) {
	in := yaml.NewDecoder(bytes.NewReader(stream))
	var n, more yaml.Node
	if err := in.Decode(&n); err == io.EOF {
		return nil, errors.New("it is empty")
	} else if err != nil {
		return nil, err
	}
	if err := in.Decode(&more); err == nil {
		return nil, fmt.Errorf("line %d: a second document begins", more.Line)
	} else if err != io.EOF {
		return nil, err
	}
	return &n, onceEach(&n, 0)
}

// onceEach returns an error if a mapping has a key twice, which readers of YAML refuse.
func onceEach(n *yaml.Node, depth int) error {
	if depth > maxDepth {
		return errDepth
	}
	has := map[string]bool{}
	for i, item := range n.Content {
		if key := target(item); n.Kind == yaml.MappingNode && i%2 == 0 && key.Kind == yaml.ScalarNode {
			if name := key.ShortTag() + " " + key.Value; has[name] {
				return fmt.Errorf("line %d: key %q is there twice", item.Line, key.Value)
			} else {
				has[name] = true
			}
		}
		if err := onceEach(item, depth+1); err != nil {
			return err
		}
	}
	return nil
}
