// Command example is a payments API. It answers with every status of the status
// table in the README, each for a real reason.
//
//	go run ./example [-http] [-addr 127.0.0.1:8080] [-quota 1000] [-redis host:port]
//	go run ./example -guide out/
//
// It prints the curl lines for each row of the table, in JSON and in XML. You can
// paste them into a shell. One account, the trial account, has two requests in a
// clock hour: if you paste the lines a second time within the hour, its first
// requests get a 429 too. A new start begins with a full quota, except with -redis.
//
// /guide has the developer guide and /openapi.yaml the errors for OpenAPI. With -guide
// the program writes all files of the guide into a folder, and ends.
//
// The program keeps everything in memory. The payment provider behind it is a
// server of its own, which the lines of the operator take down and bring up.
//
// Package payments has what the service decides. The routes and handlers are in
// onecho/echo.go for Echo v4, and in onhttp/http.go for net/http, which -http serves in
// place of Echo. Those for Echo v5 are in echov5/example. A client sees the same answers
// from all three.
package main

import (
	"flag"
	"log/slog"
	"net/http"

	"github.com/seed-86b940f4/demur/example/onecho"
	"github.com/seed-86b940f4/demur/example/onhttp"
	"github.com/seed-86b940f4/demur/example/payments"
	"github.com/seed-86b940f4/demur/example/program"
)

func main() {
	plain := flag.Bool("http", false, "serve with net/http in place of Echo")
	program.Main(func(s *payments.Service, logger *slog.Logger) (http.Handler, error) {
		if *plain {
			return onhttp.New(s, logger)
		}
		return onecho.New(s, logger)
	})
}
