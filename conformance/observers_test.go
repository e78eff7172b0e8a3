package conformance_test

import (
	"errors"
	"io"
	stdlog "log"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/labstack/echo-contrib/echoprometheus"
	"github.com/labstack/echo/v4"
	"github.com/labstack/echo/v4/middleware"
	"github.com/prometheus/client_golang/prometheus"
	"go.opentelemetry.io/contrib/instrumentation/github.com/labstack/echo/otelecho"
	"go.opentelemetry.io/otel/attribute"
	"go.opentelemetry.io/otel/codes"
	"go.opentelemetry.io/otel/sdk/trace"
	"go.opentelemetry.io/otel/sdk/trace/tracetest"

	"github.com/seed-86b940f4/demur"
	"github.com/seed-86b940f4/demur/apierror"
)

// observed is a service with everything outside that wants to know how a request
// ended, and what they came to know.
type observed struct {
	server  *httptest.Server
	access  int // the status that RequestLogger saw last
	metrics *prometheus.Registry
	spans   *tracetest.SpanRecorder
	running sync.WaitGroup // the handlers
}

func newObserved(t *testing.T, http2 bool) *observed {
	t.Helper()
	o := &observed{metrics: prometheus.NewRegistry(), spans: tracetest.NewSpanRecorder()}
	e := echo.New()
	e.Logger.SetOutput(io.Discard)
	e.Use(
		otelecho.Middleware("svc", otelecho.WithTracerProvider(trace.NewTracerProvider(trace.WithSpanProcessor(o.spans)))),
		echoprometheus.NewMiddlewareWithConfig(echoprometheus.MiddlewareConfig{Registerer: o.metrics}),
		middleware.RequestLoggerWithConfig(middleware.RequestLoggerConfig{
			LogStatus: true,
			LogValuesFunc: func(_ echo.Context, v middleware.RequestLoggerValues) error {
				o.access = v.Status
				return nil
			},
		}),
		middleware.Gzip(),
	)
	if err := (demur.Config{Logger: slog.New(slog.DiscardHandler)}).Install(e); err != nil {
		t.Fatal(err)
	}
	half := func(c echo.Context) {
		_ = c.String(http.StatusOK, "half")
		c.Response().Flush()
	}
	e.GET("/cut-off", func(c echo.Context) error {
		half(c)
		return apierror.BadGateway.Wrap(errors.New("boom"), "")
	})
	e.GET("/panic", func(c echo.Context) error {
		half(c)
		panic("boom")
	})
	e.GET("/failed", func(echo.Context) error { return apierror.Conflict })
	o.server = httptest.NewUnstartedServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		o.running.Add(1)
		defer o.running.Done()
		e.ServeHTTP(w, r)
	}))
	o.server.Config.ErrorLog = stdlog.New(io.Discard, "", 0)
	o.server.EnableHTTP2 = http2
	o.server.StartTLS()
	t.Cleanup(o.server.Close)
	return o
}

// counted returns the status codes that requests were counted under for a route.
func (o *observed) counted(t *testing.T, route string) (under []string) {
	t.Helper()
	families, err := o.metrics.Gather()
	if err != nil {
		t.Fatal(err)
	}
	for _, family := range families {
		if family.GetName() != "echo_requests_total" {
			continue
		}
		for _, m := range family.GetMetric() {
			labels := map[string]string{}
			for _, l := range m.GetLabel() {
				labels[l.GetName()] = l.GetValue()
			}
			if labels["url"] == route {
				under = append(under, labels["code"])
			}
		}
	}
	return under
}

// Request logs, metrics and traces outside demur tell the status of each failed
// request, also of one whose success answer was cut off.
func TestObserversSeeFailures(t *testing.T) {
	t.Parallel()
	for proto, http2 := range map[string]bool{"HTTP/1.1": false, "HTTP/2.0": true} {
		t.Run(proto, func(t *testing.T) {
			t.Parallel()
			for _, tt := range []struct {
				path   string
				status int
				code   string
				whole  bool
			}{{"/cut-off", 502, "502", false}, {"/panic", 500, "500", false}, {"/failed", 409, "409", true}} {
				o := newObserved(t, http2)
				res, err := o.server.Client().Get(o.server.URL + tt.path)
				if err == nil {
					if res.Proto != proto {
						t.Fatalf("%s", res.Proto)
					}
					_, err = io.ReadAll(res.Body)
					res.Body.Close()
				}
				if (err == nil) != tt.whole {
					t.Errorf("%s: error %v, want a whole answer %t", tt.path, err, tt.whole)
				}
				o.running.Wait() // a client of HTTP/2 sees the end before the handler does
				if o.access != tt.status {
					t.Errorf("%s: RequestLogger saw %d", tt.path, o.access)
				}
				if got := strings.Join(o.counted(t, tt.path), " "); got != tt.code {
					t.Errorf("%s: counted under %q", tt.path, got)
				}
				spans := o.spans.Ended()
				if len(spans) != 1 {
					t.Fatalf("%s: %d spans", tt.path, len(spans))
				}
				if got := spans[0].Status().Code; (got == codes.Error) != (tt.status >= 500) {
					t.Errorf("%s: the span has status %v", tt.path, got)
				}
				if !slices.Contains(spans[0].Attributes(), attribute.Int("http.status_code", tt.status)) {
					t.Errorf("%s: the span has %v", tt.path, spans[0].Attributes())
				}
			}
		})
	}
}
