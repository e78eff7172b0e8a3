package guide

import "bytes"

// piece is a part of a sample: the name of a member or a tag, a value, or what is
// between. Names and values are marked, so that a reader sees the structure and text
// that runs from right to left moves nothing around it.
type piece struct {
	Kind string // "name", "value" or ""
	Text string
}

// pieces is a sample that is being cut. What it is given adds up to the sample.
type pieces []piece

func (p *pieces) add(kind string, text []byte) {
	if len(text) > 0 {
		*p = append(*p, piece{kind, string(text)})
	}
}

// piecesOfJSON cuts a document in JSON: strings are names if a colon comes after them.
func piecesOfJSON(document []byte) []piece {
	var all pieces
	start := 0 // of what is between strings
	for i := 0; i < len(document); i++ {
		if document[i] != '"' {
			continue
		}
		all.add("", document[start:i])
		end := i + 1
		for end < len(document) && document[end] != '"' {
			if document[end] == '\\' {
				end++
			}
			end++
		}
		end = min(end+1, len(document))
		kind := "value"
		if end < len(document) && document[end] == ':' {
			kind = "name"
		}
		all.add(kind, document[i:end])
		start, i = end, end-1
	}
	all.add("", document[start:])
	return all
}

// piecesOfXML cuts a document in XML that the encoder of package apierror has made: each
// "<" begins a tag, and the next ">" ends it.
func piecesOfXML(document []byte) []piece {
	var all pieces
	for len(document) > 0 {
		kind, end := "value", bytes.IndexByte(document, '<')
		if end == 0 {
			kind, end = "name", bytes.IndexByte(document, '>')+1
		}
		if end <= 0 {
			end = len(document)
		}
		if kind == "value" && len(bytes.TrimSpace(document[:end])) == 0 {
			kind = ""
		}
		all.add(kind, document[:end])
		document = document[end:]
	}
	return all
}
