package guide

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"strconv"
	"unicode/utf8"

	"go.yaml.in/yaml/v3"
)

// decodeJSON returns JSON as a tree. Members keep their order, numbers their digits, and
// strings are strings to readers of YAML too. A name twice in one object is refused, and
// so is what is not UTF-8: readers differ in what they make of these.
func decodeJSON(document []byte) (*yaml.Node, error) {
	n, _, err := readJSON(document)
	if err != nil {
		return nil, fmt.Errorf("guide: read as JSON: %w", err)
	}
	return n, nil
}

// span says where a value is in a document.
type span struct{ start, end int }

// readJSON returns JSON as a tree, and where its objects and the values in them are.
func readJSON(document []byte) (*yaml.Node, map[*yaml.Node]span, error) {
	if !utf8.Valid(document) {
		return nil, nil, errors.New("it is not UTF-8")
	}
	r := &jsonReader{in: json.NewDecoder(bytes.NewReader(document)), spans: map[*yaml.Node]span{}}
	r.in.UseNumber()
	n, err := r.value(0)
	if err == nil {
		if _, err = r.in.Token(); err == io.EOF {
			return n, r.spans, nil
		} else if err == nil {
			err = errors.New("there is more behind its value")
		}
	}
	if err == io.EOF {
		err = io.ErrUnexpectedEOF
	}
	return nil, nil, fmt.Errorf("line %d: %w", 1+bytes.Count(document[:min(int(r.in.InputOffset()), len(document))], []byte("\n")), err)
}

type jsonReader struct {
	in    *json.Decoder
	spans map[*yaml.Node]span
}

func (r *jsonReader) value(depth int) (*yaml.Node, error) {
	if depth > maxDepth {
		return nil, errDepth
	}
	token, err := r.in.Token()
	if err != nil {
		return nil, err
	}
	start := int(r.in.InputOffset()) - 1 // of an object or array
	var n *yaml.Node
	switch t := token.(type) {
	case json.Delim:
		n = &yaml.Node{Kind: yaml.SequenceNode, Tag: "!!seq"}
		names := map[string]bool{}
		if t == '{' {
			n.Kind, n.Tag = yaml.MappingNode, "!!map"
		}
		for r.in.More() {
			item, err := r.value(depth + 1)
			if err != nil {
				return nil, err
			}
			if t == '{' && len(n.Content)%2 == 0 {
				if names[item.Value] {
					return nil, fmt.Errorf("member %q is there twice", item.Value)
				}
				names[item.Value] = true
			}
			n.Content = append(n.Content, item)
		}
		if _, err := r.in.Token(); err != nil {
			return nil, err
		}
	case string:
		n = newString(t)
	case json.Number:
		n = &yaml.Node{Kind: yaml.ScalarNode, Value: t.String()}
		if n.Tag = n.ShortTag(); n.Tag != "!!int" {
			n.Tag = "!!float" // also what is too large for a float64
		}
	case bool:
		n = &yaml.Node{Kind: yaml.ScalarNode, Tag: "!!bool", Value: strconv.FormatBool(t)}
	default:
		n = &yaml.Node{Kind: yaml.ScalarNode, Tag: "!!null", Value: "null"}
	}
	r.spans[n] = span{start, int(r.in.InputOffset())}
	return n, nil
}
