package bind

import (
	"strconv"

	"github.com/seed-86b940f4/demur/apierror"
	jsonpointer "github.com/seed-86b940f4/demur/internal/pointer"
)

// What a client chose and is sent back has bounds, in bytes: a name, and about how
// long the path to a place may be.
const (
	longestName  = 100
	longestPlace = 1000
)

// pointer is a JSON Pointer that grows and shrinks with a walk.
type pointer struct{ steps []step }

type step struct {
	name  []byte // of a member
	index int    // of an element; -1 for a member
}

func (p *pointer) pushName(name []byte) { p.steps = append(p.steps, step{name, -1}) }
func (p *pointer) pushIndex(i int)      { p.steps = append(p.steps, step{nil, i}) }
func (p *pointer) pop()                 { p.steps = p.steps[:len(p.steps)-1] }

// field returns what is wrong where the pointer points: a URI fragment (RFC 6901
// sections 3 and 6). It ends above what is too long to be sent back.
func (p *pointer) field(r rule) apierror.FieldError {
	b := []byte{'#'}
	for _, s := range p.steps {
		if len(s.name) > longestName || len(b) > longestPlace-len(s.name) {
			r = r.inside()
			break
		}
		if s.index >= 0 {
			b = strconv.AppendInt(append(b, '/'), int64(s.index), 10)
		} else {
			b = jsonpointer.Append(b, s.name)
		}
	}
	return r.at(apierror.FieldError{Pointer: string(b)})
}
