//go:build unix

package soak

import "syscall"

// halt stops the server as a machine that hangs does, and goOn lets it go on.
func (r *redisServer) halt() error { return r.cmd.Process.Signal(syscall.SIGSTOP) }
func (r *redisServer) goOn() error { return r.cmd.Process.Signal(syscall.SIGCONT) }
