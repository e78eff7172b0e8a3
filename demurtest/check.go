package demurtest

import (
	"errors"
	"fmt"
	"slices"
	"strings"
)

// asksXML is what the checks that ask for XML are called together.
const asksXML = "XML"

// check is something that can be asked of a service.
type check struct {
	name    string // the topic, a slash, and what is asked
	xml     bool   // asks for XML
	why     string // what a client suffers
	applies func(*asking) string
	run     func(*asking) faults
}

func checks() []check {
	return slices.Concat(sampleChecks(), successChecks(), errorChecks(), routingChecks(), bodyChecks(), keyChecks(), quotaChecks(), leakChecks())
}

func checkNames() (names []string) {
	for _, c := range checks() {
		names = append(names, c.name)
	}
	return names
}

// calledFor returns the names that Without may have for a check.
func (c check) calledFor(samples []Sample) []string {
	topic, _, _ := strings.Cut(c.name, "/")
	names := []string{c.name, topic}
	for _, s := range samples {
		names = append(names, s.name()+"/"+c.name, s.name()+"/"+topic)
	}
	return names
}

// offSwitch says by which names people leave a check out.
func (c check) offSwitch() string {
	if c.xml {
		return fmt.Sprintf("%q, or %q for a service that has none", c.name, asksXML)
	}
	return fmt.Sprintf("%q", c.name)
}

// result runs a check, unless something speaks against it.
func (a *asking) result(c check) Result {
	r := Result{Sample: a.sample.name(), Check: c.name, Why: c.why}
	if r.Skipped = a.service.without(c, a.sample); r.Skipped != "" {
		return r
	}
	if why := a.inapplicable(c); why != "" {
		r.Skipped = "does not apply: " + why
		return r
	}
	r.Err = c.run(a).err()
	return r
}

// inapplicable returns why there is nothing to ask, "" if there is something.
func (a *asking) inapplicable(c check) string {
	if c.name != sampleName && len(a.sampleFaults()) > 0 {
		return "the sample itself is not answered as it says"
	}
	return c.applies(a)
}

// faults is what is wrong with some answers.
type faults []string

// add notes what is wrong with an answer.
func (f *faults) add(a answer, format string, args ...any) {
	*f = append(*f, fmt.Sprintf("%s\n%s\n%s", fmt.Sprintf(format, args...), a.of.curl(), a.excerpt()))
}

// err returns the first faults, and how many more there are.
func (f faults) err() error {
	const most = 4
	if len(f) == 0 {
		return nil
	}
	shown := strings.Join(f[:min(len(f), most)], "\n")
	if more := len(f) - most; more > 0 {
		shown += fmt.Sprintf("\nand %d more", more)
	}
	return errors.New(shown)
}

// Why a check does not apply.

// ordinary samples are those of which not only one thing is asked.
func ordinary(a *asking) string {
	switch {
	case a.sample.Quota > 0:
		return "the sample has a Quota"
	case a.sample.breaksOff():
		return "the Status of the sample is BreaksOff"
	}
	return ""
}

func succeeding(a *asking) string {
	if a.sample.fails() {
		return "the sample is a failure"
	}
	return ordinary(a)
}

func succeedingWithBody(a *asking) string {
	if why := succeeding(a); why != "" {
		return why
	}
	if len(a.ask(a.base()).body) == 0 {
		return "the answer to the sample has no body"
	}
	return ""
}

// all returns the first reason of several.
func all(reasons ...func(*asking) string) func(*asking) string {
	return func(a *asking) string {
		for _, reason := range reasons {
			if why := reason(a); why != "" {
				return why
			}
		}
		return ""
	}
}
