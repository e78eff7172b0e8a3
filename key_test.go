package demur_test

import (
	"errors"
	"net/http"
	"net/http/httptest"
	"testing"

	"github.com/labstack/echo/v4"

	"github.com/seed-86b940f4/demur"
	"github.com/seed-86b940f4/demur/apierror"
)

func keyOf(key demur.KeyFunc, extractor echo.IPExtractor, remote string, fields ...string) (string, error) {
	e := echo.New()
	e.IPExtractor = extractor
	req := httptest.NewRequest(http.MethodGet, "/", nil)
	req.RemoteAddr = remote
	for i := 0; i < len(fields); i += 2 {
		req.Header.Add(fields[i], fields[i+1])
	}
	return key(e.NewContext(req, httptest.NewRecorder()))
}

func TestKeyByIP(t *testing.T) {
	t.Parallel()
	proxy := echo.ExtractIPFromXFFHeader()
	for _, tt := range []struct {
		name      string
		extractor echo.IPExtractor
		remote    string
		forwarded string
		want      string
	}{
		{"IPv4", nil, "192.0.2.1:5000", "", "ip:192.0.2.1"},
		{"IPv6 by /64", nil, "[2001:db8:1:2:3:4:5:6]:5000", "", "ip:2001:db8:1:2::/64"},
		{"IPv4 in IPv6", nil, "[::ffff:192.0.2.1]:5000", "", "ip:192.0.2.1"},
		{"a zone", nil, "[fe80::1%eth0]:5000", "", "ip:fe80::/64"},
		{"no port", nil, "192.0.2.1", "", "ip:192.0.2.1"},
		{"a header that anybody can write", nil, "192.0.2.1:5000", "203.0.113.9", "ip:192.0.2.1"},
		{"a trusted proxy", proxy, "10.0.0.1:5000", "203.0.113.9", "ip:203.0.113.9"},
		{"a proxy that is not trusted", proxy, "192.0.2.1:5000", "203.0.113.9", "ip:192.0.2.1"},
		{"an extractor that finds nothing", func(*http.Request) string { return "" }, "192.0.2.1:5000", "", "ip:192.0.2.1"},
		{"an extractor that returns no address", func(*http.Request) string { return "unknown" }, "192.0.2.1:5000", "", "ip:192.0.2.1"},
		{"a Unix socket", nil, "@", "", ""},
	} {
		got, err := keyOf(demur.KeyByIP, tt.extractor, tt.remote, "X-Forwarded-For", tt.forwarded, "X-Real-IP", tt.forwarded)
		if got != tt.want || (err != nil) != (tt.want == "") {
			t.Errorf("%s: %q, %v; want %q", tt.name, got, err, tt.want)
		}
	}
}

func TestKeyByHeader(t *testing.T) {
	t.Parallel()
	const remote = "192.0.2.1:5000"
	key := demur.KeyByHeader("x-api-key")
	for _, tt := range []struct {
		name   string
		fields []string
		want   string
	}{
		{"the field", []string{"X-API-Key", "k1"}, "k1"},
		{"none: by address", nil, "ip:192.0.2.1"},
		{"empty: by address", []string{"X-API-Key", ""}, "ip:192.0.2.1"},
		{"a value that looks like an address is none", []string{"X-API-Key", "192.0.2.1"}, "192.0.2.1"},
		{"a value that looks like a key is none", []string{"X-API-Key", "ip:192.0.2.1"}, "header:ip:192.0.2.1"},
		{"a value that looks like a marked one is none", []string{"X-API-Key", "header:ip:192.0.2.1"}, "header:header:ip:192.0.2.1"},
		{"the same twice", []string{"X-API-Key", "k1", "X-API-Key", "k1"}, "k1"},
	} {
		if got, err := keyOf(key, nil, remote, tt.fields...); got != tt.want || err != nil {
			t.Errorf("%s: %q, %v; want %q", tt.name, got, err, tt.want)
		}
	}
}

// KeyAuth believes whichever value is valid, so the quota must not go by another.
func TestKeyByHeaderGivenTwice(t *testing.T) {
	t.Parallel()
	for _, values := range [][2]string{{"junk", "k1"}, {"", "k1"}, {"k1", ""}} {
		key, err := keyOf(demur.KeyByHeader("X-API-Key"), nil, "192.0.2.1:1", "X-API-Key", values[0], "X-API-Key", values[1])
		if key != "" || !errors.Is(err, apierror.BadRequest) {
			t.Errorf("%q: %q, %v", values, key, err)
		}
	}
	byAuthorization := demur.KeyByHeader("Authorization")
	want := must(keyOf(byAuthorization, nil, "", "Authorization", "Bearer Abc"))
	for _, value := range []string{"bearer Abc", "BEARER Abc", "Bearer  Abc"} {
		if key := must(keyOf(byAuthorization, nil, "", "Authorization", value)); key != want {
			t.Errorf("%s: %q, want %q", value, key, want)
		}
	}
}

func TestJoinKeys(t *testing.T) {
	t.Parallel()
	fixed := func(s string, err error) demur.KeyFunc {
		return func(echo.Context) (string, error) { return s, err }
	}
	join := func(parts ...string) string {
		keys := make([]demur.KeyFunc, len(parts))
		for i, part := range parts {
			keys[i] = fixed(part, nil)
		}
		return must(keyOf(demur.JoinKeys(keys...), nil, ""))
	}
	seen := map[string][]string{}
	for _, parts := range [][]string{{"a:b", "c"}, {"a", "b:c"}, {"a", "b", "c"}, {"abc"}, {"1:a", "b"}, {"a1:b"}, {"1:a1:b"}} {
		key := join(parts...)
		if other, ok := seen[key]; ok {
			t.Errorf("%q and %q have the same key %q", parts, other, key)
		}
		seen[key] = parts
	}
	broken := errors.New("broken")
	if key, err := keyOf(demur.JoinKeys(fixed("a", nil), fixed("x", broken)), nil, ""); key != "" || err != broken {
		t.Errorf("%q, %v", key, err)
	}
	if key, err := keyOf(demur.JoinKeys(fixed("a", nil), fixed("", nil)), nil, ""); key != "" || err != nil {
		t.Errorf("%q, %v: an empty part must not be shared by all who have none", key, err)
	}
}

func TestKeyMistakes(t *testing.T) {
	t.Parallel()
	says(t, panicOf(func() { demur.KeyByHeader("") }), "no name of a header field")
	says(t, panicOf(func() { demur.KeyByHeader("X API Key") }), "X API Key")
	says(t, panicOf(func() { demur.JoinKeys() }), "no keys")
	says(t, panicOf(func() { demur.JoinKeys(demur.KeyByIP, nil) }), "key 1 is nil")
}
