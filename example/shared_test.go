package main

import (
	"log/slog"
	"net"
	"net/http"
	"net/http/httptest"
	"os/exec"
	"testing"
	"time"
)

// Two instances and one Redis: a key has one quota, whichever it asks.
func TestOneQuotaForTwoInstances(t *testing.T) {
	t.Parallel()
	awayFromTheFullHour(t)
	addr := startRedis(t)
	const quota = 5
	var instances []string
	for range 2 {
		log := slog.New(slog.DiscardHandler)
		counters, closeCounters, err := newCounters(addr, log)
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() {
			if err := closeCounters(); err != nil {
				t.Error(err)
			}
		})
		handler, err := newService(log, nil, nil, quota, counters)
		if err != nil {
			t.Fatal(err)
		}
		server := httptest.NewServer(handler)
		t.Cleanup(server.Close)
		instances = append(instances, server.URL)
	}
	admitted := 0
	for i := range 4 * quota {
		s := running{base: instances[i%2]}
		switch res, body := s.send(t, get("/v1/payments/pay_1001", paidKey), speaksJSON); res.StatusCode {
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
