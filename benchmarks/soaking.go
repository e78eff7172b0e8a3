package main

import (
	"context"
	"fmt"
	"os"
	"os/signal"
	"time"

	"github.com/redis/go-redis/v9"

	"github.com/seed-86b940f4/demur/benchmarks/soak"
)

// soakFor returns the exit status: 1 if anything was found.
func soakFor(d time.Duration, seed uint64) int {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	defer stop()
	redis.SetLogger(silent{}) // Redis fails on purpose, and the client would say so each time
	report, err := soak.Run(ctx, soak.Config{Duration: d, Seed: seed, Progress: os.Stderr})
	if err != nil {
		fmt.Fprintln(os.Stderr, "benchmarks:", err)
		return 1
	}
	report.Print(os.Stdout)
	if len(report.Findings) > 0 {
		return 1
	}
	return 0
}

// silent is a logger of go-redis that says nothing.
type silent struct{}

// Printf drops what the client says.
func (silent) Printf(context.Context, string, ...any) {}
