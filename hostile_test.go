package demur_test

import (
	"bufio"
	"encoding/xml"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"reflect"
	"strings"
	"testing"
)

// Whatever bytes a request is made of, it gets the right status and nothing of
// what it said.
func TestHostileRequests(t *testing.T) {
	t.Parallel()
	server, log := newService(t)
	for _, tt := range []struct {
		name, target, header string
		status               int
		body                 string
	}{
		{"64 KiB of ranges", "/v1/widgets/2", "Accept: " + strings.Repeat("*/*;q=0.1,", 6553), 404, "json"},
		{"64 KiB of commas", "/v1/widgets/2", "Accept: " + strings.Repeat(",", 64<<10), 404, "json"},
		{"64 KiB in a quotation", "/v1/widgets/2", `Accept: a/b;c="` + strings.Repeat(`\"`, 32<<10), 404, "json"},
		{"400 lines", "/v1/widgets/2", acceptLines(400), 406, "json"},
		{"obs-text", "/v1/widgets/2", "Accept: \xff\xfe/\x80;\xc0=\xaf, application/xml", 404, "xml"},
		{"request id with markup", "/v1/widgets/2", "X-Request-ID: <script>alert(1)</script>", 404, "json"},
		{"request id with a quotation", "/v1/widgets/2", `X-Request-ID: a","status":200,"x":"`, 404, "json"},
		{"path with control characters", "/v1/%00%0d%0aX-Evil:%20yes%1b%5b31m", "Accept: application/xml", 404, "xml"},
		{"path that is not UTF-8", "/v1/%ff%fe", "Accept: application/xml", 404, "xml"},
		{"path with markup", "/v1/widgets/%3Cscript%3E", "Accept: application/xml", 404, "xml"},
		{"hostile on a success path", "/v1/widgets/1", "Accept: text/html;x=\"\xff\", image/*, (), null", 406, "json"},
	} {
		res, body := sendRaw(t, server, tt.target, tt.header)
		if res.StatusCode != tt.status {
			t.Errorf("%s: %d %s", tt.name, res.StatusCode, body)
		}
		checkBody(t, tt.body, body)
		if res.Header.Get("X-Evil") != "" || strings.Contains(body, "<script") || strings.Contains(body, `"status":200`) || strings.Contains(body, "request_id") {
			t.Errorf("%s: %v %s", tt.name, res.Header, body)
		}
		if tt.body == "xml" && xml.Unmarshal([]byte(body), new(struct{ XMLName xml.Name })) != nil {
			t.Errorf("%s: ill-formed %s", tt.name, body)
		}
	}
	if strings.Contains(log.String(), "\x1b") || strings.Contains(log.String(), "<script>alert") {
		t.Errorf("log:\n%s", log)
	}
}

// However many header lines a request has, it gets a whole answer. net/http may
// refuse it before any handler runs; what reaches the service is answered by it.
func TestManyHeaderLines(t *testing.T) {
	t.Parallel()
	usual, _ := newService(t)
	patient := httptest.NewUnstartedServer(usual.Config.Handler)
	// Some releases of Go have a limit, and a field that raises it.
	if limit := reflect.ValueOf(patient.Config).Elem().FieldByName("MaxHeaderValueCount"); limit.IsValid() {
		limit.SetInt(1 << 20)
	}
	patient.Start()
	t.Cleanup(patient.Close)
	for _, tt := range []struct {
		name      string
		server    *httptest.Server
		lines     int
		mayRefuse bool // net/http itself
	}{
		{"few", usual, 400, false},
		{"many", usual, 1000, true},
		{"a great many", usual, 20_000, true},
		{"many, and no limit", patient, 1000, false},
		{"a great many, and no limit", patient, 20_000, false},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			res, body := sendRaw(t, tt.server, "/v1/widgets/2", acceptLines(tt.lines))
			if tt.mayRefuse && res.StatusCode == http.StatusRequestHeaderFieldsTooLarge {
				if body != "431 Request Header Fields Too Large" || !res.Close {
					t.Errorf("close %t: %q", res.Close, body)
				}
				return
			}
			if res.StatusCode != http.StatusNotAcceptable || res.Header.Get("Content-Type") != "application/json" {
				t.Errorf("%d %v", res.StatusCode, res.Header)
			}
			checkBody(t, "json", body)
		})
	}
}

func acceptLines(n int) string {
	return strings.TrimSuffix(strings.Repeat("Accept: text/html\r\n", n), "\r\n")
}

// sendRaw sends a request that may hold anything, and returns the whole answer.
func sendRaw(t *testing.T, server *httptest.Server, target, header string) (*http.Response, string) {
	t.Helper()
	conn, err := net.Dial("tcp", server.Listener.Addr().String())
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close()
	fmt.Fprintf(conn, "GET %s HTTP/1.1\r\nHost: a\r\nConnection: close\r\nX-API-Key: k1\r\n%s\r\n\r\n", target, header)
	res, err := http.ReadResponse(bufio.NewReader(conn), nil)
	if err != nil {
		t.Fatalf("%.40s: %v", header, err)
	}
	body, err := io.ReadAll(res.Body)
	if err != nil {
		t.Fatalf("%.40s: %v %s", header, err, body)
	}
	return res, string(body)
}
