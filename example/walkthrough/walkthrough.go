// Package walkthrough has the requests that show the payments API: one or more for
// each status that it answers with, each for a real reason. The program prints them
// for a shell, and the tests send them.
package walkthrough

import (
	"fmt"
	"strings"
)

// The documents for developers. They need no key.
const (
	GuidePath   = "/guide"
	OpenAPIPath = "/openapi.yaml"
)

// Page returns what the program prints: where the guide is, and for each row of the
// [Table] and then for each document a comment that begins with the status, and the curl
// lines that get it from the server at base. All of it is fit to be pasted into a shell.
func Page(base string) string {
	var b strings.Builder
	fmt.Fprintf(&b, "# Payments API on %s. Ctrl-C stops it.\n", base)
	fmt.Fprintf(&b, "# The developer guide: %s%s\n", base, GuidePath)
	fmt.Fprintf(&b, "# OpenAPI 3.1: %s%s\n", base, OpenAPIPath)
	steps := func(list []Step) {
		for _, s := range list {
			fmt.Fprintf(&b, "\n# %d %s\n%s\n", s.Status, s.Why, s.Call.curl(base, SpeaksJSON))
		}
	}
	both := func(status int, why string, c Call) {
		fmt.Fprintf(&b, "\n# %d %s\n%s\n%s\n", status, why, c.curl(base, SpeaksJSON), c.curl(base, SpeaksXML))
	}
	for _, r := range Table() {
		steps(r.Before)
		both(r.Status, r.Why, r.Call)
		steps(r.After)
	}
	both(200, "the developer guide; a browser gets it in HTML", Get(GuidePath, ""))
	document := Get(OpenAPIPath, "").curl(base, Format{Accept: "application/yaml"})
	fmt.Fprintf(&b, "\n# 200 the errors as components for OpenAPI\n%s\n", document)
	return b.String()
}
