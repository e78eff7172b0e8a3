package redistest_test

import (
	"bufio"
	"cmp"
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"net"
	"os"
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

// serverVariable names the server program that the tests run on, if it is not
// redis-server.
const serverVariable = "DEMUR_REDIS_SERVER"

func serverProgram() string { return cmp.Or(os.Getenv(serverVariable), "redis-server") }

// A redisProcess is a server of a test's own.
type redisProcess struct {
	t    testing.TB
	addr string
	args []string
	cmd  *exec.Cmd
}

// startServer starts a server on a free port of the loopback interface, and ends it
// with the test. If the program is not in PATH the test is skipped.
func startServer(t testing.TB, more ...string) *redisProcess {
	t.Helper()
	return launch(t, func(port string) []string {
		args := []string{"--port", port, "--bind", "127.0.0.1", "--save", "", "--appendonly", "no", "--dir", t.TempDir()}
		return append(args, more...)
	})
}

// launch starts the program with the arguments for a port. Another process may take
// the port before the program does, so there are several attempts.
func launch(t testing.TB, args func(port string) []string) *redisProcess {
	t.Helper()
	if _, err := exec.LookPath(serverProgram()); err != nil {
		t.Skipf("%s is not in PATH", serverProgram())
	}
	for range 10 {
		port := freePort(t)
		r := &redisProcess{t: t, addr: net.JoinHostPort("127.0.0.1", port), args: args(port)}
		err := r.start()
		if err == nil {
			t.Cleanup(r.kill)
			return r
		}
		t.Log(err)
	}
	t.Fatalf("%s does not start", serverProgram())
	return nil
}

// busDistance is from the port of a server to that of its Cluster bus.
const busDistance = 10_000

// freePort returns a port that is free, and so is that of the Cluster bus. Neither is
// one that the system gives to clients, so it is still free when a server restarts.
func freePort(t testing.TB) string {
	t.Helper()
	for range 100 {
		port := 10_000 + rand.IntN(12_000)
		if isFree(port) && isFree(port+busDistance) {
			return strconv.Itoa(port)
		}
	}
	t.Fatal("no port is free")
	return ""
}

func isFree(port int) bool {
	l, err := net.Listen("tcp", net.JoinHostPort("127.0.0.1", strconv.Itoa(port)))
	if err != nil {
		return false
	}
	return l.Close() == nil
}

// start returns when the server accepts connections.
func (r *redisProcess) start() error {
	cmd := exec.Command(serverProgram(), r.args...)
	out, err := cmd.StdoutPipe()
	if err != nil {
		return err
	}
	if err := cmd.Start(); err != nil {
		return err
	}
	lines := bufio.NewScanner(out)
	last := ""
	for lines.Scan() {
		last = lines.Text()
		if strings.Contains(last, "Ready to accept connections") || strings.Contains(last, "Sentinel ID is") {
			go io.Copy(io.Discard, out)
			r.cmd = cmd
			return nil
		}
	}
	_ = cmd.Process.Kill()
	return errors.Join(fmt.Errorf("the server for %s ended: %s", r.addr, last), cmd.Wait())
}

// kill ends the server as a crash does.
func (r *redisProcess) kill() {
	if r.cmd != nil {
		_ = r.cmd.Process.Kill()
		_ = r.cmd.Wait()
		r.cmd = nil
	}
}

// restart starts the server again, without its data.
func (r *redisProcess) restart() {
	r.t.Helper()
	var err error
	for range 10 { // the port may be in use for a moment
		if err = r.start(); err == nil {
			return
		}
		time.Sleep(100 * time.Millisecond)
	}
	r.t.Fatal(err)
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

// eventually waits until a condition holds.
func eventually(t testing.TB, what string, holds func() bool) {
	t.Helper()
	for begun := time.Now(); !holds(); time.Sleep(10 * time.Millisecond) {
		if time.Since(begun) > time.Minute {
			t.Fatalf("in a minute it has not come to this: %s", what)
		}
	}
}
