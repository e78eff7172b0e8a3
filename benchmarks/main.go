// Command benchmarks measures demur beside other ways to answer an error, to
// read and check a request, and to limit requests, all in one run, and prints
// Markdown tables of ratios:
//
//	go run ./benchmarks
//	go run ./benchmarks -all            # also what takes minutes
//	go run ./benchmarks -only limiter
//	go run ./benchmarks -only growth -svg docs/cost.svg
//	go run ./benchmarks -rivals docs/rivals.md   # who is right, and measures nothing
//
// It first checks that every contender gives a right answer. It reports a
// missed target in the table, not by its exit status, since a busy machine
// misses too. The same scenarios are benchmarks for go test -bench.
package main

import (
	"context"
	"flag"
	"fmt"
	"os"
	"runtime/debug"
	"strings"
	"time"
)

func main() {
	flags := flag.NewFlagSet("benchmarks", flag.ExitOnError)
	passes := flags.Int("passes", 40, "how often each contender is measured; the quickest pass counts")
	benchtime := flags.Duration("benchtime", 10*time.Millisecond, "how long one contender runs in one pass")
	all := flags.Bool("all", false, "also measure 5M keys, the turn of a window, and Redis: some minutes more")
	only := flags.String("only", "", "measure the rows whose name contains this")
	right := flags.String("rivals", "", "the file to write right and wrong answers to, beside those of rivals; measures nothing")
	svg := flags.String("svg", "", "the file to plot in how cost grows")
	_ = flags.Parse(os.Args[1:]) // it exits by itself
	if *passes < 1 || *benchtime <= 0 || flags.NArg() > 0 {
		flags.Usage()
		os.Exit(2)
	}

	if *right != "" {
		if err := writeRivals(context.Background(), *right); err != nil {
			fmt.Fprintln(os.Stderr, "benchmarks:", err)
			os.Exit(1)
		}
		return
	}
	if err := (suite{os.Stdout, *passes, *benchtime, *all, *only, *svg}).run(); err != nil {
		fmt.Fprintln(os.Stderr, "benchmarks:", err)
		os.Exit(1)
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
		case "github.com/labstack/echo/v4", "github.com/labstack/echo/v5", "github.com/go-playground/validator/v10", "github.com/gin-gonic/gin",
			"github.com/danielgtaylor/huma/v2", "github.com/golang/gddo",
			"github.com/sethvargo/go-limiter", "github.com/go-chi/httprate", "github.com/ulule/limiter/v3",
			"github.com/throttled/throttled/v2", "github.com/go-redis/redis_rate/v10", "github.com/redis/go-redis/v9":
			found = append(found, dep.Path+" "+dep.Version)
		}
	}
	return strings.Join(found, ", ")
}
