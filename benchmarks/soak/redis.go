package soak

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

// errNoRedis says that there is nothing to start.
var errNoRedis = errors.New("redis-server is not in PATH")

// redisServer is a redis-server of the run's own, on the loopback interface. It writes
// nothing to disk, so that one that is killed has lost all. One goroutine uses it.
type redisServer struct {
	path, dir, addr string
	cmd             *exec.Cmd // nil while it is down
	admin           *redis.Client
}

// startRedis returns a server that answers. Somebody else may take the port before it
// does, so there are several attempts.
func startRedis(ctx context.Context) (*redisServer, error) {
	path, err := exec.LookPath("redis-server")
	if err != nil {
		return nil, errNoRedis
	}
	dir, err := os.MkdirTemp("", "soak-redis-")
	if err != nil {
		return nil, err
	}
	r := &redisServer{path: path, dir: dir}
	var failed error
	for range 5 {
		l, err := new(net.ListenConfig).Listen(ctx, "tcp", "127.0.0.1:0")
		if err != nil {
			return nil, errors.Join(err, os.RemoveAll(dir))
		}
		r.addr = l.Addr().String()
		_ = l.Close()
		r.admin = redis.NewClient(&redis.Options{Addr: r.addr, MaxRetries: -1, PoolSize: 1, ReadTimeout: 30 * time.Second})
		if err = r.up(ctx); err == nil {
			return r, nil
		}
		failed = errors.Join(failed, err, r.admin.Close())
	}
	return nil, errors.Join(failed, os.RemoveAll(dir))
}

// up starts the server and returns when it answers.
func (r *redisServer) up(ctx context.Context) error {
	_, port, _ := net.SplitHostPort(r.addr)
	cmd := exec.Command(r.path, "--bind", "127.0.0.1", "--port", port, "--dir", r.dir, "--save", "", "--appendonly", "no")
	if err := cmd.Start(); err != nil {
		return err
	}
	r.cmd = cmd
	limit := time.Now().Add(10 * time.Second)
	for {
		err := r.admin.Ping(ctx).Err()
		if err == nil {
			// Another server may have the port: its process is not ours.
			info, err := r.admin.InfoMap(ctx, "server").Result()
			if err == nil && info["Server"]["process_id"] == strconv.Itoa(cmd.Process.Pid) {
				return nil
			}
			r.kill()
			return fmt.Errorf("another server has the port: %v", err)
		}
		if time.Now().After(limit) || ctx.Err() != nil {
			r.kill()
			return err
		}
		time.Sleep(5 * time.Millisecond)
	}
}

// kill ends the server as a crash does.
func (r *redisServer) kill() {
	if r.cmd != nil {
		_ = r.cmd.Process.Kill()
		_ = r.cmd.Wait()
		r.cmd = nil
	}
}

// close ends the server and deletes what it has left.
func (r *redisServer) close() error {
	r.kill()
	return errors.Join(r.admin.Close(), os.RemoveAll(r.dir))
}
