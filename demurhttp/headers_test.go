package demurhttp_test

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

	"github.com/seed-86b940f4/demur/demurhttp"
)

// However many header lines a request has, it gets a whole answer. net/http may
// refuse it before any handler runs; what reaches the service is answered by it.
func TestManyHeaderLines(t *testing.T) {
	t.Parallel()
	h := quiet(t, demurhttp.RequireAcceptable(said("fine")))
	usual, patient := httptest.NewServer(h), httptest.NewUnstartedServer(h)
	t.Cleanup(usual.Close)
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
			res := sendLines(t, tt.server, strings.Repeat("Accept: text/html\r\n", tt.lines))
			if tt.mayRefuse && res.StatusCode == http.StatusRequestHeaderFieldsTooLarge {
				if res.body != "431 Request Header Fields Too Large" || !res.Close {
					t.Errorf("close %t: %q", res.Close, res.body)
				}
				return
			}
			if e := res.decode(t); res.StatusCode != 406 || e.Status != 406 || res.Header.Get("Content-Type") != "application/json" {
				t.Errorf("%d %v %s", res.StatusCode, res.Header, res.body)
			}
		})
	}
}

// sendLines sends a request with those header lines, and returns the whole answer, which
// may come before all of them are sent.
func sendLines(t *testing.T, server *httptest.Server, lines string) answer {
	t.Helper()
	conn, err := net.Dial("tcp", server.Listener.Addr().String())
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close()
	fmt.Fprintf(conn, "GET / HTTP/1.1\r\nHost: a\r\nConnection: close\r\n%s\r\n", lines)
	res, err := http.ReadResponse(bufio.NewReader(conn), nil)
	if err != nil {
		t.Fatal(err)
	}
	body, err := io.ReadAll(res.Body)
	if err != nil {
		t.Fatalf("%v: %s", err, body)
	}
	return answer{res, string(body)}
}
