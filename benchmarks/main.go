// Command benchmarks measures demur beside other ways to answer an error, all
// in one run, and prints a Markdown table of ratios:
//
//	go run ./benchmarks
//
// It first checks that every contender gives a right answer. It reports a
// missed target in the table, not by its exit status, since a busy machine
// misses too. The same scenarios are benchmarks for go test -bench.
package main

import (
	"context"
	"flag"
	"fmt"
	"io"
	"os"
	"runtime"
	"runtime/debug"
	"strings"
	"testing"
	"time"
)

func main() {
	flags := flag.NewFlagSet("benchmarks", flag.ExitOnError)
	rounds := flags.Int("rounds", 7, "how often each contender is measured; the median counts")
	benchtime := flags.Duration("benchtime", 100*time.Millisecond, "how long one contender runs in one round")
	_ = flags.Parse(os.Args[1:]) // it exits by itself
	if *rounds < 1 || *benchtime <= 0 || flags.NArg() > 0 {
		flags.Usage()
		os.Exit(2)
	}

	testing.Init()
	err := flag.Set("test.benchtime", benchtime.String())
	if err == nil {
		err = run(os.Stdout, *rounds, *benchtime)
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, "benchmarks:", err)
		os.Exit(1)
	}
}

func run(w io.Writer, rounds int, benchtime time.Duration) error {
	ctx, cancel := context.WithCancel(context.Background())
	defer cancel()
	scenarios, negotiations := scenarios(), negotiations()
	for _, s := range scenarios {
		for _, c := range s.contenders {
			if err := s.check(ctx, c); err != nil {
				return err
			}
		}
	}
	for _, n := range negotiations {
		if err := n.check(); err != nil {
			return err
		}
	}

	fmt.Fprintf(w, "%s %s/%s, %d CPUs; medians of %d rounds of %v\n%s\n\n",
		runtime.Version(), runtime.GOOS, runtime.GOARCH, runtime.NumCPU(), rounds, benchtime, versions())
	printHead(w)
	for _, s := range scenarios {
		entries := s.entries(ctx)
		printRows(w, s.title, entries, measure(entries, rounds), s.target)
	}
	for _, n := range negotiations {
		if !n.hostile {
			entries := n.entries(new(string))
			printRows(w, n.title, entries, measure(entries, rounds), n.target)
		}
	}
	printHostile(w, negotiations, rounds)
	return nil
}

// printHostile measures all hostile fields. It prints the one on which demur
// takes the most time, and that of the rival, who does not read all of each.
func printHostile(w io.Writer, all []negotiation, rounds int) {
	var worst [2]struct {
		of       negotiation
		measured []stats
	}
	for _, n := range all {
		if !n.hostile {
			continue
		}
		measured := measure(n.entries(new(string)), rounds)
		for i := range worst {
			if worst[i].measured == nil || measured[i].ns > worst[i].measured[i].ns {
				worst[i].of, worst[i].measured = n, measured
			}
		}
	}
	for i, s := range worst {
		entries := s.of.entries(new(string))
		printRows(w, s.of.title+", slowest for "+entries[i].name, entries, s.measured, s.of.target)
	}
}

// versions names the modules that are compared, as they were built in.
func versions() string {
	info, ok := debug.ReadBuildInfo()
	if !ok {
		return "versions unknown"
	}
	var found []string
	for _, dep := range info.Deps {
		switch dep.Path {
		case "github.com/labstack/echo/v4", "github.com/gin-gonic/gin",
			"github.com/danielgtaylor/huma/v2", "github.com/golang/gddo":
			found = append(found, dep.Path+" "+dep.Version)
		}
	}
	return strings.Join(found, ", ")
}
