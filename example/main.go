// Command example is a payments API. It answers with every status of the status
// table in the README, each for a real reason.
//
//	go run ./example [-addr 127.0.0.1:8080] [-quota 1000] [-redis host:port]
//
// It prints the curl lines for each row of the table, in JSON and in XML. You can
// paste them into a shell. One account, the trial account, has two requests in a
// clock hour: if you paste the lines a second time within the hour, its first
// requests get a 429 too. A new start begins with a full quota, except with -redis.
//
// The program keeps everything in memory. The payment provider behind it is a
// server of its own, which the lines of the operator take down and bring up.
package main

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
)

// stopWithin is how long requests in flight have when the program is told to
// stop.
const stopWithin = 10 * time.Second

func main() {
	addr := flag.String("addr", "127.0.0.1:8080", "address to listen on")
	hourly := flag.Int("quota", 1000, "requests of each key in a clock hour")
	redisAddr := flag.String("redis", "", "address of a Redis to count in, together with other instances; empty counts here")
	flag.Parse()

	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	context.AfterFunc(ctx, stop) // a second signal ends the program at once
	logger := slog.New(slog.NewTextHandler(os.Stderr, nil))
	if err := run(ctx, *addr, *hourly, *redisAddr, os.Stdout, logger); err != nil {
		fmt.Fprintln(os.Stderr, "example:", err)
		os.Exit(1)
	}
}

// run serves until ctx is done, and then lets the requests in flight end.
func run(ctx context.Context, addr string, hourly int, redisAddr string, stdout io.Writer, logger *slog.Logger) error {
	behind, err := startProvider()
	if err != nil {
		return err
	}
	defer behind.down()
	counters, closeCounters, err := newCounters(redisAddr, logger)
	if err != nil {
		return err
	}
	defer func() {
		if err := closeCounters(); err != nil { // Redis is away: what is leased ends with the hour
			logger.Warn("leases were not given back", "error", err)
		}
	}()
	handler, err := newService(logger, behind, newGateway(behind.url(), 2*time.Second), hourly, counters)
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
		WriteTimeout:      10 * time.Second,
		ErrorLog:          slog.NewLogLogger(logger.Handler(), slog.LevelError),
	}
	served := make(chan error, 1)
	go func() { served <- server.Serve(listener) }()

	// From here on the address is known and connections are taken.
	if _, err := io.WriteString(stdout, walkthrough("http://"+listener.Addr().String())); err != nil {
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
