package demur_test

import (
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/labstack/echo/v4"
	"github.com/labstack/echo/v4/middleware"

	"github.com/seed-86b940f4/demur"
	"github.com/seed-86b940f4/demur/apierror"
	"github.com/seed-86b940f4/demur/demurhttp"
)

// gone fails in either way, and gonePlain in the way of net/http.
func gone(echo.Context) error { return apierror.Gone }

var gonePlain = demurhttp.HandlerFunc(func(http.ResponseWriter, *http.Request) error { return apierror.Gone })

// inShort sends a request to h over a socket and returns the answer in short.
func inShort(t *testing.T, h http.Handler, method, path, body string) string {
	t.Helper()
	server := httptest.NewServer(h)
	defer server.Close()
	server.Config.ErrorLog = quiet()
	req, err := http.NewRequestWithContext(t.Context(), method, server.URL+path, strings.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	req.Header.Set("Content-Type", "application/json")
	req.Header.Set("Accept", "image/png")
	res, err := server.Client().Do(req)
	if err != nil {
		return "cuts off"
	}
	defer res.Body.Close()
	if _, err := io.Copy(io.Discard, res.Body); err != nil {
		return "cuts off"
	}
	return res.Status[:3]
}

// quietErrors is [demurhttp.Errors] without a log.
func quietErrors(t *testing.T, next http.Handler) http.Handler {
	t.Helper()
	errors, err := demurhttp.Config{Logger: discard()}.Middleware()
	if err != nil {
		t.Fatal(err)
	}
	return errors(next)
}

// What the README says that differs between Echo v4 and net/http does differ so. The
// routers are in TestReadmeFirstPrograms. Echo v5 has its own tests.
func TestReadmeDifferences(t *testing.T) {
	t.Parallel()
	timeout := func(next http.Handler) http.Handler { return http.TimeoutHandler(next, time.Minute, "") }
	const long = `{"id":"12345678901234567890"}`
	for row, test := range map[string]struct {
		echo, plain func(t *testing.T) string
	}{
		"Who answers an error": {
			func(t *testing.T) (saw string) {
				e, _ := quietService(t)
				e.GET("/", gone, func(next echo.HandlerFunc) echo.HandlerFunc {
					return func(c echo.Context) error {
						err := next(c)
						if err != nil && !c.Response().Committed {
							saw = "gets the error first"
						}
						return err
					}
				})
				inShort(t, e, "GET", "/", "")
				return saw
			},
			func(t *testing.T) (saw string) {
				inShort(t, http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
					rec := httptest.NewRecorder()
					quietErrors(t, http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
						if gonePlain.ServeHTTP(w, r); rec.Code == 410 {
							saw = "sees the answer"
						}
					})).ServeHTTP(rec, r)
				}), "GET", "/", "")
				return saw
			},
		},
		"`RequireAcceptable` before an unknown path": {
			func(t *testing.T) string {
				e, _ := quietService(t)
				e.Group("/v1", demur.RequireAcceptable()).GET("/a", gone)
				return inShort(t, e, "GET", "/v1/nothing", "")
			},
			func(t *testing.T) string {
				mux := http.NewServeMux()
				mux.Handle("/v1/a", gonePlain)
				status := inShort(t, quietErrors(t, demurhttp.RequireAcceptable(demurhttp.Mux(mux))), "GET", "/v1/nothing", "")
				return map[string]string{"404": "sees those of `ServeMux` and `Mux`"}[status]
			},
		},
		"`KeyByIP`": {
			func(t *testing.T) string {
				e := echo.New()
				req := forwarded()
				before, err := demur.KeyByIP(e.NewContext(req, nil))
				e.IPExtractor = echo.ExtractIPFromXFFHeader()
				after, errAfter := demur.KeyByIP(e.NewContext(req, nil))
				if err != nil || errAfter != nil || before == after {
					t.Errorf("%q %v, %q %v", before, err, after, errAfter)
				}
				return "`e.IPExtractor`"
			},
			func(t *testing.T) string {
				with, err := demurhttp.KeyByIP(forwarded())
				req := forwarded()
				req.Header.Del("X-Forwarded-For")
				without, errWithout := demurhttp.KeyByIP(req)
				if err != nil || errWithout != nil || with != without {
					t.Errorf("%q %v, %q %v", with, err, without, errWithout)
				}
				return "the connection"
			},
		},
		"A body that is longer than the limit of middleware": {
			func(t *testing.T) string {
				e, _ := quietService(t)
				called := ""
				e.POST("/", func(echo.Context) error { called = " and called the handler"; return nil }, middleware.BodyLimit("16B"))
				status := inShort(t, e, "POST", "/", long)
				return map[string]string{"413": "refuses it by `Content-Length`, before the handler"}[status] + called
			},
			func(t *testing.T) string {
				return "`Bind` answers " + inShort(t, quietErrors(t, http.MaxBytesHandler(demurhttp.HandlerFunc(
					func(_ http.ResponseWriter, r *http.Request) error {
						_, err := demurhttp.Bind[widget](r)
						return err
					}), 16)), "POST", "/", long)
			},
		},
		"`http.TimeoutHandler` further in": {
			func(t *testing.T) string {
				e, _ := quietService(t)
				e.GET("/", gone, echo.WrapMiddleware(timeout))
				return inShort(t, e, "GET", "/", "")
			},
			func(t *testing.T) string {
				status := inShort(t, quietErrors(t, timeout(gonePlain)), "GET", "/", "")
				return map[string]string{"410": "the errors of a `HandlerFunc` pass through"}[status]
			},
		},
	} {
		t.Run(row, func(t *testing.T) {
			t.Parallel()
			cells := differences(t)[row]
			if cells == nil {
				t.Fatal("the README has no such row")
			}
			for i, does := range []func(*testing.T) string{test.echo, test.plain} {
				if got := does(t); got == "" || !strings.Contains(cells[i+1], got) {
					t.Errorf("it is %q, the README has %q", got, cells[i+1])
				}
			}
		})
	}
}

// differences returns the rows of the table, each with a reason.
func differences(t *testing.T) map[string][]string {
	t.Helper()
	rows := map[string][]string{}
	for _, row := range readmeTable(t, "adapters") {
		if len(row) != 4 || row[3] == "" {
			t.Errorf("%v: want two differences and a reason", row)
		}
		rows[row[0]] = row
	}
	return rows
}

func forwarded() *http.Request {
	req := httptest.NewRequest(http.MethodGet, "/", nil)
	req.RemoteAddr = "10.0.0.1:80"
	req.Header.Set("X-Forwarded-For", "203.0.113.7")
	return req
}

// A nil Logger is slog's default with net/http too. The test changes the default, so it
// is not parallel.
func TestReadmeNilLoggerOfNetHTTP(t *testing.T) {
	standard := slog.Default()
	defer slog.SetDefault(standard)
	log := new(journal)
	slog.SetDefault(log.logger())
	demurhttp.Errors(gonePlain).ServeHTTP(httptest.NewRecorder(), httptest.NewRequest(http.MethodGet, "/", nil))
	if n := log.records(); n != 1 || !strings.Contains(differences(t)["A nil `Config.Logger`"][2], "slog.Default()") {
		t.Errorf("%d records, want 1", n)
	}
}
