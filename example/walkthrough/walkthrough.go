// Package walkthrough has the requests that show the payments API: one or more for
// each status that it answers with, each for a real reason. The program prints them
// for a shell, and the tests send them.
package walkthrough

import (
	"fmt"
	"strings"
)

// Page returns what the program prints: for each row of the [Table] a comment that
// begins with the status, and the curl lines that get it from the server at base. All
// of it is fit to be pasted into a shell.
func Page(base string) string {
	var b strings.Builder
	fmt.Fprintf(&b, "# Payments API on %s. Ctrl-C stops it.\n", base)
	steps := func(list []Step) {
		for _, s := range list {
			fmt.Fprintf(&b, "\n# %d %s\n%s\n", s.Status, s.Why, s.Call.curl(base, SpeaksJSON))
		}
	}
	for _, r := range Table() {
		steps(r.Before)
		fmt.Fprintf(&b, "\n# %d %s\n%s\n%s\n", r.Status, r.Why, r.Call.curl(base, SpeaksJSON), r.Call.curl(base, SpeaksXML))
		steps(r.After)
	}
	return b.String()
}
