package guide

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// escaped returns plain text as Markdown, in one line. It may stand in a table, but not
// at the start of a line.
func escaped(s string) string {
	s = oneLine(s)
	var b strings.Builder
	before := ' '
	for i, r := range s {
		switch r {
		case '<':
			b.WriteString("&lt;")
		case '>':
			b.WriteString("&gt;")
		case '&':
			b.WriteString("&amp;")
		case '|': // also within a table: releases differ on "\\|"
			b.WriteString("&#124;")
		case '\\', '`', '*', '[', ']', '~':
			b.WriteString(`\` + string(r))
		case '_', '#':
			after, _ := utf8.DecodeRuneInString(s[i+utf8.RuneLen(r):])
			if !inWord(before) || r == '_' && !inWord(after) {
				b.WriteByte('\\')
			}
			b.WriteRune(r)
		default:
			b.WriteRune(r)
		}
		before = r
	}
	return b.String()
}

func inWord(r rune) bool { return r != utf8.RuneError && (unicode.IsLetter(r) || unicode.IsDigit(r)) }

// oneLine returns clean text without line breaks.
func oneLine(s string) string {
	return strings.TrimSpace(strings.NewReplacer("\r\n", " ", "\r", " ", "\n", " ", "\t", " ").Replace(clean(s)))
}

// codeSpan returns plain text as code within a line.
func codeSpan(s string) string {
	if s = oneLine(s); s == "" {
		return ""
	}
	fence := strings.Repeat("`", longestRun(s, '`')+1)
	if strings.HasPrefix(s, "`") || strings.HasSuffix(s, "`") {
		s = " " + s + " "
	}
	return fence + s + fence
}

// codeSpanInTable returns plain text as code within a table. Code cannot hold the mark
// between cells.
func codeSpanInTable(s string) string {
	if strings.Contains(s, "|") {
		return escaped(s)
	}
	return codeSpan(s)
}

// destination returns a URL as that of a link.
func destination(url string) string {
	return "<" + strings.NewReplacer("<", "%3C", ">", "%3E", `\`, "%5C", " ", "%20", "|", "%7C").Replace(oneLine(url)) + ">"
}

// longestRun returns how often a mark follows itself at most.
func longestRun[T []byte | string](s T, mark byte) (most int) {
	run := 0
	for i := range len(s) {
		if run++; s[i] != mark {
			run = 0
		}
		most = max(most, run)
	}
	return most
}

// longer returns a fence that nothing in a text can close before its end.
func longer[T []byte | string](s T, mark byte) string {
	return strings.Repeat(string(mark), max(3, longestRun(s, mark)+1))
}
