package demur_test

import (
	"bufio"
	"bytes"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/url"
	"strings"
	"testing"

	"github.com/labstack/echo/v4"

	"github.com/seed-86b940f4/demur"
	"github.com/seed-86b940f4/demur/apierror"
)

// A handler puts text of the request wherever it gets into a header field. What arrives
// has no line that the text has made, and no second answer.
func TestHeaderOfAnotherLine(t *testing.T) {
	t.Parallel()
	e, _ := quietService(t)
	withHeader := func(h http.Header) error { return &apierror.Error{Status: apierror.Conflict, Header: h} }
	for path, handle := range map[string]func(c echo.Context, text string) error{
		"location":  func(c echo.Context, text string) error { return demur.Created(c, "/"+text, nil) },
		"field":     func(_ echo.Context, text string) error { return apierror.Conflict.New("").WithHeader("X-A", text) },
		"name":      func(_ echo.Context, text string) error { return apierror.Conflict.New("").WithHeader(text, "a") },
		"literal":   func(_ echo.Context, text string) error { return withHeader(http.Header{"X-A": {text}, text: {"a"}}) },
		"vary":      func(_ echo.Context, text string) error { return withHeader(http.Header{"Vary": {text}}) },
		"challenge": func(_ echo.Context, text string) error { return apierror.Unauthorized.New("").WithChallenge(text) },
		"allow":     func(_ echo.Context, text string) error { return apierror.MethodNotAllowed.New("").WithAllow(text) },
		"type": func(_ echo.Context, text string) error {
			return apierror.Conflict.New(text).WithCode(text).WithType(text).WithInstance(text)
		},
		"id": func(c echo.Context, text string) error {
			c.Response().Header().Set("X-Request-Id", text)
			return apierror.Conflict
		},
	} {
		e.GET("/"+path, func(c echo.Context) error { return handle(c, c.QueryParam("text")) })
	}
	server := serve(t, e)
	for _, route := range e.Routes() {
		own := route.Path == "/location" || route.Path == "/id" // set by the service, and cleaned by net/http: of line breaks alone
		for _, text := range []string{"a\r\nX-Evil: 1", "a\nX-Evil: 1", "a\rX-Evil: 1", "\r\n\r\nHTTP/1.1 200 OK\r\nX-Evil: 1\r\n\r\n", "X-Evil: 1\r\nb", "\x00\r\n X-Evil: 1"} {
			if own && strings.Contains(text, "\x00") {
				continue
			}
			conn, err := net.Dial("tcp", server.Listener.Addr().String())
			if err != nil {
				t.Fatal(err)
			}
			fmt.Fprintf(conn, "GET %s?text=%s HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n", route.Path, url.QueryEscape(text))
			raw, err := io.ReadAll(conn)
			conn.Close()
			if err != nil {
				t.Fatal(err)
			}
			res, err := http.ReadResponse(bufio.NewReader(bytes.NewReader(raw)), nil)
			if err != nil {
				t.Errorf("%s %q: %v\n%s", route.Path, text, err, raw)
				continue
			}
			body, err := io.ReadAll(res.Body)
			if _, evil := res.Header["X-Evil"]; evil || err != nil || int64(len(body)) != res.ContentLength || !bytes.HasSuffix(raw, append([]byte("\r\n\r\n"), body...)) {
				t.Errorf("%s %q: %v\n%s", route.Path, text, err, raw)
			}
		}
	}
}
