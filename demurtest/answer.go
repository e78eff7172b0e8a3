package demurtest

import (
	"errors"
	"fmt"
	"maps"
	"net"
	"net/http"
	"slices"
	"strings"
	"unicode"
)

// answer is what came back.
type answer struct {
	of     request
	status int // 0 if nothing came
	header http.Header
	length int64 // what the answer said; -1 for nothing
	toEnd  bool  // the body has no end but that of the connection
	body   []byte
	err    error // why the answer, or its body, did not come whole
}

var (
	errTooLong  = errors.New("demurtest reads 16 MiB of an answer")
	errGivingUp = errors.New("demurtest asks no more, since the service has kept it waiting too long")
)

// silent reports whether the service was not there, or said nothing in time. A connection
// that was closed is an answer too: the client can tell that something went wrong.
func (a answer) silent() bool {
	timeout, isTimeout := errors.AsType[net.Error](a.err)
	dial, isDial := errors.AsType[*net.OpError](a.err)
	return errors.Is(a.err, errGivingUp) || isTimeout && timeout.Timeout() || isDial && dial.Op == "dial"
}

// excerpt writes the answer for people, without what is long.
func (a answer) excerpt() string {
	if a.status == 0 {
		return fmt.Sprintf("  no answer: %v", a.err)
	}
	const most = 40
	var b strings.Builder
	fmt.Fprintf(&b, "  %d %s", a.status, http.StatusText(a.status))
	names := slices.Sorted(maps.Keys(a.header))
	for _, name := range names[:min(len(names), most)] {
		if name != "Date" {
			fmt.Fprintf(&b, "\n  %s: %s", name, short(strings.Join(a.header[name], ", "), 200))
		}
	}
	if more := len(names) - most; more > 0 {
		fmt.Fprintf(&b, "\n  and %d more fields", more)
	}
	if len(a.body) > 0 {
		fmt.Fprintf(&b, "\n  %s", strings.ReplaceAll(strings.TrimSpace(short(string(a.body), 600)), "\n", "\n  "))
	}
	if a.err != nil {
		fmt.Fprintf(&b, "\n  the body is not whole: %v", a.err)
	}
	return b.String()
}

// short returns the beginning of a text, without what a terminal would obey.
func short(text string, most int) string {
	end := ""
	if len(text) > most {
		text, end = text[:most], "…"
	}
	return strings.Map(func(r rune) rune {
		if unicode.IsControl(r) && r != '\n' && r != '\t' {
			return unicode.ReplacementChar
		}
		return r
	}, strings.ToValidUTF8(text, string(unicode.ReplacementChar))) + end
}
