package main

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

// startRedis starts a redis-server of its own on the loopback interface, which
// writes nothing to disk. stop ends it. Somebody else may take the port before the server
// does, so there are several attempts.
func startRedis(ctx context.Context) (addr string, stop func(), err error) {
	path, err := exec.LookPath("redis-server")
	if err != nil {
		return "", nil, errNoRedis
	}
	dir, err := os.MkdirTemp("", "benchmarks-redis-")
	if err != nil {
		return "", nil, err
	}
	var failed error
	for range 5 {
		addr, end, err := startOn(ctx, path, dir)
		if err == nil {
			return addr, func() { end(); _ = os.RemoveAll(dir) }, nil
		}
		failed = errors.Join(failed, err)
	}
	return "", nil, errors.Join(failed, os.RemoveAll(dir))
}

func startOn(ctx context.Context, path, dir string) (addr string, end func(), err error) {
	port, err := freePort(ctx)
	if err != nil {
		return "", nil, err
	}
	cmd := exec.Command(path, "--bind", "127.0.0.1", "--port", port, "--dir", dir, "--save", "", "--appendonly", "no")
	if err := cmd.Start(); err != nil {
		return "", nil, err
	}
	running, ended := context.WithCancelCause(context.WithoutCancel(ctx))
	go func() { ended(fmt.Errorf("redis-server ended: %v", cmd.Wait())) }()
	end = func() {
		_ = cmd.Process.Kill()
		<-running.Done()
	}
	addr = net.JoinHostPort("127.0.0.1", port)
	if err := answers(running, addr); err != nil {
		end()
		return "", nil, errors.Join(err, context.Cause(running))
	}
	return addr, end, nil
}

// freePort returns a port that nobody had a moment ago.
func freePort(ctx context.Context) (string, error) {
	l, err := new(net.ListenConfig).Listen(ctx, "tcp", "127.0.0.1:0")
	if err != nil {
		return "", err
	}
	return strconv.Itoa(l.Addr().(*net.TCPAddr).Port), l.Close()
}

// answers waits until the server answers, or has had ten seconds.
func answers(ctx context.Context, addr string) error {
	ctx, cancel := context.WithTimeout(ctx, 10*time.Second)
	defer cancel()
	client := redis.NewClient(&redis.Options{Addr: addr, MaxRetries: -1})
	defer client.Close()
	for {
		err := client.Ping(ctx).Err()
		if err == nil || ctx.Err() != nil {
			return err
		}
		time.Sleep(10 * time.Millisecond)
	}
}
