// Package pointer writes JSON Pointers.
package pointer

import "strings"

// Append adds a step to a JSON Pointer in the form of a URI fragment (RFC 6901
// sections 3 and 6): a slash and the name, escaped. The fragment's "#" is the
// caller's.
func Append[T string | []byte](dst []byte, name T) []byte {
	dst = append(dst, '/')
	for i := range len(name) {
		switch c := name[i]; {
		case 'a' <= c && c <= 'z', 'A' <= c && c <= 'Z', '0' <= c && c <= '9':
			dst = append(dst, c)
		case c == '~':
			dst = append(dst, "~0"...)
		case c == '/':
			dst = append(dst, "~1"...)
		case strings.IndexByte("-._!$&'()*+,;=:@?", c) >= 0:
			dst = append(dst, c)
		default:
			const hex = "0123456789ABCDEF"
			dst = append(dst, '%', hex[c>>4], hex[c&15])
		}
	}
	return dst
}
