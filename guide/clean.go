package guide

import "strings"

// clean returns text with U+FFFD in place of all that XML 1.0 has no way to write
// (section 2.2) and of invalid UTF-8, as the encoders of package apierror do, so that
// each format carries the same words.
func clean(s string) string {
	return strings.Map(func(r rune) rune {
		switch {
		case r == '\t', r == '\n', r == '\r', r >= ' ' && r != '\uFFFE' && r != '\uFFFF':
			return r
		}
		return '\uFFFD'
	}, s)
}
