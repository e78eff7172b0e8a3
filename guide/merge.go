package guide

import (
	"bytes"
	"errors"
	"fmt"
	"regexp"
	"slices"

	"go.yaml.in/yaml/v3"
)

// Merge puts the components of the guide (schemas, headers, responses) into an OpenAPI
// document of version 3 that another tool made or a person wrote, and gives each
// operation under paths those of the common responses (Common of the [Config]) that it
// lacks, by reference. JSON gives JSON, and YAML gives YAML. What was there stays as it
// was: the text of the result is that of the document with lines added. So order,
// comments, quotes, anchors, references and extensions are kept. Only YAML whose form has
// no place for a line, such as with keys behind question marks, is written anew, with its
// comments. What has been merged is not changed when it is merged again.
//
// An operation has a response if it lists that status, or its range, such as 4XX.
// A default response does not count. It gets no 401 if its security, or else that of the
// document, is an empty list: it is public. It gets a 415 only if it has a request body.
// It gets all other common responses, a 406 too, since every answer can be asked for in a
// format that there is not. Operations that share responses by an anchor get those that
// one of them needs. Left alone are webhooks and callbacks, since the other side answers
// these, path items in other documents, and responses in other documents.
//
// A component of the document that has the name of one of the guide must be the same.
// The error names every component that is not, and all else that is wrong with the document:
// it is neither JSON nor YAML in UTF-8, holds several documents, is of another version,
// has a key twice, or has something else than a mapping where OpenAPI needs one.
func (g *Guide) Merge(document []byte) ([]byte, error) {
	bom := []byte("\ufeff")
	unmarked, marked := bytes.CutPrefix(document, bom)
	t, err := readSource(unmarked)
	if err != nil {
		return nil, fmt.Errorf("guide: the document cannot be read: %w", err)
	}
	m := &merger{root: root(t.tree), added: map[*yaml.Node]*addition{}}
	m.version()
	if g.openAPI != nil && len(m.problems) == 0 {
		m.components(g.openAPI.root)
		m.paths(g.common)
	}
	if len(m.problems) > 0 {
		return nil, errors.Join(m.problems...)
	}
	merged, err := t.insert(m.additions)
	if err != nil {
		return nil, fmt.Errorf("guide: the document cannot be written: %w", err)
	}
	if marked {
		merged = append(bom, merged...)
	}
	return merged, nil
}

// addition is what is added to one mapping: keys and values in turn.
type addition struct {
	to      *yaml.Node
	content []*yaml.Node
	first   bool // it stands before what is there, and not behind it
}

// merger adds to a document, and notes what it added and what is wrong.
type merger struct {
	root      *yaml.Node
	additions []*addition
	added     map[*yaml.Node]*addition
	problems  []error
}

func (m *merger) add(to *yaml.Node, key string, value *yaml.Node) {
	a := m.added[to]
	if a == nil {
		// The end of a flow mapping is not known, but its beginning is.
		a = &addition{to: to, first: to.Style&yaml.FlowStyle != 0 && len(to.Content) > 0}
		m.added[to] = a
		m.additions = append(m.additions, a)
	}
	at := len(to.Content)
	if a.first {
		at = len(a.content)
	}
	pair := []*yaml.Node{newString(key), value}
	to.Content = slices.Insert(to.Content, at, pair...)
	a.content = append(a.content, pair...)
}

func (m *merger) wrong(n *yaml.Node, format string, args ...any) {
	what := fmt.Sprintf(format, args...)
	if n != nil && n.Line > 0 {
		what = fmt.Sprintf("line %d: %s", n.Line, what)
	}
	m.problems = append(m.problems, errors.New("guide: "+what))
}

// members returns those of a mapping, and nil of all else, which is noted as wrong.
func (m *merger) members(n *yaml.Node, what string) []member {
	if n.Kind != yaml.MappingNode {
		m.wrong(n, "%s: it is no mapping", what)
		return nil
	}
	all, err := members(n)
	if err != nil {
		m.problems = append(m.problems, fmt.Errorf("guide: %s: %w", what, err))
	}
	return all
}

var version3 = regexp.MustCompile(`^3\.[0-9]+(\.[0-9]+.*)?$`)

func (m *merger) version() {
	all := m.members(m.root, "the document")
	if len(m.problems) > 0 {
		return
	}
	version := value(all, "openapi")
	switch {
	case value(all, "swagger") != nil:
		m.wrong(value(all, "swagger"), "the document is of Swagger %s: convert it to OpenAPI 3 first", value(all, "swagger").Value)
	case version == nil:
		m.wrong(nil, "the document has no openapi version")
	case version.Kind != yaml.ScalarNode || !version3.MatchString(version.Value):
		m.wrong(version, "the document is of OpenAPI %q, and not of version 3", version.Value)
	}
}
