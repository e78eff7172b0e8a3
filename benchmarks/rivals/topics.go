package rivals

import (
	"fmt"
	"slices"
	"strings"
)

// topic is a row of the short table, and a part of the long one.
type topic struct {
	title  string
	checks []string
}

// topics returns the checks that were asked, sorted into topics, each check once.
func topics(columns []Column) []topic {
	all := []topic{
		{title: "The service answers as it was written"},
		{title: "A success in the format that Accept asks for"},
		{title: "An error in that format, with its own status"},
		{title: "An error says the same to all, and programs can read it"},
		{title: "Paths and methods that are not there"},
		{title: "Bodies that are wrong, large or unusual"},
		{title: "A key that is missing or wrong"},
		{title: "A quota that is used up"},
		{title: "A failure after half of the answer"},
		{title: "No text of a failure, a library or Go reaches a client"},
	}
	for _, c := range columns {
		for _, f := range c.Findings {
			if t := &all[place(f.Check)]; !slices.Contains(t.checks, f.Check) {
				t.checks = append(t.checks, f.Check)
			}
		}
	}
	return all
}

func place(check string) int {
	switch check {
	case "sample":
		return 0
	case "success/HEAD", "success/OPTIONS":
		return 4
	case "error/document", "error/twins", "error/HEAD", "error/length", "error/no-store":
		return 3
	case "breaks off":
		return 8
	case "leaks":
		return 9
	}
	name, _, _ := strings.Cut(check, "/")
	return map[string]int{"success": 1, "error": 2, "routing": 4, "body": 5, "key": 6, "quota": 7}[name]
}

// score counts the findings of some checks.
type score struct{ right, asked, lacking int }

func (c Column) score(counts func(check string) bool) (s score) {
	for _, f := range c.Findings {
		switch {
		case !counts(f.Check):
		case f.Verdict == Lacking:
			s.lacking++
		default:
			s.asked++
			if f.Verdict == Right {
				s.right++
			}
		}
	}
	return s
}

// share writes a score of the short table.
func (s score) share() string {
	if s.asked == 0 {
		return "—"
	}
	return fmt.Sprintf("%d/%d", s.right, s.asked)
}

// mark writes the score of one check.
func (s score) mark() string {
	switch {
	case s.asked == 0 && s.lacking == 0:
		return ""
	case s.asked == 0:
		return "—"
	case s.right == s.asked:
		return "✓"
	case s.right == 0:
		return "✗"
	}
	return s.share()
}
