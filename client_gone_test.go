package demur_test

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/labstack/echo/v4"

	"github.com/seed-86b940f4/demur"
	"github.com/seed-86b940f4/demur/apierror"
)

// A request that was cancelled is logged as 499, but whoever still reads gets the
// error. net/http sent it an empty 200.
func TestCancelledRequestIsNo200(t *testing.T) {
	t.Parallel()
	ctx, stop := context.WithCancel(t.Context())
	defer stop()
	withCancel := func(next echo.HandlerFunc) echo.HandlerFunc {
		return func(c echo.Context) error {
			ctx, cancel := context.WithCancel(c.Request().Context())
			defer cancel()
			c.SetRequest(c.Request().WithContext(ctx))
			c.Set("cancel", cancel)
			return next(c)
		}
	}
	for name, tt := range map[string]struct {
		outside echo.MiddlewareFunc
		base    context.Context
		cancel  func(c echo.Context, client *net.TCPConn)
	}{
		"a client that closed its sending half": {cancel: func(_ echo.Context, client *net.TCPConn) { _ = client.CloseWrite() }},
		"a server whose context was cancelled":  {base: ctx, cancel: func(echo.Context, *net.TCPConn) { stop() }},
		"middleware outside that cancels":       {outside: withCancel, cancel: func(c echo.Context, _ *net.TCPConn) { c.Get("cancel").(context.CancelFunc)() }},
	} {
		for _, errors := range []bool{true, false} { // the middleware, or HTTPErrorHandler alone
			t.Run(fmt.Sprintf("%s, Errors %t", name, errors), func(t *testing.T) {
				t.Parallel()
				log, observed := new(journal), 0
				cfg := demur.Config{Logger: log.logger(), Observe: func(_ echo.Context, e *apierror.Error) { observed = e.StatusCode() }}
				e := echo.New()
				if tt.outside != nil {
					e.Pre(tt.outside)
				}
				if errors {
					if err := cfg.Install(e); err != nil {
						t.Fatal(err)
					}
				} else {
					e.HTTPErrorHandler, _ = cfg.ToHTTPErrorHandler()
				}
				clients := make(chan *net.TCPConn, 1)
				e.GET("/", func(c echo.Context) error {
					tt.cancel(c, <-clients)
					<-c.Request().Context().Done()
					return apierror.BadGateway.Wrap(fmt.Errorf("query: %w", c.Request().Context().Err()), "The provider did not answer.")
				})
				server := httptest.NewUnstartedServer(e)
				if tt.base != nil {
					server.Config.BaseContext = func(net.Listener) context.Context { return tt.base }
				}
				server.Start()
				defer server.Close()
				conn, err := net.Dial("tcp", server.Listener.Addr().String())
				if err != nil {
					t.Fatal(err)
				}
				defer conn.Close()
				clients <- conn.(*net.TCPConn)
				fmt.Fprint(conn, "GET / HTTP/1.1\r\nHost: a\r\n\r\n")
				res, err := http.ReadResponse(bufio.NewReader(conn), nil)
				if err != nil {
					t.Fatal(err)
				}
				body, err := io.ReadAll(res.Body)
				if err != nil || res.StatusCode != 502 || !strings.Contains(string(body), `"status":502`) {
					t.Errorf("%d %s %v", res.StatusCode, body, err)
				}
				server.Close() // waits for the handler
				if log.records() != 1 || !strings.Contains(log.String(), `"level":"INFO"`) || !strings.Contains(log.String(), `"status":499`) {
					t.Errorf("log:\n%s", log)
				}
				if observed != 499 {
					t.Errorf("observed %d", observed)
				}
			})
		}
	}
}

// An answer that a client got who seemed to have gone is not sent again.
func TestCancelledRequestIsAnsweredOnce(t *testing.T) {
	t.Parallel()
	log := new(journal)
	e := echo.New()
	e.Pre(func(next echo.HandlerFunc) echo.HandlerFunc {
		return func(c echo.Context) error {
			ctx, cancel := context.WithCancel(c.Request().Context())
			c.SetRequest(c.Request().WithContext(ctx))
			cancel()
			err := next(c)
			c.Error(err)
			return errors.Join(err)
		}
	})
	if err := (demur.Config{Logger: log.logger()}).Install(e); err != nil {
		t.Fatal(err)
	}
	e.GET("/", func(c echo.Context) error {
		err := c.Request().Context().Err()
		c.Error(err)
		return err
	})
	res := get(t, serve(t, e), "/")
	if res.StatusCode != 500 || strings.Count(res.body, `"status":500`) != 1 || log.records() != 1 {
		t.Errorf("%d %s, log:\n%s", res.StatusCode, res.body, log)
	}
}
