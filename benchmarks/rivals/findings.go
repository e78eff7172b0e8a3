package rivals

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"regexp"
	"slices"
	"strings"
	"sync"

	"github.com/seed-86b940f4/demur/demurtest"
)

// A Finding is what one check has found of one sample.
type Finding struct {
	Sample, Check string
	Verdict       Verdict
	Fault         string // what is wrong; "" for nothing
	why           string // what a client suffers then
}

// A Verdict is what a Finding says.
type Verdict int

const (
	Right   Verdict = iota // a Right answer is as demurtest wants it
	Wrong                  // a Wrong one is not
	Lacking                // where it is Lacking, the contender offers nothing, so nothing was asked
)

// A Column is a contender with what was found, in the order of the samples.
type Column struct {
	Name     string
	Findings []Finding
	contender
}

// Ask puts all questions to all contenders.
func Ask(ctx context.Context) ([]Column, error) {
	list := contenders()
	columns := make([]Column, len(list))
	errs := make([]error, len(list))
	var running sync.WaitGroup
	for i, c := range list {
		running.Go(func() {
			found, err := c.ask(ctx)
			columns[i] = Column{c.name, found, c}
			if err != nil {
				errs[i] = fmt.Errorf("%s: %w", c.name, err)
			}
		})
	}
	running.Wait()
	return columns, errors.Join(errs...)
}

func (c contender) ask(ctx context.Context) (all []Finding, err error) {
	results, err := demurtest.Service{Handler: c.service(), BodyLimit: maxBody, Without: c.without()}.Results(ctx, c.samples()...)
	for _, r := range results {
		f := Finding{Sample: r.Sample, Check: r.Check, why: r.Why}
		switch {
		case r.Check == "sample" && (r.Sample == "half" || r.Sample == "quota"):
			continue // demurtest leaves these to checks of their own
		case c.lacking(r.Skipped):
			f.Verdict = Lacking
		case r.Skipped != "":
			continue
		case r.Err != nil:
			f.Verdict, f.Fault = Wrong, fault(r.Err)
		}
		all = append(all, f)
	}
	return all, err
}

// lacking reports whether something was skipped since the contender does not offer it.
func (c contender) lacking(skipped string) bool {
	return slices.Contains(slices.Collect(maps.Values(c.lacks)), skipped)
}

var port = regexp.MustCompile(`127\.0\.0\.1:\d+`)

// fault returns the first thing that is wrong, without the requests and answers, which
// demurtest indents, and without the number of things that it leaves out.
func fault(err error) string {
	var heads []string
	for line := range strings.SplitSeq(err.Error(), "\n") {
		if !strings.HasPrefix(line, "  ") && !strings.HasPrefix(line, "and ") {
			heads = append(heads, port.ReplaceAllString(line, "127.0.0.1"))
		}
	}
	slices.Sort(heads) // some checks ask in any order
	return heads[0]
}
