//go:build !unix

package soak

import "errors"

var errNoSignals = errors.New("this system cannot stop a process and let it go on")

// There is no signal that stops a process.
func (*redisServer) halt() error { return errNoSignals }
func (*redisServer) goOn() error { return errNoSignals }
