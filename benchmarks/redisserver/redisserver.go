// Package redisserver runs a redis-server for what is measured and soaked.
package redisserver

import (
	"context"
	"errors"
	"fmt"
	"net"
	"os"
	"os/exec"
	"strconv"
	"time"

	"github.com/redis/go-redis/v9"
)

// ErrNone says that there is nothing to start.
var ErrNone = errors.New("redis-server is not in PATH")

// Server is a redis-server of the run's own, on the loopback interface. It writes
// nothing to disk, so that one that is killed has lost all. One goroutine uses it.
type Server struct {
	Addr  string        // host and port
	Admin *redis.Client // with one connection

	path, dir string
	cmd       *exec.Cmd // nil while it is down
}

// Start returns a server that answers. Somebody else may take the port before it
// does, so there are several attempts.
func Start(ctx context.Context) (*Server, error) {
	path, err := exec.LookPath("redis-server")
	if err != nil {
		return nil, ErrNone
	}
	dir, err := os.MkdirTemp("", "benchmarks-redis-")
	if err != nil {
		return nil, err
	}
	r := &Server{path: path, dir: dir}
	var failed error
	for range 5 {
		l, err := new(net.ListenConfig).Listen(ctx, "tcp", "127.0.0.1:0")
		if err != nil {
			return nil, errors.Join(err, os.RemoveAll(dir))
		}
		r.Addr = l.Addr().String()
		_ = l.Close()
		r.Admin = redis.NewClient(&redis.Options{Addr: r.Addr, MaxRetries: -1, PoolSize: 1, ReadTimeout: 30 * time.Second})
		if err = r.Up(ctx); err == nil {
			return r, nil
		}
		failed = errors.Join(failed, err, r.Admin.Close())
	}
	return nil, errors.Join(failed, os.RemoveAll(dir))
}

// Up starts the server and returns when it answers.
func (r *Server) Up(ctx context.Context) error {
	_, port, _ := net.SplitHostPort(r.Addr)
	cmd := exec.Command(r.path, "--bind", "127.0.0.1", "--port", port, "--dir", r.dir, "--save", "", "--appendonly", "no")
	if err := cmd.Start(); err != nil {
		return err
	}
	r.cmd = cmd
	limit := time.Now().Add(10 * time.Second)
	for {
		err := r.Admin.Ping(ctx).Err()
		if err == nil {
			// Another server may have the port: its process is not ours.
			info, err := r.Admin.InfoMap(ctx, "server").Result()
			if err == nil && info["Server"]["process_id"] == strconv.Itoa(cmd.Process.Pid) {
				return nil
			}
			r.Kill()
			return fmt.Errorf("another server has the port: %v", err)
		}
		if time.Now().After(limit) || ctx.Err() != nil {
			r.Kill()
			return err
		}
		time.Sleep(5 * time.Millisecond)
	}
}

// Kill ends the server as a crash does.
func (r *Server) Kill() {
	if r.cmd != nil {
		_ = r.cmd.Process.Kill()
		_ = r.cmd.Wait()
		r.cmd = nil
	}
}

// Close ends the server and deletes what it has left.
func (r *Server) Close() error {
	r.Kill()
	return errors.Join(r.Admin.Close(), os.RemoveAll(r.dir))
}
