package guide

import (
	"bytes"
	"cmp"
	"fmt"
	"maps"
	"slices"
	"strings"

	"go.yaml.in/yaml/v3"
)

// edit replaces document[at:end].
type edit struct {
	at, end int
	text    string
	indent  int // of what ends at the same place, the deeper comes first
}

// insert returns the document with additions, which the tree has already. Text is
// inserted, and all other text stays. The result is read again: only what is equal to the
// tree is returned.
func (t *source) insert(additions []*addition) ([]byte, error) {
	if len(additions) == 0 {
		return slices.Clone(t.document), nil
	}
	edits := t.editsJSON
	if t.layout != nil {
		edits = t.editsYAML
	}
	all, err := edits(additions)
	if err == nil {
		merged := apply(t.document, all)
		if err = t.check(merged); err == nil {
			return merged, nil
		}
	}
	if t.layout == nil {
		return nil, err
	}
	// A document whose form leaves no line to insert at is written anew.
	merged, err := encodeYAML(t.tree)
	if err != nil {
		return nil, err
	}
	if err := t.check(merged); err != nil {
		return nil, err
	}
	return merged, t.commentsKept(merged)
}

func apply(document []byte, edits []edit) []byte {
	slices.SortStableFunc(edits, func(a, b edit) int {
		return cmp.Or(cmp.Compare(a.at, b.at), cmp.Compare(b.indent, a.indent))
	})
	var out bytes.Buffer
	at := 0
	for _, e := range edits {
		out.Write(document[at:max(at, e.at)])
		out.WriteString(e.text)
		at = max(at, e.end)
	}
	out.Write(document[at:])
	return out.Bytes()
}

// check returns an error if a text does not mean what the tree says.
func (t *source) check(merged []byte) error {
	again, err := readSource(merged)
	if err != nil {
		return err
	}
	return sameTree(root(t.tree), root(again.tree))
}

// sameTree returns an error that names a place where trees differ in more than style.
func sameTree(a, b *yaml.Node) error {
	if a.Kind != b.Kind || a.ShortTag() != b.ShortTag() || a.Value != b.Value || a.Anchor != b.Anchor || len(a.Content) != len(b.Content) {
		return fmt.Errorf("line %d: %.40q became %.40q", b.Line, a.Value, b.Value)
	}
	for i := range a.Content {
		if err := sameTree(a.Content[i], b.Content[i]); err != nil {
			return err
		}
	}
	return nil
}

// commentsKept returns an error if a comment of the document is not in a text.
func (t *source) commentsKept(merged []byte) error {
	lost := map[string]int{}
	count := func(n *yaml.Node, by int) {
		for _, comment := range []string{n.HeadComment, n.LineComment, n.FootComment} {
			for line := range strings.SplitSeq(comment, "\n") {
				if line = strings.TrimSpace(line); line != "" {
					lost[line] += by
				}
			}
		}
	}
	again, err := readYAML(merged)
	if err != nil {
		return err
	}
	walk(t.tree, func(n *yaml.Node) { count(n, 1) })
	walk(again, func(n *yaml.Node) { count(n, -1) })
	for _, comment := range slices.Sorted(maps.Keys(lost)) { // the same error each time
		if lost[comment] > 0 {
			return fmt.Errorf("the comment %q cannot be kept in a document of this form", comment)
		}
	}
	return nil
}

// walk visits each node of a document once, in order.
func walk(n *yaml.Node, visit func(*yaml.Node)) {
	visit(n)
	for _, item := range n.Content {
		walk(item, visit)
	}
}

// editsJSON says what to insert into JSON, in the form that it has.
func (t *source) editsJSON(additions []*addition) ([]edit, error) {
	var edits []edit
	lineBreak, unit, space := t.formJSON()
	for _, a := range additions {
		at, empty := t.spans[a.to], len(a.to.Content) == len(a.content)
		inner := &yaml.Node{Kind: yaml.MappingNode, Tag: "!!map", Content: a.content}
		w := &jsonWriter{space: space}
		e := edit{at: at.start + 1, end: at.end - 1}
		if !empty {
			e.at = t.spans[a.to.Content[len(a.to.Content)-len(a.content)-1]].end
			e.end = e.at
		}
		between := t.document[e.at : at.end-1] // the last value and the bracket
		if expanded := bytes.Contains(between, []byte("\n")); expanded || empty && lineBreak != "" {
			w.unit = unit
			w.newline = lineBreak + indentation(t.document[:at.start])
			if expanded {
				w.newline = lineBreak + indentation(t.document[:at.end-1])
			}
		}
		if err := w.node(inner, 0); err != nil {
			return nil, err
		}
		text := w.b.String()
		e.text = text[1 : len(text)-1]
		if !empty {
			e.text = strings.TrimRight(e.text, " \t\r\n") // before the bracket there is some
			if e.text = "," + e.text; w.newline == "" {
				e.text = "," + space + e.text[1:]
			}
		}
		edits = append(edits, e)
	}
	return edits, nil
}

// formJSON returns how a document breaks and indents its lines ("" if it is a single
// one), and what is behind colons.
func (t *source) formJSON() (lineBreak, unit, space string) {
	top := root(t.tree)
	unit, space = "  ", ""
	if len(top.Content) == 0 {
		return "", unit, space
	}
	key := t.spans[top.Content[0]].end
	if bytes.HasPrefix(t.document[key:], []byte(": ")) {
		space = " "
	}
	first := t.document[t.spans[top].start+1 : key]
	blank := first[:len(first)-len(bytes.TrimLeft(first, " \t\r\n"))]
	if i := bytes.LastIndexByte(blank, '\n'); i >= 0 {
		lineBreak = "\n"
		if i > 0 && blank[i-1] == '\r' {
			lineBreak = "\r\n"
		}
		if i+1 < len(blank) {
			unit = string(blank[i+1:])
		}
	}
	return lineBreak, unit, space
}

// indentation returns that of the last line of a text.
func indentation(text []byte) string {
	line := text[bytes.LastIndexByte(text, '\n')+1:]
	return string(line[:len(line)-len(bytes.TrimLeft(line, " \t\r"))])
}
