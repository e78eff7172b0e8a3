package demur_test

import (
	"bufio"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"reflect"
	"strings"
	"testing"
)

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
