package bind

import (
	"bytes"
	"encoding/json"
	"unicode"
	"unicode/utf8"
)

// plain are the bytes that stand for themselves in a string and end nothing.
var plain = func() (set [256]bool) {
	for c := ' '; c < utf8.RuneSelf; c++ {
		set[c] = c != '"' && c != '\\'
	}
	return set
}()

// text scans the rest of a string, behind its opening quote, and returns the
// index behind the closing one.
func (s *jsonScan) text(i int) int {
	data := s.data
	for {
		for i < len(data) && plain[data[i]] {
			i++
		}
		if i >= len(data) {
			return s.fail(i, "")
		}
		switch c := data[i]; {
		case c == '"':
			return i + 1
		case c == '\\':
			if i = s.escape(i + 1); i < 0 {
				return -1
			}
		case c < ' ':
			return s.fail(i, wantsNoCtrl)
		default:
			// encoding/json would put U+FFFD there: what is stored is not what was sent, and
			// two names that differ become one. RFC 8259 section 8.1 asks for UTF-8.
			r, size := utf8.DecodeRune(data[i:])
			if r == utf8.RuneError && size == 1 {
				return s.fail(i, wantsUTF8)
			}
			i += size
		}
	}
}

// escape scans what stands behind a backslash.
func (s *jsonScan) escape(i int) int {
	if i >= len(s.data) {
		return s.fail(i, "")
	}
	s.escapes = true
	switch s.data[i] {
	case '"', '\\', '/', 'b', 'f', 'n', 'r', 't':
		return i + 1
	case 'u':
		for range 4 {
			if i++; i >= len(s.data) || !isHex(s.data[i]) {
				return s.fail(i, wantsEscape)
			}
		}
		return i + 1
	}
	return s.fail(i, wantsEscape)
}

func isHex(c byte) bool {
	return '0' <= c && c <= '9' || 'a' <= c && c <= 'f' || 'A' <= c && c <= 'F'
}

// unquoted returns what a string of a valid document means to encoding/json.
func unquoted(quoted []byte) []byte {
	text := quoted[1 : len(quoted)-1]
	if bytes.IndexByte(text, '\\') < 0 {
		return text
	}
	var meaning string
	_ = json.Unmarshal(quoted, &meaning) // any string of a valid document fits
	return []byte(meaning)
}

// appendFolded writes a name so that two names are alike to encoding/json, which
// falls back on bytes.EqualFold, if and only if they come out the same.
func appendFolded(dst, name []byte) []byte {
	for i := 0; i < len(name); {
		c, size := rune(name[i]), 1
		if c >= utf8.RuneSelf {
			c, size = utf8.DecodeRune(name[i:])
			c = foldRune(c)
		}
		if 'A' <= c && c <= 'Z' {
			c += 'a' - 'A'
		}
		dst = utf8.AppendRune(dst, c)
		i += size
	}
	return dst
}

// foldRune returns the smallest of the characters that are c in another case.
func foldRune(c rune) rune {
	for {
		next := unicode.SimpleFold(c)
		if next <= c {
			return next
		}
		c = next
	}
}
