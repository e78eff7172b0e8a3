//go:build !unix

package redisserver

import "errors"

var errNoSignals = errors.New("this system cannot stop a process and let it go on")

// Halt returns an error: there is no signal that stops a process.
func (*Server) Halt() error { return errNoSignals }

// GoOn returns an error, as Halt does.
func (*Server) GoOn() error { return errNoSignals }
