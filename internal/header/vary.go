package header

import (
	"net/http"
	"strings"
)

// Vary adds the name of a request field to Vary, unless it is there or Vary is
// "*" (RFC 9110 section 12.5.5).
func Vary(h http.Header, name string) {
	if !Varies(h, name) {
		h["Vary"] = append(h["Vary"], name)
	}
}

// Varies reports whether Vary says already that the answer depends on the field.
func Varies(h http.Header, name string) bool {
	for _, line := range h["Vary"] {
		for field := range strings.SplitSeq(line, ",") {
			if field = strings.TrimSpace(field); field == "*" || strings.EqualFold(field, name) {
				return true
			}
		}
	}
	return false
}
