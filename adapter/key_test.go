package adapter_test

import (
	"errors"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/seed-86b940f4/demur/adapter"
	"github.com/seed-86b940f4/demur/apierror"
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

func keyOf(key keyFunc, header http.Header) (string, error) {
	c, _ := request(http.MethodGet, "/")
	c.r.Header = header
	return key(c)
}

type keyFunc func(c *toyContext) (string, error)

// byAddress is what counts where a request has no header field to count by.
func byAddress(*toyContext) (string, error) { return "ip:192.0.2.1", nil }

func fixedKey(key string, err error) keyFunc {
	return func(*toyContext) (string, error) { return key, err }
}

func TestKeyOfAddress(t *testing.T) {
	t.Parallel()
	for name, tt := range map[string]struct {
		addrs []string
		want  string
	}{
		"IPv4":                   {[]string{"192.0.2.1:5000"}, "ip:192.0.2.1"},
		"IPv6 by /64":            {[]string{"[2001:db8:1:2:3:4:5:6]:5000"}, "ip:2001:db8:1:2::/64"},
		"IPv4 in IPv6":           {[]string{"[::ffff:192.0.2.1]:5000"}, "ip:192.0.2.1"},
		"a zone":                 {[]string{"[fe80::1%eth0]:5000"}, "ip:fe80::/64"},
		"no port":                {[]string{"192.0.2.1"}, "ip:192.0.2.1"},
		"the first counts":       {[]string{"203.0.113.9", "192.0.2.1:5000"}, "ip:203.0.113.9"},
		"one that is none":       {[]string{"unknown", "192.0.2.1:5000"}, "ip:192.0.2.1"},
		"one that is not there":  {[]string{"", "192.0.2.1:5000"}, "ip:192.0.2.1"},
		"a Unix socket":          {[]string{"@"}, ""},
		"a connection of a test": {[]string{""}, ""},
	} {
		if got, ok := adapter.KeyOfAddress(tt.addrs...); got != tt.want || ok != (tt.want != "") {
			t.Errorf("%s: %q, %t; want %q", name, got, ok, tt.want)
		}
	}
}

func TestKeyByHeader(t *testing.T) {
	t.Parallel()
	key := adapter.KeyByHeader("x-api-key", keyFunc(byAddress))
	for name, tt := range map[string]struct {
		values []string
		want   string
	}{
		"the field":         {[]string{"k1"}, "k1"},
		"none: by address":  {nil, "ip:192.0.2.1"},
		"empty: by address": {[]string{""}, "ip:192.0.2.1"},
		"a value that looks like an address is none":   {[]string{"192.0.2.1"}, "192.0.2.1"},
		"a value that looks like a key is none":        {[]string{"ip:192.0.2.1"}, "header:ip:192.0.2.1"},
		"a value that looks like a marked one is none": {[]string{"header:ip:192.0.2.1"}, "header:header:ip:192.0.2.1"},
		"the same twice": {[]string{"k1", "k1"}, "k1"},
	} {
		if got, err := keyOf(key, http.Header{"X-Api-Key": tt.values}); got != tt.want || err != nil {
			t.Errorf("%s: %q, %v; want %q", name, got, err, tt.want)
		}
	}
}

// Authentication believes whichever value is valid, so the quota must not go by another.
func TestKeyByHeaderGivenTwice(t *testing.T) {
	t.Parallel()
	byKey := adapter.KeyByHeader("X-API-Key", keyFunc(byAddress))
	for _, values := range [][]string{{"junk", "k1"}, {"", "k1"}, {"k1", ""}} {
		key, err := keyOf(byKey, http.Header{"X-Api-Key": values})
		if key != "" || !errors.Is(err, apierror.BadRequest) {
			t.Errorf("%q: %q, %v", values, key, err)
		}
	}
	byAuthorization := adapter.KeyByHeader("Authorization", keyFunc(byAddress))
	for _, value := range []string{"Bearer Abc", "bearer Abc", "BEARER Abc", "Bearer  Abc"} {
		if key, err := keyOf(byAuthorization, http.Header{"Authorization": {value}}); key != "bearer Abc" || err != nil {
			t.Errorf("%s: %q, %v", value, key, err)
		}
	}
}

func TestJoinKeys(t *testing.T) {
	t.Parallel()
	seen := map[string][]string{}
	for _, parts := range [][]string{{"a:b", "c"}, {"a", "b:c"}, {"a", "b", "c"}, {"abc"}, {"1:a", "b"}, {"a1:b"}, {"1:a1:b"}} {
		var keys []keyFunc
		for _, part := range parts {
			keys = append(keys, fixedKey(part, nil))
		}
		key, err := adapter.JoinKeys(keys...)(nil)
		if other, ok := seen[key]; ok || err != nil {
			t.Errorf("%q and %q have the same key %q, %v", parts, other, key, err)
		}
		seen[key] = parts
	}
	broken := errors.New("broken")
	if key, err := adapter.JoinKeys(fixedKey("a", nil), fixedKey("x", broken))(nil); key != "" || err != broken {
		t.Errorf("%q, %v", key, err)
	}
	if key, err := adapter.JoinKeys(fixedKey("a", nil), fixedKey("", nil))(nil); key != "" || err != nil {
		t.Errorf("%q, %v: an empty part must not be shared by all who have none", key, err)
	}
}

// A key that cannot work panics when the program starts.
func TestMistakesOfKeys(t *testing.T) {
	t.Parallel()
	for says, f := range map[string]func(){
		`"" is no name of a header field`:                   func() { adapter.KeyByHeader("", keyFunc(byAddress)) },
		`"X API Key" is no name of a header field`:          func() { adapter.KeyByHeader("X API Key", keyFunc(byAddress)) },
		"the KeyFunc for requests without the field is nil": func() { adapter.KeyByHeader[*toyContext, keyFunc]("X-API-Key", nil) },
		"no keys":      func() { adapter.JoinKeys[*toyContext, keyFunc]() },
		"key 1 is nil": func() { adapter.JoinKeys(byAddress, nil) },
	} {
		func() {
			defer func() {
				if v, _ := recover().(error); v == nil || !strings.Contains(v.Error(), says) {
					t.Errorf("%v, want %s", v, says)
				}
			}()
			f()
		}()
	}
}
