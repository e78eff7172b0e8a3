package redistest_test

import (
	"bufio"
	"errors"
	"io"
	"net"
	"os/exec"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/redis/go-redis/v9"

	"github.com/seed-86b940f4/demur/ratelimit/redisstore"
)

// patience is a Timeout for tests that are not about it, on a busy machine.
const patience = 10 * time.Second

// A redisProcess is a redis-server of a test's own.
type redisProcess struct {
	t    testing.TB
	addr string
	args []string
	cmd  *exec.Cmd
}

// startServer starts a redis-server on a free port of the loopback interface, and
// ends it with the test. Without one in PATH the test is skipped.
func startServer(t testing.TB, more ...string) *redisProcess {
	t.Helper()
	if _, err := exec.LookPath("redis-server"); err != nil {
		t.Skip("redis-server is not in PATH")
	}
	// Another process may take the port before the server does.
	for range 5 {
		addr := freeAddr(t)
		_, port, _ := net.SplitHostPort(addr)
		args := append([]string{"--port", port, "--bind", "127.0.0.1", "--save", "", "--appendonly", "no", "--dir", t.TempDir()}, more...)
		r := &redisProcess{t: t, addr: addr, args: args}
		if err := r.start(); err == nil {
			t.Cleanup(r.kill)
			return r
		} else {
			t.Log(err)
		}
	}
	t.Fatal("redis-server does not start")
	return nil
}

func freeAddr(t testing.TB) string {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	return l.Addr().String()
}

// start returns when the server accepts connections.
func (r *redisProcess) start() error {
	cmd := exec.Command("redis-server", r.args...)
	out, err := cmd.StdoutPipe()
	if err != nil {
		return err
	}
	if err := cmd.Start(); err != nil {
		return err
	}
	lines := bufio.NewScanner(out)
	for lines.Scan() {
		if strings.Contains(lines.Text(), "Ready to accept connections") {
			go io.Copy(io.Discard, out)
			r.cmd = cmd
			return nil
		}
	}
	_ = cmd.Process.Kill()
	return errors.Join(errors.New("redis-server ended: port "+strconv.Quote(r.addr)), cmd.Wait())
}

// kill ends the server as a crash does.
func (r *redisProcess) kill() {
	if r.cmd != nil {
		_ = r.cmd.Process.Kill()
		_ = r.cmd.Wait()
		r.cmd = nil
	}
}

func (r *redisProcess) restart() {
	r.t.Helper()
	if err := r.start(); err != nil {
		r.t.Fatal(err)
	}
}

func (r *redisProcess) signal(s syscall.Signal) {
	r.t.Helper()
	if err := r.cmd.Process.Signal(s); err != nil {
		r.t.Fatal(err)
	}
}

func (r *redisProcess) pause()  { r.signal(syscall.SIGSTOP) }
func (r *redisProcess) resume() { r.signal(syscall.SIGCONT) }

// client has the timeouts and retries that clients have by default.
func (r *redisProcess) client() *redis.Client {
	client := redis.NewClient(&redis.Options{Addr: r.addr})
	r.t.Cleanup(func() { client.Close() })
	return client
}

func newStore(t testing.TB, client redis.UniversalClient, cfg redisstore.Config) *redisstore.Store {
	t.Helper()
	s, err := redisstore.New(client, cfg)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { s.Close() })
	return s
}
