package demurhttp_test

import (
	"errors"
	"net/http"
	"net/http/httptest"
	"testing"

	"github.com/seed-86b940f4/demur/apierror"
	"github.com/seed-86b940f4/demur/demurhttp"
	"github.com/seed-86b940f4/demur/ratelimit"
)

// No header field changes what KeyByIP counts by.
func TestKeyByIP(t *testing.T) {
	t.Parallel()
	for addr, want := range map[string]string{
		"192.0.2.1:1234":           "ip:192.0.2.1",
		"192.0.2.1":                "ip:192.0.2.1", // as middleware that knows a proxy sets it
		"[::ffff:192.0.2.1]:1234":  "ip:192.0.2.1",
		"[2001:db8:0:7::1]:1234":   "ip:2001:db8:0:7::/64",
		"[2001:db8:0:7::2%eth0]:1": "ip:2001:db8:0:7::/64",
		"@":                        "",
		"":                         "",
	} {
		r := httptest.NewRequest("GET", "/", nil)
		r.RemoteAddr = addr
		for _, field := range []string{"X-Forwarded-For", "X-Real-IP", "True-Client-IP", "Forwarded"} {
			r.Header.Set(field, "198.51.100.7")
		}
		if got, err := demurhttp.KeyByIP(r); got != want || (err != nil) != (want == "") {
			t.Errorf("%q: %q, %v", addr, got, err)
		}
	}
}

func TestKeyByHeader(t *testing.T) {
	t.Parallel()
	for want, values := range map[string][]string{
		"k1":                {"k1"},
		"k2":                {"k2", "k2"},
		"ip:192.0.2.1":      nil,
		"header:ip:1.2.3.4": {"ip:1.2.3.4"},
	} {
		r := httptest.NewRequest("GET", "/", nil)
		r.Header["X-Api-Key"] = values
		if got, err := demurhttp.KeyByHeader("x-api-key")(r); got != want || err != nil {
			t.Errorf("%q: %q, %v", values, got, err)
		}
	}
	r := httptest.NewRequest("GET", "/", nil)
	r.Header["X-Api-Key"] = []string{"k1", "k2"}
	if got, err := demurhttp.KeyByHeader("X-API-Key")(r); !errors.Is(err, apierror.BadRequest) {
		t.Errorf("two keys: %q, %v", got, err)
	}
}

func TestJoinKeys(t *testing.T) {
	t.Parallel()
	fixed := func(key string, err error) demurhttp.KeyFunc {
		return func(*http.Request) (string, error) { return key, err }
	}
	r := httptest.NewRequest("GET", "/", nil)
	one, _ := demurhttp.JoinKeys(fixed("a", nil), fixed("bc", nil))(r)
	two, _ := demurhttp.JoinKeys(fixed("ab", nil), fixed("c", nil))(r)
	if one == "" || one == two {
		t.Errorf("%q and %q", one, two)
	}
	if got, err := demurhttp.JoinKeys(fixed("a", nil), fixed("", nil))(r); got != "" || err != nil {
		t.Errorf("an empty part: %q, %v", got, err)
	}
	if _, err := demurhttp.JoinKeys(fixed("a", nil), fixed("", apierror.Unauthorized))(r); !errors.Is(err, apierror.Unauthorized) {
		t.Error(err)
	}
	for name, f := range map[string]func(){
		"no keys":        func() { demurhttp.JoinKeys() },
		"a nil key":      func() { demurhttp.JoinKeys(nil) },
		"no header":      func() { demurhttp.KeyByHeader("X API") },
		"no KeyFunc":     func() { demurhttp.RateLimit(ratelimit.Hourly(1), nil) },
		"no good policy": func() { demurhttp.RateLimit(ratelimit.Policy{}, demurhttp.KeyByIP) },
	} {
		func() {
			defer func() {
				if recover() == nil {
					t.Errorf("%s: no panic", name)
				}
			}()
			f()
		}()
	}
}
