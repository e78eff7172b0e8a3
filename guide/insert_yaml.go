package guide

import (
	"bytes"
	"errors"
	"regexp"
	"slices"
	"strings"
	"unicode/utf8"

	"go.yaml.in/yaml/v3"
)

// layout knows where in a YAML text its nodes are. It is made before anything is added.
type layout struct {
	document []byte
	lines    []int // where each begins, and the end of the document
	order    []*yaml.Node
	places   map[*yaml.Node]place
	newline  string
}

type place struct {
	first, end int        // of it and what is in it, in order
	parent     *yaml.Node // mapping or sequence
	flow       bool       // it is within a collection in flow style
}

func newLayout(document []byte, tree *yaml.Node) *layout {
	l := &layout{document: document, places: map[*yaml.Node]place{}, newline: "\n"}
	l.lines = append(l.lines, 0)
	for i := 0; i < len(document); i++ {
		switch rest := document[i:]; {
		case bytes.HasPrefix(rest, []byte("\r\n")):
			if i++; len(l.lines) == 1 {
				l.newline = "\r\n"
			}
			l.lines = append(l.lines, i+1)
		case rest[0] == '\n' || rest[0] == '\r':
			l.lines = append(l.lines, i+1)
		case bytes.HasPrefix(rest, []byte("\u0085")), bytes.HasPrefix(rest, []byte("\u2028")), bytes.HasPrefix(rest, []byte("\u2029")):
			// YAML 1.1 has these line breaks too.
			_, size := utf8.DecodeRune(rest)
			i += size - 1
			l.lines = append(l.lines, i+1)
		}
	}
	if l.lines[len(l.lines)-1] < len(document) {
		l.lines = append(l.lines, len(document))
	}
	l.visit(root(tree), nil, false)
	return l
}

func (l *layout) visit(n, parent *yaml.Node, flow bool) {
	first := len(l.order)
	l.order = append(l.order, n)
	for _, item := range n.Content {
		l.visit(item, n, flow || n.Style&yaml.FlowStyle != 0)
	}
	l.places[n] = place{first, len(l.order), parent, flow}
}

// line returns one by its number, which begins at 1, and "" past the end.
func (l *layout) line(number int) string {
	if number < 1 || number >= len(l.lines) {
		return ""
	}
	return strings.TrimRight(string(l.document[l.lines[number-1]:l.lines[number]]), " \t\r\n\u0085\u2028\u2029")
}

// offset returns where a node begins.
func (l *layout) offset(n *yaml.Node) (int, bool) {
	if n.Line < 1 || n.Line >= len(l.lines) {
		return 0, false
	}
	at := l.lines[n.Line-1]
	for range n.Column - 1 {
		_, size := utf8.DecodeRune(l.document[at:])
		at += size
	}
	return at, at <= len(l.document)
}

var errForm = errors.New("there is no place to insert at")

// editsYAML says what to insert into YAML: lines behind those of a mapping in block
// style, and members at the beginning of one in flow style.
func (t *source) editsYAML(additions []*addition) ([]edit, error) {
	var all []edit
	for _, a := range additions {
		p := t.layout.places[a.to]
		edits, err := t.layout.block(a, p)
		if a.to.Style&yaml.FlowStyle != 0 || p.flow {
			edits, err = t.layout.flow(a, p)
		}
		if err != nil {
			return nil, err
		}
		all = append(all, edits...)
	}
	return all, nil
}

var openBrace = regexp.MustCompile(`^(?:[&!][^\s{}\[\],]*[ \t]+)*\{`)

var noMembers = regexp.MustCompile(`^[ \t]*\}[ \t]*(#.*)?$`)

// flow inserts into a mapping in braces.
func (l *layout) flow(a *addition, p place) ([]edit, error) {
	at, ok := l.offset(a.to)
	if !ok {
		return nil, errForm
	}
	brace := openBrace.FindIndex(l.document[at:])
	if brace == nil {
		return nil, errForm
	}
	at += brace[1]
	rest := l.line(a.to.Line)[at-l.lines[a.to.Line-1]:]
	if p.end == p.first+1 && !p.flow && p.parent != nil && p.parent.Kind == yaml.MappingNode && noMembers.MatchString(rest) {
		// {} in a document in block style gives way to lines.
		e := edit{at: at - 1, end: at + strings.IndexByte(rest, '}') + 1}
		if !strings.Contains(rest, "#") {
			e.at = len(bytes.TrimRight(l.document[:e.at], " \t"))
		}
		lines, err := l.linesAt(a.to.Line, l.indent(l.places[p.parent])+2, a)
		return []edit{e, lines}, err
	}
	w := &jsonWriter{space: " "}
	if err := w.node(&yaml.Node{Kind: yaml.MappingNode, Content: a.content}, 0); err != nil {
		return nil, err
	}
	text := w.b.String()
	text = text[1 : len(text)-1]
	if a.first {
		text += ", "
	}
	return []edit{{at: at, end: at, text: text}}, nil
}

