package paymentstest

import (
	"log/slog"
	"net"
	"net/http"
	"os/exec"
	"testing"
	"time"

	"github.com/seed-86b940f4/demur/example/payments"
	"github.com/seed-86b940f4/demur/example/walkthrough"
)

// Two instances and one Redis: a key has one quota, whichever it asks.
func (u suite) oneQuotaForTwoInstances(t *testing.T) {
	awayFromTheFullHour(t)
	addr := startRedis(t)
	const quota = 5
	var instances []*running
	for range 2 {
		counters, closeCounters, err := payments.NewCounters(addr, slog.New(slog.DiscardHandler))
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() {
			if err := closeCounters(); err != nil {
				t.Error(err)
			}
		})
		bank := payments.NewGateway("http://127.0.0.1:1", time.Second) // nobody is charged
		instances = append(instances, u.startWith(t, payments.Config{Gateway: bank, Hourly: quota, Store: counters}))
	}
	admitted := 0
	for i := range 4 * quota {
		switch res, body := instances[i%2].send(t, walkthrough.Get("/v1/payments/pay_1001", payments.PaidKey), walkthrough.SpeaksJSON); res.StatusCode {
		case http.StatusOK:
			admitted++
		case http.StatusTooManyRequests:
		default:
			t.Fatalf("%d:\n%s", res.StatusCode, body)
		}
	}
	if admitted != quota {
		t.Errorf("%d requests were admitted, want %d", admitted, quota)
	}
}

// startRedis returns the address of a server of the test's own.
func startRedis(t *testing.T) string {
	t.Helper()
	path, err := exec.LookPath("redis-server")
	if err != nil {
		t.Skip("redis-server is not installed")
	}
	free, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	addr := free.Addr().String()
	free.Close()
	_, port, _ := net.SplitHostPort(addr)
	server := exec.Command(path, "--port", port, "--bind", "127.0.0.1", "--save", "", "--appendonly", "no", "--dir", t.TempDir())
	if err := server.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		_ = server.Process.Kill()
		_ = server.Wait()
	})
	for range 100 {
		if c, err := net.DialTimeout("tcp", addr, time.Second); err == nil {
			c.Close()
			return addr
		}
		time.Sleep(50 * time.Millisecond)
	}
	t.Fatal("redis-server does not answer")
	return ""
}
