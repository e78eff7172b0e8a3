package soak

import (
	"fmt"
	"io"
	"maps"
	"slices"
	"time"
)

// A Report is what a run has tried, and what it has found.
type Report struct {
	Seed     uint64
	Took     time.Duration
	Adapters []string
	Redis    bool // there was a redis-server
	Requests int64
	Rows     []Row
	Rests    []Rest
	Windows  Windows
	Findings []Finding // none if all is well
}

// Windows says how many windows of exactly counted keys were judged.
type Windows struct {
	Whole     int // in which Redis answered all the time, or that were counted in memory
	Full      int // of those, in which more was asked for than the quota
	Disturbed int // in which Redis did not always answer
}

func (r *run) report(took time.Duration) *Report {
	report := &Report{
		Seed: r.Seed, Took: took, Redis: r.redis != nil, Requests: r.sent.Load(), Rows: r.tally.list(), Rests: r.rests,
		Windows: Windows{r.windows.whole, r.windows.full, r.windows.disturbed}, Findings: r.found.list(),
	}
	for _, a := range r.Adapters {
		report.Adapters = append(report.Adapters, a.Name)
	}
	return report
}

// Print writes the report as Markdown.
func (r *Report) Print(w io.Writer) {
	fmt.Fprintf(w, "%d requests in %v, seed %d\n\n| tried |", r.Requests, r.Took.Round(time.Second), r.Seed)
	for _, a := range r.Adapters {
		fmt.Fprintf(w, " %s |", a)
	}
	fmt.Fprint(w, " answers read and checked | lost |\n|---|")
	for range len(r.Adapters) + 2 {
		fmt.Fprint(w, "--:|")
	}
	fmt.Fprintln(w)
	for _, row := range r.Rows {
		fmt.Fprintf(w, "| %s |", row.What)
		if all, ok := row.Times[""]; ok { // Redis fails for all
			for range r.Adapters {
				fmt.Fprintf(w, " %d |", all)
			}
			fmt.Fprintln(w, " | |")
			continue
		}
		for _, a := range r.Adapters {
			fmt.Fprintf(w, " %d |", row.Times[a])
		}
		fmt.Fprintf(w, " %d | %d |\n", row.Answers, row.Lost)
	}
	if !r.Redis {
		fmt.Fprintln(w, "\nredis-server is not in PATH: nothing was counted in Redis.")
	}
	fmt.Fprintf(w, "\nWindows of 1 and 3 s: %d while Redis answered or in memory, of which %d were asked for more than the quota;\n"+
		"%d in which Redis did not always answer.\n", r.Windows.Whole, r.Windows.Full, r.Windows.Disturbed)
	if n := len(r.Rests); n > 1 {
		first, last := r.Rests[0], r.Rests[n-1]
		fmt.Fprintf(w, "At rest after the first cycle and after the last, %d requests later: %d and %d goroutines,\n"+
			"%d and %d KiB of heap, in which the examples keep %d payments more.\n", last.Requests-first.Requests,
			first.Goroutines, last.Goroutines, first.Heap>>10, last.Heap>>10, last.Payments-first.Payments)
	}
	if len(r.Findings) == 0 {
		fmt.Fprintln(w, "\nLost: nothing. Found: nothing.")
		return
	}
	byKind := map[string]int{}
	for _, f := range r.Findings {
		byKind[f.Kind] += f.Times
		fmt.Fprintf(w, "\nFOUND %s, %d times: %s\n", f.Kind, f.Times, f.Text)
	}
	fmt.Fprintln(w)
	for _, kind := range slices.Sorted(maps.Keys(byKind)) {
		fmt.Fprintf(w, "%s: %d\n", kind, byKind[kind])
	}
}