// block inserts behind the last line of a mapping.
func (l *layout) block(a *addition, p place) ([]edit, error) {
	if p.end == p.first+1 {
		return nil, errForm
	}
	last, limit, err := l.last(p)
	if err != nil {
		return nil, err
	}
	indent := l.indent(p)
	for last+1 < limit && isComment(l.line(last+1)) && depthOf(l.line(last+1)) >= indent {
		last++ // a comment at the end of the mapping
	}
	e, err := l.linesAt(last, indent, a)
	return []edit{e}, err
}

// indent returns that of the keys of a mapping.
func (l *layout) indent(p place) int { return l.order[p.first+1].Column - 1 }

// linesAt returns lines to insert behind the one with this number.
func (l *layout) linesAt(line, indent int, a *addition) (edit, error) {
	text, err := encodeYAML(&yaml.Node{Kind: yaml.MappingNode, Content: a.content})
	if err != nil {
		return edit{}, err
	}
	var b strings.Builder
	for line := range strings.Lines(string(text)) {
		if line != "\n" {
			b.WriteString(strings.Repeat(" ", indent))
		}
		b.WriteString(strings.TrimSuffix(line, "\n") + l.newline)
	}
	e := edit{at: l.lines[line], end: l.lines[line], text: b.String(), indent: indent}
	if e.at == len(l.document) && l.lines[len(l.lines)-2] < e.at && !bytes.ContainsAny(l.document[e.at-1:], "\r\n") {
		e.text = l.newline + strings.TrimSuffix(e.text, l.newline) // the last line has no end
	}
	return e, nil
}

var blockHeader = regexp.MustCompile(`^(?:[&!]\S*[ \t]+)*[|>]([-+0-9]*)`)

// last returns the number of the last line of a node, and of the line where the next one
// begins or the document ends.
func (l *layout) last(p place) (last, limit int, err error) {
	leaf := l.order[p.end-1]
	if p.end < len(l.order) {
		limit = l.order[p.end].Line
	} else {
		for limit = leaf.Line + 1; limit < len(l.lines) && !strings.HasPrefix(l.line(limit), "..."); limit++ {
		}
	}
	at, ok := l.offset(leaf)
	if !ok || limit <= leaf.Line {
		return 0, 0, errForm
	}
	if leaf.Style&(yaml.LiteralStyle|yaml.FoldedStyle) == 0 {
		// In quotes, a line that looks like a comment is none.
		end := max(leaf.Line, l.lineOf(at+quoted(l.document[at:])))
		for last = limit - 1; last > end && (l.line(last) == "" || isComment(l.line(last))); last-- {
		}
		return last, limit, nil
	}
	header := blockHeader.FindStringSubmatch(string(l.document[at:l.lines[leaf.Line]]))
	if header == nil {
		return 0, 0, errForm
	}
	last = leaf.Line
	keep := strings.Contains(header[1], "+")
	indent := -1
	if digit := strings.Trim(header[1], "+-"); digit != "" {
		indent = l.places[leaf].parent.Column - 1 + int(digit[0]-'0')
	}
	for n := leaf.Line + 1; n < limit; n++ {
		line := l.line(n)
		if line == "" {
			if keep {
				last = n
			}
			continue
		}
		if indent < 0 {
			indent = max(depthOf(line), l.places[leaf].parent.Column) // the first line tells
		}
		if depthOf(line) < indent {
			break
		}
		last = n
	}
	return last, limit, nil
}

var quotedText = regexp.MustCompile(`^(?:[&!]\S*[ \t]+)*(?:"(?:[^"\\]|\\(?s:.))*"|'(?:[^']|'')*')`)

// quoted returns the length of the text in quotes that a text begins with.
func quoted(text []byte) int { return len(quotedText.Find(text)) }

// lineOf returns the number of the line that an offset is in.
func (l *layout) lineOf(offset int) int {
	line, found := slices.BinarySearch(l.lines, offset)
	if found {
		line++
	}
	return line
}

func isComment(line string) bool { return strings.HasPrefix(strings.TrimLeft(line, " \t"), "#") }

// depthOf returns the number of spaces that a line begins with.
func depthOf(line string) int { return len(line) - len(strings.TrimLeft(line, " ")) }
