// Package program is what the payments API does as a program, whatever framework its
// handlers are written for.
//
// Each program has the flags -addr (127.0.0.1:8080), -quota (1000 requests of each key
// in a clock hour) and -redis (host:port of a Redis to count in). It prints the curl
// lines of package walkthrough for its own address, and serves until it is told to stop.
// With -guide it writes the developer guide into a folder instead, and ends.
package program

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"log/slog"
	"net"
	"net/http"
	"os"
	"os/signal"
	"syscall"
	"time"

	"github.com/seed-86b940f4/demur/example/payments"
	"github.com/seed-86b940f4/demur/example/walkthrough"
)

// stopWithin is how long requests in flight have when the program is told to
// stop.
const stopWithin = 10 * time.Second

// Build makes a handler of the service: its routes, in a framework.
type Build func(s *payments.Service, logger *slog.Logger) (http.Handler, error)

// Main reads the flags, serves what build makes, and ends the program.
func Main(build Build) {
	addr := flag.String("addr", "127.0.0.1:8080", "address to listen on")
	hourly := flag.Int("quota", 1000, "requests of each key in a clock hour")
	redisAddr := flag.String("redis", "", "address of a Redis to count in, together with other instances; empty counts here")
	guideDir := flag.String("guide", "", "folder to write the developer guide into, in place of serving")
	flag.Parse()

	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	context.AfterFunc(ctx, stop) // a second signal ends the program at once
	logger := slog.New(slog.NewTextHandler(os.Stderr, nil))
	var err error
	if *guideDir != "" {
		err = writeGuide(*guideDir, *hourly)
	} else {
		err = run(ctx, build, *addr, *hourly, *redisAddr, os.Stdout, logger)
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, "example:", err)
		os.Exit(1)
	}
}

// writeGuide writes the pages and schemas of the developer guide into a folder.
func writeGuide(dir string, hourly int) error {
	nobody := payments.NewGateway("", 0) // no payment is made
	service, err := payments.New(payments.Config{Gateway: nobody, Hourly: hourly})
	if err != nil {
		return err
	}
	return service.Guide.WriteFiles(dir)
}

// run serves until ctx is done, and then lets the requests in flight end.
func run(ctx context.Context, build Build, addr string, hourly int, redisAddr string, stdout io.Writer, logger *slog.Logger) error {
	behind, err := payments.StartProvider()
	if err != nil {
		return err
	}
	defer behind.Down()
	counters, closeCounters, err := payments.NewCounters(redisAddr, logger)
	if err != nil {
		return err
	}
	defer func() {
		if err := closeCounters(); err != nil { // Redis is away: what is leased ends with the hour
			logger.Warn("leases were not given back", "error", err)
		}
	}()
	service, err := payments.New(payments.Config{Provider: behind, Hourly: hourly, Store: counters})
	if err != nil {
		return err
	}
	handler, err := build(service, logger)
	if err != nil {
		return err
	}
	listener, err := net.Listen("tcp", addr)
	if err != nil {
		return err
	}
	server := &http.Server{
		Handler:           handler,
		ReadHeaderTimeout: 5 * time.Second,
		ReadTimeout:       10 * time.Second,
		WriteTimeout:      15 * time.Second, // longer, or the 408 for a body that does not arrive could not be sent
		ErrorLog:          slog.NewLogLogger(logger.Handler(), slog.LevelError),
	}
	served := make(chan error, 1)
	go func() { served <- server.Serve(listener) }()

	// From here on the address is known and connections are taken.
	if _, err := io.WriteString(stdout, walkthrough.Page("http://"+listener.Addr().String())); err != nil {
		return errors.Join(err, server.Close())
	}
	select {
	case err := <-served:
		return err
	case <-ctx.Done():
	}
	limit, cancel := context.WithTimeout(context.Background(), stopWithin)
	defer cancel()
	return server.Shutdown(limit)
}
