package demur_test

import (
	"bufio"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/labstack/echo/v4"
	"github.com/labstack/echo/v4/middleware"

	"github.com/seed-86b940f4/demur"
	"github.com/seed-86b940f4/demur/apierror"
)

// The first programs of the README are twelve lines each, and give the same answers,
// but for what the README says that they differ in.
func TestReadmeFirstPrograms(t *testing.T) {
	t.Parallel()
	run := buildPrograms(t, "first*")
	shown := ""
	for _, b := range blocks(t, readText(t, "README.md")) {
		if b.kind == "console" && b.name == "first" {
			shown = b.text
		}
	}
	for name, router := range map[string]struct{ methods, head, slash string }{
		"first":     {"GET, OPTIONS", "405", "There is no such widget."},
		"firstv5":   {"GET, OPTIONS", "405", "There is no such widget."},
		"firsthttp": {"GET, HEAD, OPTIONS", "200", "There is no resource with this identifier."},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			if lines := strings.Count(source(t, name+"/main.go", "main"), "\n"); lines > 12 {
				t.Errorf("%d lines, want 12 at most", lines)
			}
			if module := elsewhere[name]; module != "" {
				if _, err := os.Stat(filepath.Join(module, "go.mod")); err != nil {
					t.Skip("the nested module is not here")
				}
			}
			if got, _ := run.session(t, name, commands(shown), answer); canonical(t, got) != canonical(t, shown) {
				t.Errorf("got\n%s\nwant\n%s", got, shown)
			}
			addr, _ := run.start(t, name)
			for _, r := range []struct{ curl, status, contains string }{
				{"-i http://127.0.0.1:8080/widgets/1", "200", `{"id":"1","name":"sprocket"}`},
				{"-i -H 'Accept: application/xml' http://127.0.0.1:8080/widgets/1", "200", "<widget><id>1</id><name>sprocket</name></widget>"},
				{"-i http://127.0.0.1:8080/widgets/2", "404", "There is no such widget."},
				{"-i -X PUT http://127.0.0.1:8080/widgets/1", "405", "method_not_allowed"},
				{"-i -H 'Accept: image/png' http://127.0.0.1:8080/widgets/1", "406", `"available":["application/json","application/xml"`},
				{"-i -X HEAD http://127.0.0.1:8080/widgets/1", router.head, "\nContent-Type: application/json\n"},
				{"-i http://127.0.0.1:8080/widgets/1/", "404", router.slash},
				{"-i http://127.0.0.1:8080/nowhere", "404", "not_found"},
			} {
				out := answer(t, "$ curl "+r.curl, addr)
				if !strings.HasPrefix(out, "HTTP/1.1 "+r.status+" ") || !strings.Contains(out, r.contains) {
					t.Errorf("%s: want %s and %q:\n%s", r.curl, r.status, r.contains, out)
				}
			}
			for method, status := range map[string]string{"PUT": "405", "OPTIONS": "204"} {
				out := answer(t, "$ curl -i -X "+method+" http://127.0.0.1:8080/widgets/1", addr)
				allow := regexp.MustCompile(`(?m)^Allow: (.*)$`).FindStringSubmatch(out)
				if allow == nil || !strings.HasPrefix(out, "HTTP/1.1 "+status+" ") {
					t.Fatalf("%s: want %s and Allow:\n%s", method, status, out)
				}
				got := strings.Split(allow[1], ", ") // Echo's own order is another one
				slices.Sort(got)
				if strings.Join(got, ", ") != router.methods {
					t.Errorf("%s: Allow is %s, want %s", method, allow[1], router.methods)
				}
			}
		})
	}
}

