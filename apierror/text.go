package apierror

import (
	"slices"
	"unicode/utf8"
)

// escapes says how a format writes text.
type escapes struct {
	plain           [256]bool             // bytes that stand for themselves
	ascii           [utf8.RuneSelf]string // what the other ASCII characters become
	line, paragraph string                // U+2028 and U+2029
	quote           string                // around a text that is a value
}

const replacement = "\uFFFD"

// newEscapes returns a format's own escapes on top of what both have in common:
// the controls that XML 1.0 has no way to write are replaced.
func newEscapes(quote, line, paragraph string, own map[byte]string) *escapes {
	esc := &escapes{quote: quote, line: line, paragraph: paragraph}
	for c := range byte(' ') {
		esc.ascii[c] = replacement
	}
	esc.ascii['\t'], esc.ascii['\n'], esc.ascii['\r'] = "", "", ""
	for c, as := range own {
		esc.ascii[c] = as
	}
	for c, as := range esc.ascii {
		esc.plain[c] = as == ""
	}
	return esc
}

// appendText writes s cleaned and escaped. Invalid UTF-8 and what is no Char of
// XML 1.0 (section 2.2) become U+FFFD in every format alike.
func (esc *escapes) appendText(dst []byte, s string) []byte {
	written := 0
	for i := span(s, &esc.plain); i < len(s); i += span(s[i:], &esc.plain) {
		as, size := esc.first(s[i:])
		if as != "" {
			if need := i - written + len(as); cap(dst)-len(dst) < need { // where there is one there are more
				dst = slices.Grow(dst, need+len(dst))
			}
			dst = append(dst, s[written:i]...)
			dst = append(dst, as...)
			written = i + size
		}
		i += size
	}
	return append(dst, s[written:]...)
}

// first returns what the first character of s becomes, "" if it stands for itself,
// and how many bytes it has.
func (esc *escapes) first(s string) (as string, size int) {
	if c := s[0]; c < utf8.RuneSelf {
		return esc.ascii[c], 1
	}
	r, size := utf8.DecodeRuneInString(s)
	switch {
	case r == utf8.RuneError && size == 1, r == '\uFFFE', r == '\uFFFF':
		as = replacement
	case r == '\u2028':
		as = esc.line
	case r == '\u2029':
		as = esc.paragraph
	}
	return as, size
}
