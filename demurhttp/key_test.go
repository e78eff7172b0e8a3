package demurhttp_test

import (
	"net/http/httptest"
	"testing"

	"github.com/seed-86b940f4/demur/demurhttp"
	"github.com/seed-86b940f4/demur/ratelimit"
)

// No header field changes what KeyByIP counts by.
func TestKeyByIP(t *testing.T) {
	t.Parallel()
	for addr, want := range map[string]string{
		"192.0.2.1:1234":         "ip:192.0.2.1",
		"192.0.2.1":              "ip:192.0.2.1", // as middleware that knows a proxy sets it
		"[2001:db8:0:7::1]:1234": "ip:2001:db8:0:7::/64",
		"@":                      "",
	} {
		r := httptest.NewRequest("GET", "/", nil)
		r.RemoteAddr = addr
		for _, field := range []string{"X-Forwarded-For", "X-Real-IP", "True-Client-IP", "Forwarded"} {
			r.Header.Set(field, "198.51.100.7")
		}
		// Without the field, KeyByHeader counts by the address as well.
		for name, key := range map[string]demurhttp.KeyFunc{"KeyByIP": demurhttp.KeyByIP, "KeyByHeader": demurhttp.KeyByHeader("X-API-Key")} {
			if got, err := key(r); got != want || (err != nil) != (want == "") {
				t.Errorf("%s, %q: %q, %v", name, addr, got, err)
			}
		}
	}
}

func TestKeysOfARequest(t *testing.T) {
	t.Parallel()
	r := httptest.NewRequest("GET", "/", nil)
	r.Header.Set("X-API-Key", "k1")
	byHeader := demurhttp.KeyByHeader("x-api-key")
	if got, err := byHeader(r); got != "k1" || err != nil {
		t.Errorf("KeyByHeader: %q, %v", got, err)
	}
	if got, err := demurhttp.JoinKeys(byHeader, demurhttp.KeyByIP)(r); got != "2:k112:ip:192.0.2.1" || err != nil {
		t.Errorf("JoinKeys: %q, %v", got, err)
	}
}

// What cannot work panics when the program starts.
func TestMistakesOfKeys(t *testing.T) {
	t.Parallel()
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
