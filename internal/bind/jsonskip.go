package bind

import (
	"bytes"
	"encoding/json"
)

// blank takes away what stands from start to end, and leaves all else where it is, so that
// offsets in later errors are those of the document that came.
func blank(data []byte, start, end int) {
	for i := start; i < end; i++ {
		if data[i] != '\n' {
			data[i] = ' '
		}
	}
}

// skip returns the index behind the value at i.
func (w *jsonWalk) skip(i int) int {
	depth := 0
	for {
		switch w.data[i] {
		case '"':
			for i++; w.data[i] != '"'; i++ {
				if w.data[i] == '\\' {
					i++
				}
			}
			i++
		case '{', '[':
			depth++
			i++
		case '}', ']':
			depth--
			i++
		case ',', ':', ' ', '\t', '\n', '\r':
			i++
			continue
		default:
			for i < len(w.data) && bytes.IndexByte(endOfWord, w.data[i]) < 0 {
				i++
			}
		}
		if depth == 0 {
			return i
		}
	}
}

var endOfWord = []byte(",:]} \t\r\n")

// raw returns the value at i.
func (w *jsonWalk) raw(i int) json.RawMessage { return w.data[i:w.skip(i)] }
