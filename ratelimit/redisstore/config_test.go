package redisstore_test

import (
	"reflect"
	"strings"
	"testing"
	"time"

	"github.com/redis/go-redis/v9"

	"github.com/seed-86b940f4/demur/ratelimit/redisstore"
)

func TestConfig(t *testing.T) {
	t.Parallel()
	client := redis.NewClient(&redis.Options{Addr: "127.0.0.1:1"})
	t.Cleanup(func() { client.Close() })
	tests := []struct {
		name     string
		cfg      redisstore.Config
		mistakes []string
	}{
		{"zero", redisstore.Config{}, nil},
		{"all set", redisstore.Config{
			Prefix: "p", Timeout: time.Second, WithoutLeases: true, Nodes: 3,
			OnUnavailable: redisstore.Refuse, Retry: time.Minute, MaxKeys: 1,
		}, nil},
		{"opening brace", redisstore.Config{Prefix: "a{b"}, []string{`Prefix "a{b"`}},
		{"closing brace", redisstore.Config{Prefix: "a}b"}, []string{`Prefix "a}b"`}},
		{"all wrong", redisstore.Config{
			Prefix: "{}", Timeout: -1, Nodes: -1, OnUnavailable: 3, Retry: -1, MaxKeys: -1,
		}, []string{"Prefix", "Timeout -1ns", "Nodes -1", "OnUnavailable is 3", "Retry -1ns", "MaxKeys -1"}},
		{"too many nodes", redisstore.Config{Nodes: 1 << 40}, []string{"Nodes"}},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			s, err := redisstore.New(client, test.cfg)
			if (err == nil) != (test.mistakes == nil) || (s == nil) != (err != nil) {
				t.Fatalf("New: %v, %v", s, err)
			}
			if err == nil {
				return
			}
			if n := strings.Count(err.Error(), "\n") + 1; n != len(test.mistakes) {
				t.Errorf("%d mistakes, want %d: %v", n, len(test.mistakes), err)
			}
			for _, m := range test.mistakes {
				if !strings.Contains(err.Error(), m) {
					t.Errorf("the error does not name %q: %v", m, err)
				}
			}
		})
	}
}

// TestConfigIsKeyedOnly keeps room for new fields.
func TestConfigIsKeyedOnly(t *testing.T) {
	t.Parallel()
	typ := reflect.TypeFor[redisstore.Config]()
	if f := typ.Field(0); f.Name != "_" || f.Type != reflect.TypeFor[[0]func()]() {
		t.Errorf("the first field is %s %v", f.Name, f.Type)
	}
	if typ.Comparable() {
		t.Error("Config is comparable")
	}
}

func TestOnUnavailableString(t *testing.T) {
	t.Parallel()
	for o, want := range map[redisstore.OnUnavailable]string{
		redisstore.CountLocally: "CountLocally", redisstore.Admit: "Admit", redisstore.Refuse: "Refuse", 7: "OnUnavailable(7)",
	} {
		if got := o.String(); got != want {
			t.Errorf("%d: %q, want %q", int(o), got, want)
		}
	}
}
