package demur_test

import (
	"bufio"
	"encoding/xml"
	"fmt"
	"io"
	"net"
	"net/http"
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
		{"1,000 lines", "/v1/widgets/2", strings.TrimSuffix(strings.Repeat("Accept: text/html\r\n", 1000), "\r\n"), 406, "json"},
		{"obs-text", "/v1/widgets/2", "Accept: \xff\xfe/\x80;\xc0=\xaf, application/xml", 404, "xml"},
		{"request id with markup", "/v1/widgets/2", "X-Request-ID: <script>alert(1)</script>", 404, "json"},
		{"request id with a quotation", "/v1/widgets/2", `X-Request-ID: a","status":200,"x":"`, 404, "json"},
		{"path with control characters", "/v1/%00%0d%0aX-Evil:%20yes%1b%5b31m", "Accept: application/xml", 404, "xml"},
		{"path that is not UTF-8", "/v1/%ff%fe", "Accept: application/xml", 404, "xml"},
		{"path with markup", "/v1/widgets/%3Cscript%3E", "Accept: application/xml", 404, "xml"},
		{"hostile on a success path", "/v1/widgets/1", "Accept: text/html;x=\"\xff\", image/*, (), null", 406, "json"},
	} {
		conn, err := net.Dial("tcp", server.Listener.Addr().String())
		if err != nil {
			t.Fatal(err)
		}
		fmt.Fprintf(conn, "GET %s HTTP/1.1\r\nHost: a\r\nConnection: close\r\nX-API-Key: k1\r\n%s\r\n\r\n", tt.target, tt.header)
		res, err := http.ReadResponse(bufio.NewReader(conn), nil)
		if err != nil {
			t.Fatalf("%s: %v", tt.name, err)
		}
		body, err := io.ReadAll(res.Body)
		conn.Close()
		if err != nil || res.StatusCode != tt.status {
			t.Errorf("%s: %d %v %s", tt.name, res.StatusCode, err, body)
		}
		checkBody(t, tt.body, string(body))
		if res.Header.Get("X-Evil") != "" || strings.Contains(string(body), "<script") || strings.Contains(string(body), `"status":200`) || strings.Contains(string(body), "request_id") {
			t.Errorf("%s: %v %s", tt.name, res.Header, body)
		}
		if tt.body == "xml" && xml.Unmarshal(body, new(struct{ XMLName xml.Name })) != nil {
			t.Errorf("%s: ill-formed %s", tt.name, body)
		}
	}
	if strings.Contains(log.String(), "\x1b") || strings.Contains(log.String(), "<script>alert") {
		t.Errorf("log:\n%s", log)
	}
}
