package guide

import (
	"strings"
	"unicode/utf8"
)

// cleaned returns a text that YAML, JSON and XML can all hold: invalid UTF-8 and what is
// no Char of XML 1.0 (section 2.2) become U+FFFD, as in the errors that are sent.
func cleaned(s string) string {
	return strings.Map(func(r rune) rune {
		if r < ' ' && r != '\t' && r != '\n' && r != '\r' || r == '\uFFFE' || r == '\uFFFF' {
			return utf8.RuneError
		}
		return r
	}, s)
}

// plainMarkdown escapes what Markdown or HTML would take for markup, on one line.
func plainMarkdown(s string) string {
	var b strings.Builder
	for i, word := range strings.Fields(s) {
		if i > 0 {
			b.WriteByte(' ')
		}
		for _, r := range word {
			if r < utf8.RuneSelf && strings.ContainsRune("\\`*_[]<>&#+-=~|!.)", r) {
				b.WriteByte('\\')
			}
			b.WriteRune(r)
		}
	}
	return b.String()
}
