// Package rivals asks services on demur and on other frameworks what package demurtest asks
// of any service, and writes down who is right.
//
// The service is the same everywhere: widgets that can be read and created, behind a key,
// with a quota for one key, and handlers that fail in four ways. Each contender is written as
// its own documentation teaches it. Where that leaves a choice, it is the one that gets more
// right. Nothing is written by hand that a framework lacks.
package rivals

import (
	"fmt"
	"maps"
	"slices"
	"strings"
)

func counted(check string) bool { return beyond[check] == "" }

// Short writes how many answers of each topic are right, of those asked for.
func Short(columns []Column) string {
	var b strings.Builder
	header(&b, "right / asked", columns)
	for _, t := range topics(columns) {
		b.WriteString("| " + t.title)
		for _, c := range columns {
			b.WriteString(" | " + c.score(func(check string) bool { return counted(check) && slices.Contains(t.checks, check) }).share())
		}
		b.WriteString(" |\n")
	}
	b.WriteString("| **Total**")
	for _, c := range columns {
		b.WriteString(" | **" + c.score(counted).share() + "**")
	}
	b.WriteString(" |\n")
	return b.String()
}

func header(b *strings.Builder, first string, columns []Column) {
	b.WriteString("| " + first)
	for _, c := range columns {
		b.WriteString(" | " + c.Name)
	}
	b.WriteString(" |\n|---" + strings.Repeat("|:---:", len(columns)) + "|\n")
}

const legend = `# Right and wrong, side by side

Package demurtest asks of any service what its clients may ask. This page has the answers of one small service, written
on demur and on other frameworks. It is made by one command, and a test of the benchmarks makes it again:

    go run ./benchmarks -rivals docs/rivals.md

Asked were %s.

The service: GET /v1/widgets/1 succeeds, and /v1/widgets/2 is a 404. POST /v1/widgets reads and checks a body of JSON or, where
the framework reads it, XML. /v1/boom fails with an error that holds the text of a driver and a private address,
/v1/panic panics with it, and /v1/half sends half of an answer and then fails: its handler returns an error, or panics where
handlers return none. All need a key in X-API-Key, and one key has 5 requests an hour. The log is turned off.

Each contender is written as its own documentation teaches it, with the parts that it or its project offers for keys, quotas,
panics and large bodies: the code with its reasons is in benchmarks/rivals. Where the documentation leaves a
choice, it is the one that gets more right. Nothing that a framework lacks is written by hand, although most of it can be.

* ✓ is right, ✗ is wrong: what a client suffers then is below each table, and what was seen is at the end.
* 2/3 is right for two of the three samples that the check is asked of.
* — is not offered by the framework, so it is not asked and does not count. Read a total with that in mind: 9/10 may be less than 18/20.
* † is shown and does not count: demur does it, no standard requires it, and a careful author may decide otherwise.
* Where a sample is not answered as it should be at all, that is one ✗, and nothing else is asked of it.
* What two samples would ask in the same way is asked once.

`

// Page writes each check, what it is about, and what is wrong. The version of a module is
// told by version.
func Page(columns []Column, version func(module string) string) string {
	var b strings.Builder
	fmt.Fprintf(&b, legend, versions(columns, version))
	b.WriteString(Short(columns))
	whys := map[string]string{}
	for _, c := range columns {
		for _, f := range c.Findings {
			whys[f.Check] = f.why
		}
	}
	for _, t := range topics(columns) {
		b.WriteString("\n## " + t.title + "\n\n")
		header(&b, "check", columns)
		for _, check := range t.checks {
			b.WriteString("| " + label(check))
			for _, c := range columns {
				b.WriteString(" | " + c.score(func(name string) bool { return name == check }).mark())
			}
			b.WriteString(" |\n")
		}
		b.WriteString("\n")
		for _, check := range t.checks {
			fmt.Fprintf(&b, "* %s: %s", label(check), whys[check])
			if why := beyond[check]; why != "" {
				fmt.Fprintf(&b, " Not counted: %s.", why)
			}
			b.WriteString("\n")
		}
	}
	b.WriteString("\n## What is not offered\n\n")
	for _, c := range columns {
		for _, name := range slices.Sorted(maps.Keys(c.lacks)) {
			fmt.Fprintf(&b, "* %s, %s: %s.\n", c.Name, name, c.lacks[name])
		}
	}
	b.WriteString("\n## What was seen\n\nThe first fault of each check, with the samples in brackets.\n")
	for _, c := range columns {
		b.WriteString(c.seen())
	}
	return b.String()
}

func label(check string) string {
	if beyond[check] != "" {
		return check + " †"
	}
	return check
}

// seen lists what is wrong.
func (c Column) seen() string {
	var b strings.Builder
	var order []string
	samples := map[string][]string{}
	for _, f := range c.Findings {
		if f.Verdict == Wrong {
			fault := label(f.Check) + ": " + strings.ReplaceAll(strings.ReplaceAll(f.Fault, "*", `\*`), "<", `\<`)
			if samples[fault] == nil {
				order = append(order, fault)
			}
			samples[fault] = append(samples[fault], f.Sample)
		}
	}
	if len(order) == 0 {
		return ""
	}
	fmt.Fprintf(&b, "\n<details><summary>%s</summary>\n\n", c.Name)
	for _, fault := range order {
		fmt.Fprintf(&b, "* %s (%s)\n", fault, strings.Join(samples[fault], ", "))
	}
	b.WriteString("\n</details>\n")
	return b.String()
}

// versions names the modules of all contenders.
func versions(columns []Column, of func(module string) string) string {
	var found []string
	for _, c := range columns {
		for _, module := range c.modules {
			if said := module + " " + of(module); !slices.Contains(found, said) {
				found = append(found, said)
			}
		}
	}
	return strings.Join(found, ",\n")
}
