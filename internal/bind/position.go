package bind

import (
	"bytes"
	"strconv"
	"unicode/utf8"

	"github.com/seed-86b940f4/demur/apierror"
)

// position is where something stands in a document, all counted from 1: the byte,
// the line, and the character in the line.
type position struct{ offset, line, column int }

func positionOf(data []byte, i int) position {
	before := data[:i]
	line := before[bytes.LastIndexByte(before, '\n')+1:]
	// A column counts characters, as editors do, since the offset counts bytes already.
	return position{i + 1, 1 + bytes.Count(before, []byte{'\n'}), 1 + utf8.RuneCount(line)}
}

// String is the end of a sentence.
func (p position) String() string {
	return "at byte " + strconv.Itoa(p.offset) + " (line " + strconv.Itoa(p.line) + ", column " + strconv.Itoa(p.column) + ")"
}

func (p position) in(e *apierror.Error) *apierror.Error {
	return e.With("offset", p.offset).With("line", p.line).With("column", p.column)
}
