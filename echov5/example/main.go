// Command example is the payments API of the folder example at the root, on Echo v5. It
// has the same flags but -http, prints the same lines, and gives the same answers:
//
//	go run ./echov5/example [-addr 127.0.0.1:8080] [-quota 1000] [-redis host:port]
//	go run ./echov5/example -guide out/
//
// It shares all but the routes and handlers, which are in onecho/echo.go.
package main

import (
	"github.com/seed-86b940f4/demur/echov5/example/onecho"
	"github.com/seed-86b940f4/demur/example/program"
)

func main() { program.Main(onecho.New) }