// A request logger beside demur, as docs/operating.md shows it, writes one line for
// each request that succeeds. demur writes those of the others.
func TestReadmeRequestLogger(t *testing.T) {
	t.Parallel()
	run := buildPrograms(t, "logger")
	addr, stop := run.start(t, "logger")
	requests := []struct{ curl, status string }{
		{"http://127.0.0.1:8080/v1/widgets/1", "200"},
		{"http://127.0.0.1:8080/v1/widgets/2", "404"},
		{"-X PUT http://127.0.0.1:8080/v1/widgets/1", "405"},
		{"-H 'Accept: image/png' http://127.0.0.1:8080/v1/widgets/1", "406"},
		{"-X OPTIONS http://127.0.0.1:8080/v1/widgets/1", "204"},
		{"http://127.0.0.1:8080/nowhere", "404"},
	}
	for _, r := range requests {
		answer(t, "$ curl "+r.curl, addr)
	}
	log := stop()
	lines := strings.Split(strings.TrimSuffix(log, "\n"), "\n")
	if len(lines) != len(requests) {
		t.Fatalf("%d lines for %d requests:\n%s", len(lines), len(requests), log)
	}
	for i, r := range requests {
		sign, status := " INFO request failed method=", "error.status="+r.status
		if r.status < "400" {
			sign, status = " INFO request method=", "status="+r.status
		}
		if !strings.Contains(lines[i], sign) || !strings.Contains(lines[i], status) {
			t.Errorf("%s: the line is\n%s", r.curl, lines[i])
		}
	}
}

// What the README says of Echo's stock RequestLogger. It writes to slog's default,
// so this test is not parallel.
func TestReadmeStockRequestLogger(t *testing.T) {
	standard := slog.Default()
	defer slog.SetDefault(standard)
	for _, test := range []struct {
		logger *slog.Logger
		lines  int
		told   int // lines with the cause
	}{
		{nil, 2, 1},
		{discard(), 1, 1},
	} {
		log := new(journal)
		slog.SetDefault(log.logger())
		e := echo.New()
		e.Use(middleware.RequestLogger())
		if err := (demur.Config{Logger: test.logger}).Install(e); err != nil {
			t.Fatal(err)
		}
		e.GET("/", func(echo.Context) error { return apierror.NotFound.Wrap(fmt.Errorf("no rows"), "") })
		e.ServeHTTP(httptest.NewRecorder(), httptest.NewRequest(http.MethodGet, "/", nil))
		text := log.String()
		if lines, told := strings.Count(text, "\n"), strings.Count(text, "no rows"); lines != test.lines || told != test.told {
			t.Errorf("%d lines, %d with the cause, want %d and %d:\n%s", lines, told, test.lines, test.told, text)
		}
		if !strings.Contains(text, `"level":"ERROR","msg":"REQUEST_ERROR"`) {
			t.Errorf("the line of the request logger is not at level ERROR:\n%s", text)
		}
	}
}

// Echo's Gzip keeps back the 101 of packages that write the status before they
// take over the connection. With the Skipper of the README it arrives.
func TestReadmeGzipAndWebSocket(t *testing.T) {
	t.Parallel()
	for _, skips := range []bool{true, false} {
		e := echo.New()
		var config middleware.GzipConfig
		if skips {
			config.Skipper = func(c echo.Context) bool { return c.IsWebSocket() }
		}
		e.Use(middleware.GzipWithConfig(config))
		if err := (demur.Config{Logger: discard()}).Install(e); err != nil {
			t.Fatal(err)
		}
		over := make(chan struct{})
		e.GET("/", func(c echo.Context) error {
			w := c.Response()
			w.Header().Set("Upgrade", "websocket")
			w.Header().Set("Connection", "Upgrade")
			w.WriteHeader(http.StatusSwitchingProtocols)
			conn, _, err := http.NewResponseController(w).Hijack()
			if err != nil {
				return err
			}
			defer conn.Close()
			<-over // the client speaks next, if it has the 101
			return nil
		})
		server := httptest.NewServer(e)
		conn, err := net.Dial("tcp", server.Listener.Addr().String())
		if err != nil {
			t.Fatal(err)
		}
		fmt.Fprint(conn, "GET / HTTP/1.1\r\nHost: a\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nAccept-Encoding: gzip\r\n\r\n")
		wait := 10 * time.Second
		if !skips {
			wait = 200 * time.Millisecond
		}
		if err := conn.SetReadDeadline(time.Now().Add(wait)); err != nil {
			t.Fatal(err)
		}
		line, err := bufio.NewReader(conn).ReadString('\n')
		if arrived := strings.HasPrefix(line, "HTTP/1.1 101 "); arrived != skips {
			t.Errorf("with a Skipper: %t, the 101 arrived: %t (%v)", skips, arrived, err)
		}
		close(over)
		conn.Close()
		server.Close()
	}
}
