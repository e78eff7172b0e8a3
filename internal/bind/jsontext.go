package bind

import (
	"bytes"
	"strings"
	"unicode"
	"unicode/utf16"
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
	meaning := make([]byte, 0, len(text))
	for i := 0; i < len(text); i++ {
		if text[i] != '\\' {
			meaning = append(meaning, text[i])
			continue
		}
		switch i++; text[i] {
		case 'u':
			c := unhex(text[i+1:])
			i += 4
			if utf16.IsSurrogate(c) { // RFC 8259 section 8.2 allows half a pair; encoding/json puts U+FFFD there
				low := rune(utf8.RuneError)
				if rest := text[i+1:]; len(rest) >= 6 && rest[0] == '\\' && rest[1] == 'u' {
					low = unhex(rest[2:])
				}
				if c = utf16.DecodeRune(c, low); c != utf8.RuneError {
					i += 6
				}
			}
			meaning = utf8.AppendRune(meaning, c)
		default:
			if at := strings.IndexByte("bfnrt", text[i]); at >= 0 {
				meaning = append(meaning, "\b\f\n\r\t"[at])
			} else {
				meaning = append(meaning, text[i])
			}
		}
	}
	return meaning
}

// unhex returns the character of four hexadecimal digits.
func unhex(digits []byte) (c rune) {
	for _, d := range digits[:4] {
		c <<= 4
		switch {
		case d <= '9':
			c |= rune(d - '0')
		default:
			c |= rune(d|0x20) - 'a' + 10
		}
	}
	return c
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
