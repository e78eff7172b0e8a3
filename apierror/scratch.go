package apierror

import (
	"net/http"
	"sync"

	"github.com/seed-86b940f4/demur/internal/header"
)

// scratch is what one answer needs and the next can use again.
type scratch struct {
	body   []byte
	values []string
}

var scratches = sync.Pool{New: func() any { return new(scratch) }}

// keptBody is the largest buffer that is kept, in bytes: a thousand fields fit, but one
// huge error does not stay in memory.
const keptBody = 256 << 10

func (s *scratch) release() {
	if cap(s.body) > keptBody {
		s.body = nil
	}
	scratches.Put(s)
}

// set gives a field of h one value; name must be in its canonical form. Each
// header gets a slice that nobody else has, because what is behind us may write
// into it; 64 of them are allocated at a time.
func (s *scratch) set(h http.Header, name, value string) {
	if len(s.values) == 0 {
		s.values = make([]string, 64)
	}
	own := s.values[:1:1]
	s.values = s.values[1:]
	own[0] = value
	h[name] = own
}

// vary is header.Vary, with the memory of set.
func (s *scratch) vary(h http.Header, name string) {
	switch {
	case len(h["Vary"]) == 0:
		s.set(h, "Vary", name)
	case !header.Varies(h, name):
		h.Add("Vary", name)
	}
}
