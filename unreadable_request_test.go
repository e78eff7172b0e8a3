package demur_test

import (
	"bufio"
	"bytes"
	"compress/gzip"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"

	"github.com/labstack/echo/v4"
	"github.com/labstack/echo/v4/middleware"
)

func gzipped(t *testing.T, text string) string {
	t.Helper()
	var b bytes.Buffer
	w := gzip.NewWriter(&b)
	if _, err := io.WriteString(w, text); err != nil {
		t.Fatal(err)
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

// What net/http and Echo return for a request that is not as the handler wants it
// was answered 500.
func TestClientsMistakeIsNo500(t *testing.T) {
	t.Parallel()
	const form, multi = "application/x-www-form-urlencoded", "multipart/form-data; boundary=B"
	file := func(c echo.Context) error { _, err := c.FormFile("scan"); return err }
	multipartForm := func(c echo.Context) error { _, err := c.MultipartForm(); return err }
	values := func(c echo.Context) error { _, err := c.FormParams(); return err }
	whole := func(c echo.Context) error { _, err := io.ReadAll(c.Request().Body); return err }
	part := func(s string) string {
		return "--B\r\nContent-Disposition: form-data; name=\"a\"\r\n\r\n" + s
	}
	for _, tt := range []struct {
		name, query, contentType, encoding, body string
		handler                                  echo.HandlerFunc
		status                                   int
		has                                      string
	}{
		{"FormFile without the file", "", multi, "", part("1\r\n--B--\r\n"), file, 400, "lacks a file"},
		{"FormFile of no form", "", "application/json", "", "{}", file, 415, "multipart/form-data"},
		{"FormFile without a type", "", "", "", "x", file, 415, "multipart/form-data"},
		{"MultipartForm of no form", "", form, "", "a=1", multipartForm, 415, "multipart/form-data"},
		{"MultipartForm without a boundary", "", "multipart/form-data", "", "x", multipartForm, 400, "boundary"},
		{"MultipartForm that is empty", "", multi, "", "", multipartForm, 400, "not well formed"},
		{"MultipartForm that is cut off", "", multi, "", part("1"), multipartForm, 400, "not well formed"},
		{"MultipartForm with a bad header", "", multi, "", "--B\r\nno colon\r\n\r\n1\r\n--B--\r\n", multipartForm, 400, "not well formed"},
		{"MultipartForm of too much text", "", multi, "", part(strings.Repeat("x", 11<<20) + "\r\n--B--\r\n"), func(c echo.Context) error {
			return c.Request().ParseMultipartForm(1)
		}, 413, "larger"},
		{"FormParams with a bad escape", "", form, "", "a=%zz", values, 400, "percent sign"},
		{"FormParams with a bad query", "?a=%zz", form, "", "", values, 400, "percent sign"},
		{"FormValue of no form", "", "application/json", "", "{}", func(c echo.Context) error {
			return c.Request().ParseMultipartForm(1 << 20)
		}, 415, "multipart/form-data"},
		{"Cookie", "", "", "", "", func(c echo.Context) error { _, err := c.Cookie("session"); return err }, 400, "cookie"},
		{"ValueBinder", "?n=SECRET", "", "", "", func(c echo.Context) error {
			var n int
			return echo.QueryParamsBinder(c).Int("n", &n).BindError()
		}, 400, `"in":"query","name":"n"`},
		{"ValueBinder, required", "", "", "", "", func(c echo.Context) error {
			var n int
			return echo.QueryParamsBinder(c).MustInt("n", &n).BindError()
		}, 400, `"code":"required"`},
		{"QueryParam of a type", "?n=SECRET", "", "", "", func(c echo.Context) error { _, err := echo.QueryParam[int](c, "n"); return err }, 400, `"in":"query","name":"n"`},
		{"QueryParam that is missing", "", "", "", "", func(c echo.Context) error { _, err := echo.QueryParam[int](c, "n"); return err }, 400, "missing"},
		{"FormParam of a type", "", form, "", "n=SECRET", func(c echo.Context) error { _, err := echo.FormParam[int](c, "n"); return err }, 400, `"in":"form","name":"n"`},
		{"Decompress of garbage", "", "", "gzip", "SECRET, no gzip at all", whole, 400, "decompressed"},
		{"Decompress of a bad checksum", "", "", "gzip", gzipped(t, "x")[:20] + "\x00\x00\x00\x00\x00\x00\x00\x00\x00", whole, 400, "decompressed"},
		{"Decompress of half", "", "", "gzip", gzipped(t, strings.Repeat("abc", 1000))[:20], whole, 400, "decompressed"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			for _, around := range []bool{false, true} {
				e, log := quietService(t)
				e.Use(middleware.Decompress())
				e.POST("/", func(c echo.Context) error {
					err := tt.handler(c)
					if err != nil && around {
						return fmt.Errorf("around: %w", err)
					}
					return err
				})
				header := []string{"Content-Type", tt.contentType}
				if tt.encoding != "" {
					header = append(header, "Content-Encoding", tt.encoding)
				}
				res := do(t, serve(t, e), "POST", "/"+tt.query, tt.body, header...)
				if res.StatusCode != tt.status || !strings.Contains(res.body, tt.has) {
					t.Errorf("%d %s, want %d %q", res.StatusCode, res.body, tt.status, tt.has)
				}
				if leak := frameworkText.FindString(res.body); leak != "" {
					t.Errorf("%s leaks %q", res.body, leak)
				}
				if tt.status == 415 && res.Header.Get("Accept") != "multipart/form-data" {
					t.Errorf("Accept: %q", res.Header.Get("Accept"))
				}
				if log.records() != 1 || !strings.Contains(log.String(), `"level":"INFO"`) {
					t.Errorf("log:\n%s", log)
				}
			}
		})
	}
}

// The same errors are a server's where the request does not confirm them.
func TestServersMistakeIsNo400(t *testing.T) {
	t.Parallel()
	_, badAddress := url.Parse("http://h/" + strings.Repeat("%z", 2))
	for name, err := range map[string]error{
		"EOF of a database":         io.EOF,
		"unexpected EOF":            io.ErrUnexpectedEOF,
		"bad file of the server's":  gzip.ErrHeader,
		"address of another server": badAddress,
		"an upstream's, with words": fmt.Errorf("read: %w", io.ErrUnexpectedEOF),
	} {
		e, _ := quietService(t)
		e.POST("/", func(c echo.Context) error {
			if _, err := io.ReadAll(c.Request().Body); err != nil {
				return err
			}
			return err
		})
		if res := do(t, serve(t, e), "POST", "/", "{}", "Content-Type", "application/json"); res.StatusCode != 500 {
			t.Errorf("%s: %d %s", name, res.StatusCode, res.body)
		}
	}
}

// raw sends what a client sent, and closes its sending half. It returns the answer.
func raw(t *testing.T, server *httptest.Server, request string) (*http.Response, string) {
	t.Helper()
	conn, err := net.Dial("tcp", server.Listener.Addr().String())
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close()
	if _, err := io.WriteString(conn, request); err != nil {
		t.Fatal(err)
	}
	if err := conn.(*net.TCPConn).CloseWrite(); err != nil {
		t.Fatal(err)
	}
	res, err := http.ReadResponse(bufio.NewReader(conn), nil)
	if err != nil {
		t.Fatal(err)
	}
	body, err := io.ReadAll(res.Body)
	if err != nil {
		t.Fatal(err)
	}
	return res, string(body)
}

// A body that Echo's own binder cannot read was a 500 at level Error.
func TestUnreadableBodyOfEchosBinder(t *testing.T) {
	t.Parallel()
	for name, body := range map[string]string{
		"a chunk without a size":    "Transfer-Encoding: chunked\r\n\r\nSECRET\r\n{\"a\":1}\r\n0\r\n\r\n",
		"a chunk that is too long":  "Transfer-Encoding: chunked\r\n\r\n3\r\n{\"a\":1}\r\n0\r\n\r\n",
		"a chunk that is cut off":   "Transfer-Encoding: chunked\r\n\r\n10\r\n{\"a\"",
		"no last chunk":             "Transfer-Encoding: chunked\r\n\r\n4\r\n{\"a\"\r\n",
		"less than the length says": "Content-Length: 100\r\n\r\n{\"a\"",
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			e, log := quietService(t)
			e.POST("/", func(c echo.Context) error { return new(echo.DefaultBinder).Bind(new(map[string]any), c) })
			server := serve(t, e)
			res, answer := raw(t, server, "POST / HTTP/1.1\r\nHost: a\r\nContent-Type: application/json\r\n"+body)
			if res.StatusCode != 400 || !strings.Contains(answer, `"status":400`) {
				t.Errorf("%d %s", res.StatusCode, answer)
			}
			if leak := frameworkText.FindString(answer); leak != "" || strings.Contains(answer, "chunk") {
				t.Errorf("%s leaks", answer)
			}
			server.Close()
			if log.records() != 1 || !strings.Contains(log.String(), `"level":"INFO"`) {
				t.Errorf("log:\n%s", log)
			}
		})
	}
}
