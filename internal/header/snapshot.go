// Package header changes the header of an answer to which handlers and middleware
// have added fields before.
package header

import (
	"net/http"
	"slices"
)

// representation are the header fields that describe a body, in their canonical
// form. A handler that set them and then failed described another body than the
// one that is sent.
var representation = [...]string{
	"Content-Type", "Content-Length", "Content-Encoding", "Content-Language", "Content-Range",
	"Content-Disposition", "Etag", "Last-Modified", "Cache-Control", "Expires",
}

// Snapshot is what a header says of the body at one moment. The zero value is
// that of a header that says nothing.
type Snapshot struct{ fields http.Header }

// Take notes the representation fields of h.
func Take(h http.Header) (s Snapshot) {
	if len(h) == 0 {
		return s
	}
	for _, name := range representation {
		if values, ok := h[name]; ok {
			if s.fields == nil {
				s.fields = http.Header{}
			}
			s.fields[name] = slices.Clone(values)
		}
	}
	return s
}

// Unknown returns what stands in for a snapshot that nobody took: no field at
// all, but that nothing is stored where h says anything about storing.
func Unknown(h http.Header) (s Snapshot) {
	if len(h["Cache-Control"]) > 0 {
		s.fields = http.Header{"Cache-Control": {"no-store"}}
	}
	return s
}

// Empty reports whether there was no such field.
func (s Snapshot) Empty() bool { return len(s.fields) == 0 }

// Restore makes the representation fields of h what they were: what a handler
// set is gone, what stood there before it is back.
func (s Snapshot) Restore(h http.Header) {
	if len(h) == 0 && s.Empty() {
		return
	}
	for _, name := range representation {
		if values, ok := s.fields[name]; ok {
			h[name] = slices.Clone(values)
		} else {
			delete(h, name)
		}
	}
}
