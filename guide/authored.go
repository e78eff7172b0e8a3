package guide

import (
	"bytes"
	"regexp"
	"slices"
	"strings"

	"github.com/yuin/goldmark"
	"github.com/yuin/goldmark/ast"
	"github.com/yuin/goldmark/extension"
	"github.com/yuin/goldmark/text"
)

// authored returns Markdown of the author's to stand within another document: its
// headings are lower by some levels, "<" of raw HTML is written as an entity, so that
// no reader takes it for markup, and a block of code that is left open is closed.
func authored(markdown string, lower int) string {
	source := []byte(strings.NewReplacer("\r\n", "\n", "\r", "\n").Replace(clean(markdown)))
	source = bytes.TrimRight(source, " \t\n")
	for bytes.HasPrefix(source, []byte("\n")) {
		source = source[1:]
	}
	if len(source) == 0 {
		return ""
	}
	source = withoutHTML(source)
	source = replaced(source, lowerHeadings(source, lower))
	return string(closed(source))
}

func parseMarkdown(source []byte) ast.Node {
	return goldmark.New(goldmark.WithExtensions(extension.GFM)).Parser().Parse(text.NewReader(source))
}

func each(root ast.Node, visit func(ast.Node)) {
	_ = ast.Walk(root, func(n ast.Node, entering bool) (ast.WalkStatus, error) {
		if entering {
			visit(n)
		}
		return ast.WalkContinue, nil
	})
}

// change is a piece of a text to be replaced.
type change struct {
	start, end int
	with       string
}

func replaced(source []byte, changes []change) []byte {
	slices.SortStableFunc(changes, func(a, b change) int { return a.start - b.start })
	var b []byte
	done := 0
	for _, e := range changes {
		b = append(append(b, source[done:e.start]...), e.with...)
		done = e.end
	}
	return append(b, source[done:]...)
}

// withoutHTML makes text of what is HTML. What was within may be Markdown then, so it
// looks again; the last resort is for texts that are made to need many rounds.
func withoutHTML(source []byte) []byte {
	for range 5 {
		changes := rawHTML(source)
		if len(changes) == 0 {
			return source
		}
		source = replaced(source, changes)
	}
	return bytes.ReplaceAll(source, []byte("<"), []byte("&lt;"))
}

func rawHTML(source []byte) (changes []change) {
	escape := func(s text.Segment) {
		for i := s.Start; i < s.Stop; i++ {
			if source[i] == '<' {
				changes = append(changes, change{i, i + 1, "&lt;"})
			}
		}
	}
	escapeAll := func(segments *text.Segments) {
		for i := range segments.Len() {
			escape(segments.At(i))
		}
	}
	each(parseMarkdown(source), func(n ast.Node) {
		switch n := n.(type) {
		case *ast.RawHTML:
			escapeAll(n.Segments)
		case *ast.HTMLBlock:
			escapeAll(n.Lines())
			if n.HasClosure() {
				escape(n.ClosureLine)
			}
		}
	})
	return changes
}

var hashes = regexp.MustCompile(`^#{1,6}(?:[ \t\n]|$)`)

// lowerHeadings makes each heading one of a lower level, six at most. One that is
// underlined becomes one with number signs, since there are only two levels of lines.
func lowerHeadings(source []byte, by int) (changes []change) {
	each(parseMarkdown(source), func(n ast.Node) {
		h, ok := n.(*ast.Heading)
		if !ok {
			return
		}
		at, level := h.Pos(), min(h.Level+by, 6)
		if hashes.Match(source[at:]) {
			changes = append(changes, change{at, at, strings.Repeat("#", level-h.Level)})
			return
		}
		changes = append(changes, change{at, at, strings.Repeat("#", level) + " "})
		var words []byte // of the lines behind the first
		first, end := 0, at
		for i := range h.Lines().Len() {
			s := h.Lines().At(i)
			start := s.Start
			end = start + len(bytes.TrimRight(source[start:s.Stop], " \t\n"))
			if i == 0 {
				first = end
				continue
			}
			words = append(append(words, ' '), source[start:end]...)
			changes = append(changes, change{start, end, ""})
		}
		if source[end-1] == '#' { // it would be taken for the end of the heading
			words = append(words, " #"...)
		}
		changes = append(changes, change{first, first, string(words)})
		if next := bytes.IndexByte(source[end:], '\n'); next >= 0 {
			line := end + next + 1
			stop := len(source)
			if n := bytes.IndexByte(source[line:], '\n'); n >= 0 {
				stop = line + n
			}
			if bar := bytes.IndexAny(source[line:stop], "=-"); bar >= 0 {
				changes = append(changes, change{line + bar, stop, ""})
			}
		}
	})
	return changes
}

// closed returns source with a fence at its end if a block of code is open there: it
// would go on to the end of the document around.
func closed(source []byte) []byte {
	for _, fence := range []string{"", closing(source, '`'), closing(source, '~')} {
		whole := slices.Concat(source, []byte(fence))
		probe := slices.Concat(whole, []byte("\n\nend\n"))
		last, ok := parseMarkdown(probe).LastChild().(*ast.Paragraph)
		if ok && last.Lines().Len() == 1 && string(bytes.TrimSpace(last.Lines().Value(probe))) == "end" {
			return whole
		}
	}
	fence := longer(source, '`')
	return slices.Concat([]byte(fence+"\n"), source, []byte("\n"+fence))
}

// closing returns a line that closes any block of code in source with such a mark.
func closing(source []byte, mark byte) string {
	return "\n" + strings.Repeat(string(mark), max(3, longestRun(source, mark)))
}
