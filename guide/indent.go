package guide

import (
	"bytes"
	"encoding/json"
)

// indentJSON returns a sample for reading.
func indentJSON(document []byte) []byte {
	var b bytes.Buffer
	if json.Indent(&b, document, "", "  ") != nil {
		return document
	}
	return b.Bytes()
}

// indentXML returns a sample for reading, with each element of text alone in one line.
// It takes what the encoder of package apierror writes: elements without attributes
// and comments, and texts without "<".
func indentXML(document []byte) []byte {
	var b []byte
	depth, open := 0, false // open: the last tag began an element
	line := func() {
		if len(b) > 0 {
			b = append(b, '\n')
		}
		for range depth {
			b = append(b, "  "...)
		}
	}
	for len(document) > 0 {
		end := bytes.IndexByte(document, '>') + 1
		if document[0] != '<' || end == 0 {
			end = bytes.IndexByte(document, '<')
			if end < 0 {
				end = len(document)
			}
			if text := document[:end]; open || len(bytes.TrimSpace(text)) > 0 {
				b = append(b, text...)
			}
			document = document[end:]
			continue
		}
		tag := document[:end]
		document = document[end:]
		switch {
		case bytes.HasPrefix(tag, []byte("</")):
			depth = max(depth-1, 0)
			if !open {
				line()
			}
			open = false
		case bytes.HasPrefix(tag, []byte("<?")):
			line()
		default:
			line()
			depth, open = depth+1, true
		}
		b = append(b, tag...)
	}
	return b
}
