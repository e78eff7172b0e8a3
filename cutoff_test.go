package demur_test

import (
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"

	"github.com/labstack/echo/v4"
	"github.com/labstack/echo/v4/middleware"

	"github.com/seed-86b940f4/demur"
	"github.com/seed-86b940f4/demur/apierror"
)

// halves are the ways to begin a success answer that is then not finished.
var halves = map[string]func(c echo.Context){
	"chunked": func(c echo.Context) {
		_ = c.String(http.StatusOK, "half")
		c.Response().Flush()
	},
	"with a Content-Length": func(c echo.Context) {
		c.Response().Header().Set("Content-Length", "100")
		_ = c.String(http.StatusOK, "half")
		c.Response().Flush()
	},
	"before the first flush": func(c echo.Context) { _ = c.String(http.StatusOK, "half") },
	"complete, before the first flush": func(c echo.Context) {
		c.Response().Header().Set("Content-Length", "4")
		_ = c.String(http.StatusOK, "half")
	},
	"large": func(c echo.Context) { _ = c.String(http.StatusOK, strings.Repeat("x", 100_000)) },
	"header only": func(c echo.Context) {
		c.Response().WriteHeader(http.StatusOK)
		c.Response().Flush()
	},
}

// cutOff serves a service whose handlers fail in the middle of an answer, and
// returns what the middleware outside saw. wait returns when no handler runs.
func cutOff(t *testing.T, http2 bool, outside ...echo.MiddlewareFunc) (server *httptest.Server, seen, log *journal, wait func()) {
	t.Helper()
	seen, log = new(journal), new(journal)
	e := echo.New()
	e.Logger.SetOutput(io.Discard)
	e.Use(middleware.RequestLoggerWithConfig(middleware.RequestLoggerConfig{
		LogStatus: true,
		LogURI:    true,
		LogError:  true,
		LogValuesFunc: func(_ echo.Context, v middleware.RequestLoggerValues) error {
			fmt.Fprintf(seen, "%s %d %t\n", v.URI, v.Status, v.Error != nil)
			return nil
		},
	}))
	e.Use(outside...)
	if err := (demur.Config{Logger: log.logger()}).Install(e); err != nil {
		t.Fatal(err)
	}
	e.GET("/whole", func(c echo.Context) error { return c.String(http.StatusOK, "whole") })
	e.GET("/:how", func(c echo.Context) error {
		halves[c.QueryParam("half")](c)
		if c.Param("how") == "panic" {
			panic("boom")
		}
		return apierror.BadGateway.Wrap(errors.New("boom"), "")
	})
	var running sync.WaitGroup
	server = httptest.NewUnstartedServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		running.Add(1)
		defer running.Done()
		e.ServeHTTP(w, r)
	}))
	server.Config.ErrorLog = quiet()
	server.EnableHTTP2 = http2
	server.StartTLS()
	t.Cleanup(server.Close)
	return server, seen, log, running.Wait
}

// A success answer that was cut off was aborted by a panic, which request loggers,
// metrics and traces outside took no note of.
func TestCutOffAnswerIsSeenOutside(t *testing.T) {
	t.Parallel()
	for proto, http2 := range map[string]bool{"HTTP/1.1": false, "HTTP/2.0": true} {
		for chain, outside := range map[string][]echo.MiddlewareFunc{
			"":          nil,
			" Gzip":     {middleware.Gzip()},
			" BodyDump": {middleware.BodyDump(func(echo.Context, []byte, []byte) {})},
		} {
			t.Run(proto+chain, func(t *testing.T) {
				t.Parallel()
				server, seen, log, wait := cutOff(t, http2, outside...)
				var wants []string
				for name := range halves {
					for how, status := range map[string]int{"error": 502, "panic": 500} {
						server.Client().CloseIdleConnections() // a request on one of these may be sent twice
						res, err := server.Client().Get(server.URL + "/" + how + "?half=" + strings.ReplaceAll(name, " ", "+"))
						if err == nil {
							if res.Proto != proto {
								t.Fatalf("%s, want %s", res.Proto, proto)
							}
							_, err = io.ReadAll(res.Body)
							res.Body.Close()
						}
						if err == nil {
							t.Errorf("%s, %s: the client took half an answer for a whole one", name, how)
						}
						// Nor does the next request suffer.
						res, err = server.Client().Get(server.URL + "/whole")
						if err != nil {
							t.Fatal(err)
						}
						body, err := io.ReadAll(res.Body)
						res.Body.Close()
						if err != nil || string(body) != "whole" {
							t.Errorf("%s, %s: then %q, %v", name, how, body, err)
						}
						wants = append(wants, fmt.Sprintf("/%s?half=%s %d true\n", how, strings.ReplaceAll(name, " ", "+"), status))
					}
				}
				wait() // a client of HTTP/2 sees the end before the handler does
				for _, want := range wants {
					if strings.Count(seen.String(), want) != 1 {
						t.Errorf("the logger outside has not %q once:\n%s", want, seen)
					}
				}
				n := len(wants)
				if log.records() != n || strings.Count(log.String(), `"aborted":true`) != n {
					t.Errorf("%d records, want %d", log.records(), n)
				}
			})
		}
	}
}

// A mere Flush sends the status; Echo does not take note of it.
func TestErrorAfterFlush(t *testing.T) {
	t.Parallel()
	for name, flush := range map[string]func(c echo.Context){
		"Flush":      func(c echo.Context) { c.Response().Flush() },
		"controller": func(c echo.Context) { _ = http.NewResponseController(c.Response()).Flush() },
		"raw writer": func(c echo.Context) { _, _ = c.Response().Writer.Write([]byte("half")) },
		"raw header": func(c echo.Context) { c.Response().Writer.WriteHeader(http.StatusAccepted) },
		"raw file":   func(c echo.Context) { _, _ = strings.NewReader("half").WriteTo(c.Response().Writer) },
	} {
		e, log := quietService(t)
		e.GET("/", func(c echo.Context) error {
			flush(c)
			return errors.New("boom")
		})
		server := serve(t, e)
		res, err := server.Client().Get(server.URL)
		if err == nil {
			_, err = io.ReadAll(res.Body)
			res.Body.Close()
		}
		server.Close()
		if err == nil || log.records() != 1 || !strings.Contains(log.String(), `"aborted":true`) {
			t.Errorf("%s: error %v, log:\n%s", name, err, log)
		}
	}
}
