package adapter_test

import (
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/seed-86b940f4/demur/adapter"
)

// split is the inverse of JoinKeys. As long as there is one, no two lists have the
// same key.
func split(key string) (parts []string, ok bool) {
	for key != "" {
		length, rest, found := strings.Cut(key, ":")
		n, err := strconv.Atoi(length)
		if !found || err != nil || n < 0 || n > len(rest) {
			return nil, false
		}
		parts, key = append(parts, rest[:n]), rest[n:]
	}
	return parts, true
}

func FuzzJoinKeys(f *testing.F) {
	f.Add("a:b", "c", "")
	f.Add("a", "b:c", "1:x")
	f.Fuzz(func(t *testing.T, a, b, c string) {
		for _, parts := range [][]string{{a}, {a, b}, {a, b, c}} {
			var keys []func(adapter.Context) (string, error)
			for _, part := range parts {
				keys = append(keys, func(adapter.Context) (string, error) { return part, nil })
			}
			key, err := adapter.JoinKeys(keys...)(nil)
			if slices.Contains(parts, "") {
				if key != "" || err != nil {
					t.Errorf("%q became %q, %v", parts, key, err)
				}
				continue
			}
			if got, ok := split(key); !ok || !slices.Equal(got, parts) {
				t.Errorf("%q became %q", parts, got)
			}
		}
	})
}

func FuzzAddress(f *testing.F) {
	for _, s := range []string{"192.0.2.1:80", "[2001:db8::1]:80", "::ffff:192.0.2.1", "fe80::1%eth0", "@", "", "unknown"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		key, ok := adapter.KeyOfAddress(s)
		if ok != (key != "") || ok && (!strings.HasPrefix(key, "ip:") || strings.ContainsRune(key, '%')) {
			t.Errorf("%q, %t", key, ok)
		}
		if again, ok := adapter.KeyOfAddress(key); ok {
			t.Errorf("the key %q is an address itself: %q", key, again)
		}
	})
}
