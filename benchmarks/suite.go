package main

import (
	"context"
	"fmt"
	"io"
	"os"
	"runtime"
	"slices"
	"strings"
	"time"
)

// suite is what a run measures, and where it writes the tables.
type suite struct {
	w         io.Writer
	passes    int
	benchtime time.Duration
	all       bool   // the long ones too
	only      string // part of the titles; "" for all
	svg       string // the file for the plot of how cost grows; "" for none
}

// wants reports whether the row is to be measured.
func (s suite) wants(title string) bool { return strings.Contains(title, s.only) }

func (s suite) run() error {
	ctx, cancel := context.WithCancel(context.Background())
	defer cancel()
	if err := checkAll(ctx); err != nil {
		return err
	}
	fmt.Fprintf(s.w, "%s %s/%s, %d CPUs; the quickest of %d passes of %v\n%s\n\n",
		runtime.Version(), runtime.GOOS, runtime.GOARCH, runtime.NumCPU(), s.passes, s.benchtime, versions())
	if err := s.growth(ctx); err != nil {
		return err
	}
	rows, err := s.rows(ctx)
	if err != nil {
		return err
	}
	if len(rows) > 0 || slices.ContainsFunc(workloads(), func(l workload) bool { return s.wants(l.title) }) {
		printHead(s.w)
	}
	s.compare(rows)
	if err := s.limiters(); err != nil {
		return err
	}
	return s.tables(ctx)
}

// checkAll reports the first contender that gives a wrong answer.
func checkAll(ctx context.Context) error {
	for _, s := range scenarios() {
		for _, c := range s.contenders {
			if err := s.check(ctx, c); err != nil {
				return err
			}
		}
	}
	for _, row := range boundRows() {
		for _, b := range boundServices(row.format) {
			if err := b.check(ctx); err != nil {
				return err
			}
		}
	}
	var found error
	if err := checkFind(findEntries(&found), &found); err != nil {
		return err
	}
	for _, n := range negotiations() {
		if err := n.check(); err != nil {
			return err
		}
	}
	for _, m := range deciders() {
		if err := m.check(); err != nil {
			return err
		}
	}
	for _, r := range limitedRows() {
		for _, l := range limitedServices(r.own) {
			if err := l.check(ctx); err != nil {
				return err
			}
		}
	}
	return nil
}

// growth prints how cost grows, and plots it. It comes first, since it needs the
// memory that limiters need later.
func (s suite) growth(ctx context.Context) error {
	var curves []curve
	for _, a := range axes() {
		title := growthTitle + ": " + a.title
		if !s.wants(title) {
			continue
		}
		points, err := a.points(ctx, s.passes, s.benchtime)
		if err != nil {
			return err
		}
		if len(curves) == 0 {
			printGrowthHead(s.w)
		}
		printGrowth(s.w, a.title, points)
		curves = append(curves, curve{a.title, points})
	}
	fmt.Fprintln(s.w)
	if s.svg == "" || len(curves) == 0 {
		return nil
	}
	return os.WriteFile(s.svg, []byte(plot(curves, s.origin())), 0o644)
}

// origin says what the figures of a plot are of.
func (s suite) origin() string {
	return fmt.Sprintf("go run ./benchmarks -only growth -svg docs/cost.svg: %s, echo %s, %s/%s, %d CPUs (%s), the quickest of %d passes of %v",
		runtime.Version(), built("github.com/labstack/echo/v4"), runtime.GOOS, runtime.GOARCH, runtime.NumCPU(), processor(), s.passes, s.benchtime)
}

// processor is what Linux calls it.
func processor() string {
	data, _ := os.ReadFile("/proc/cpuinfo") // elsewhere there is none
	for line := range strings.Lines(string(data)) {
		if name, model, _ := strings.Cut(line, ":"); strings.TrimSpace(name) == "model name" {
			return strings.TrimSpace(model)
		}
	}
	return "of an unknown kind"
}

// rows returns all rows that need little memory.
func (s suite) rows(ctx context.Context) (rows []row, err error) {
	add := func(r row) {
		if s.wants(r.title) {
			rows = append(rows, r)
		}
	}
	for _, sc := range scenarios() {
		add(row{title: sc.title, entries: sc.entries(ctx), target: sc.target})
	}
	for _, b := range boundRows() {
		add(row{title: b.title, entries: b.entries(ctx), target: b.target})
	}
	add(row{title: findTitle, entries: findEntries(new(error)), target: findTarget})
	for _, l := range limitedRows() {
		entries, err := l.entries(ctx)
		if err != nil {
			return nil, err
		}
		add(row{title: l.title, entries: entries, target: limitedTarget})
	}
	for _, n := range negotiations() {
		add(row{title: n.title, entries: n.entries(new(string)), target: n.target, hostile: n.hostile})
	}
	return rows, nil
}

// compare measures the rows and prints them. Of the hostile fields it prints the one
// on which demur takes the most time, and that of the rival, who does not read all of
// each.
func (s suite) compare(rows []row) {
	var worst [2]struct {
		of       row
		measured []stats
	}
	for i, measured := range measureRows(rows, s.passes, s.benchtime, nil) {
		r := rows[i]
		if !r.hostile {
			printRows(s.w, r.title, r.entries, measured, r.target)
			continue
		}
		for i := range worst {
			if worst[i].measured == nil || measured[i].ns > worst[i].measured[i].ns {
				worst[i].of, worst[i].measured = r, measured
			}
		}
	}
	for i, slow := range worst {
		if slow.measured != nil {
			r := slow.of
			printRows(s.w, r.title+", slowest for "+r.entries[i].name, r.entries, slow.measured, r.target)
		}
	}
}

// limiters measures decisions alone, on one core and on all.
func (s suite) limiters() error {
	for _, l := range workloads() {
		if s.wants(l.title) {
			if err := s.decisions(l); err != nil {
				return err
			}
		}
	}
	return nil
}

// decisions keeps all limiters in memory at a time, so that they can take turns.
func (s suite) decisions(l workload) error {
	keys := l.keys()
	var counters []counter
	defer func() {
		for _, c := range counters {
			c.done()
		}
	}()
	for _, m := range deciders() {
		c, err := l.open(m)
		if err != nil {
			return err
		}
		counters = append(counters, c)
	}
	var reference *entry
	if l.missing {
		reference = newReference()
	}
	for cores, workers := range coreCounts() {
		var entries []entry
		for i, m := range deciders() {
			entries = append(entries, counters[i].entry(m.name, keys, workers))
		}
		printRows(s.w, l.title+", cores: "+cores, entries, measure(entries, s.passes, s.benchtime, reference), l.target)
	}
	return nil
}

// Rounds of those that take seconds each.
const longRounds = 3

// tables prints what has units of its own.
func (s suite) tables(ctx context.Context) error {
	if s.wants(footprintTitle) {
		sizes := []int{million}
		if s.all {
			sizes = append(sizes, 5*million)
		}
		if err := printFootprints(s.w, sizes...); err != nil {
			return err
		}
	}
	if s.all && s.wants(turnTitle) {
		if err := printTurns(s.w, longRounds); err != nil {
			return err
		}
	}
	if s.all && s.wants(sharedTitle) {
		return printShared(ctx, s.w, longRounds)
	}
	return nil
}
