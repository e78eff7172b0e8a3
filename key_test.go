package demur_test

import (
	"net/http"
	"net/http/httptest"
	"testing"

	"github.com/labstack/echo/v4"

	"github.com/seed-86b940f4/demur"
)

// The address is that of the IPExtractor, if that finds one. No header field counts by
// itself.
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
		{"the connection", nil, "192.0.2.1:5000", "", "ip:192.0.2.1"},
		{"a header that anybody can write", nil, "192.0.2.1:5000", "203.0.113.9", "ip:192.0.2.1"},
		{"a trusted proxy", proxy, "10.0.0.1:5000", "203.0.113.9", "ip:203.0.113.9"},
		{"a proxy that is not trusted", proxy, "192.0.2.1:5000", "203.0.113.9", "ip:192.0.2.1"},
		{"an extractor that finds nothing", func(*http.Request) string { return "" }, "192.0.2.1:5000", "", "ip:192.0.2.1"},
		{"an extractor that returns no address", func(*http.Request) string { return "unknown" }, "192.0.2.1:5000", "", "ip:192.0.2.1"},
		{"a Unix socket", nil, "@", "", ""},
	} {
		e := echo.New()
		e.IPExtractor = tt.extractor
		req := httptest.NewRequest(http.MethodGet, "/", nil)
		req.RemoteAddr = tt.remote
		req.Header.Set("X-Forwarded-For", tt.forwarded)
		req.Header.Set("X-Real-IP", tt.forwarded)
		c := e.NewContext(req, httptest.NewRecorder())
		// Without the field, KeyByHeader counts by the address as well.
		for name, key := range map[string]demur.KeyFunc{"KeyByIP": demur.KeyByIP, "KeyByHeader": byKey} {
			if got, err := key(c); got != tt.want || (err != nil) != (tt.want == "") {
				t.Errorf("%s, %s: %q, %v; want %q", tt.name, name, got, err, tt.want)
			}
		}
	}
}

func TestKeyMistakes(t *testing.T) {
	t.Parallel()
	says(t, panicOf(func() { demur.KeyByHeader("X API Key") }), "X API Key")
	says(t, panicOf(func() { demur.JoinKeys(demur.KeyByIP, nil) }), "key 1 is nil")
}
