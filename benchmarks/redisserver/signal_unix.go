//go:build unix

package redisserver

import "syscall"

// Halt stops the server as a machine that hangs does.
func (r *Server) Halt() error { return r.cmd.Process.Signal(syscall.SIGSTOP) }

// GoOn lets a server that Halt has stopped go on.
func (r *Server) GoOn() error { return r.cmd.Process.Signal(syscall.SIGCONT) }
