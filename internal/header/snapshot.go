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

// Snapshot is what a header says of the body at one moment. It never changes.
type Snapshot []line

// nothing is the Snapshot of a header that says nothing, as most do.
var nothing = new(Snapshot)

// line is one line of a header. Whoever is behind us may assign to the values of a
// field, but nobody can change a string.
type line struct{ name, value string }

// Take notes the representation fields of h.
func Take(h http.Header) *Snapshot {
	if len(h) == 0 {
		return nothing
	}
	var s Snapshot
	for _, name := range representation { // quicker than a range over h, if that has more than three fields
		for _, value := range h[name] {
			s = append(s, line{name, value})
		}
	}
	if s == nil {
		return nothing
	}
	return &s
}

// Unknown returns what stands in for a snapshot that nobody took: no field at
// all, but that nothing is stored where h says anything about storing.
func Unknown(h http.Header) *Snapshot {
	if len(h["Cache-Control"]) > 0 {
		return &Snapshot{{"Cache-Control", "no-store"}}
	}
	return nothing
}

// Restore makes the representation fields of h what they were: what a handler
// set is gone, what stood there before it is back.
func (s *Snapshot) Restore(h http.Header) {
	if len(h) == 0 && len(*s) == 0 {
		return
	}
	for _, name := range representation {
		switch before := s.of(name); {
		case slices.Equal(h[name], before):
		case before == nil:
			delete(h, name)
		default:
			h[name] = before
		}
	}
}

// of returns the values that a field had, nil for none.
func (s *Snapshot) of(name string) (values []string) {
	for _, l := range *s {
		if l.name == name {
			values = append(values, l.value)
		}
	}
	return values
}
