package demur_test

import (
	"bufio"
	"errors"
	"fmt"
	"io"
	stdlog "log"
	"net"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/labstack/echo/v4"

	"github.com/seed-86b940f4/demur/apierror"
)

// What is no longer HTTP must not be written to, whatever fails.
func TestHijacked(t *testing.T) {
	t.Parallel()
	e, log := quietService(t)
	e.GET("/ws", func(c echo.Context) error {
		conn, rw, err := c.Response().Hijack()
		if err != nil {
			return err
		}
		defer conn.Close()
		fmt.Fprint(rw, "HTTP/1.1 101 Switching Protocols\r\nUpgrade: chat\r\nConnection: Upgrade\r\n\r\nhello")
		rw.Flush()
		if c.QueryParam("panic") != "" {
			panic("boom")
		}
		return errors.New("boom")
	})
	e.GET("/refused", func(echo.Context) error { return apierror.Forbidden })
	e.GET("/stream", func(c echo.Context) error {
		c.Response().WriteHeader(http.StatusOK)
		c.Response().Flush()
		return nil
	})
	server := serve(t, e)
	for path, want := range map[string]string{
		"/ws":         "HTTP/1.1 101 Switching Protocols\r\nUpgrade: chat\r\nConnection: Upgrade\r\n\r\nhello",
		"/ws?panic=1": "HTTP/1.1 101 Switching Protocols\r\nUpgrade: chat\r\nConnection: Upgrade\r\n\r\nhello",
		"/refused":    "HTTP/1.1 403 Forbidden\r\n",
		"/stream":     "HTTP/1.1 200 OK\r\n",
	} {
		before := log.records()
		conn, err := net.Dial("tcp", server.Listener.Addr().String())
		if err != nil {
			t.Fatal(err)
		}
		fmt.Fprintf(conn, "GET %s HTTP/1.1\r\nHost: a\r\nConnection: Upgrade, close\r\nUpgrade: chat\r\n\r\n", path)
		got, err := io.ReadAll(bufio.NewReader(conn))
		conn.Close()
		if err != nil {
			t.Errorf("%s: %v", path, err)
		}
		if strings.HasPrefix(path, "/ws") && string(got) != want || !strings.HasPrefix(string(got), want) {
			t.Errorf("%s: got %q, want %q", path, got, want)
		}
		records := log.records() - before
		for wait := 0; path != "/stream" && records == 0 && wait < 500; wait++ { // the connection ends before the handler
			time.Sleep(10 * time.Millisecond)
			records = log.records() - before
		}
		if path == "/stream" && records != 0 || path != "/stream" && records != 1 {
			t.Errorf("%s: %d records", path, records)
		}
	}
}

// net/http complained that a hijacked connection was written to.
func TestHijackedThenHTTPError(t *testing.T) {
	t.Parallel()
	complaints := new(journal)
	e, log := quietService(t)
	e.GET("/", func(c echo.Context) error {
		conn, _, err := c.Response().Hijack()
		if err != nil {
			return err
		}
		conn.Close()
		return echo.NewHTTPError(500, "boom")
	})
	server := httptest.NewUnstartedServer(e)
	server.Config.ErrorLog = stdlog.New(complaints, "", 0)
	server.Start()
	if res, err := server.Client().Get(server.URL); err == nil {
		res.Body.Close()
	}
	for wait := 0; log.records() == 0 && wait < 500; wait++ { // the connection ends before the handler
		time.Sleep(10 * time.Millisecond)
	}
	server.Close()
	time.Sleep(50 * time.Millisecond) // the handler of net/http ends after ours
	if strings.Contains(complaints.String(), "hijacked") {
		t.Errorf("%s", complaints)
	}
}
